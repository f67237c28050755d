/** Reads an environment variable; `undefined` when it is unset or empty, which shell users treat alike. */
export function environmentVariable(name: string): string | undefined {
  return process.env[name] || undefined;
}
