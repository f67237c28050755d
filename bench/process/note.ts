/** Prints progress to stderr; the report goes to stdout. */
export function note(message: string): void {
  process.stderr.write(`${message}\n`);
}
