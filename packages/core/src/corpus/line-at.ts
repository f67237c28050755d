/** Line of an offset in a text, from 1. A negative offset, as of a failed search, is on line 1. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, Math.max(0, offset)).split("\n").length;
}
