import type { Span } from "../types.ts";
import { trimSpan } from "./graphemes.ts";

/** A blank line in any newline convention, or the Unicode paragraph separator. */
const PARAGRAPH_BREAK =
  /(?:\r\n|[\n\r\u0085\u2028])[^\S\n\r\u2028\u2029]*(?:\r\n|[\n\r\u0085\u2028])|\u2029/g;

/** Paragraphs of a text, trimmed, in order, without blank ones. A single newline does not end a paragraph. */
export function splitParagraphs(text: string): readonly Span[] {
  const paragraphs: Span[] = [];
  const add = (start: number, end: number) => {
    const span = trimSpan(text, { start, end });
    if (span.start < span.end) paragraphs.push(span);
  };
  let start = 0;
  for (const found of text.matchAll(PARAGRAPH_BREAK)) {
    add(start, found.index);
    start = found.index + found[0].length;
  }
  add(start, text.length);
  return paragraphs;
}
