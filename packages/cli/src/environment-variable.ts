/** The value of an environment variable; `undefined` when it is unset or empty, which mean the same to a shell's user. */
export function environmentVariable(name: string): string | undefined {
  return process.env[name] || undefined;
}
