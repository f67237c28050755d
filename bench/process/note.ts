/** Tells whoever waits what is going on; the report itself goes to the standard output. */
export function note(message: string): void {
  process.stderr.write(`${message}\n`);
}
