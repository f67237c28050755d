/** Blank lines after headers. Some tools end lines with only LF. */
const HEAD_ENDS: readonly string[] = ["\r\n\r\n", "\n\n"];

/**
 * Finds the end of the headers at the start of some bytes.
 *
 * @returns offset and length in bytes of the blank line; `undefined` without one
 */
export function findHeadEnd(bytes: Buffer): { readonly at: number; readonly length: number } | undefined {
  const ends = HEAD_ENDS.map((mark) => ({ at: bytes.indexOf(mark), length: mark.length }));
  return ends.filter(({ at }) => at !== -1).sort((a, b) => a.at - b.at)[0];
}

/** Parses the header fields after a first line, by lower-case name. If a name is repeated, the first wins. */
export function parseHeaders(head: string): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  const unfolded = head.replace(/\r?\n[ \t]+/g, " ");
  for (const line of unfolded.split(/\r?\n/).slice(1)) {
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(0, colon)).trim().toLowerCase();
    if (name !== "" && !headers.has(name)) headers.set(name, line.slice(colon + 1).trim());
  }
  return headers;
}
