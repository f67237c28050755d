import type { Span } from "../types.ts";
import { trimSpan } from "./graphemes.ts";

const LINE_END = /\r\n|[\n\r\u0085\u2028]/g;
/** Narrower text is not a column: its writer ended the lines. */
const LEAST_COLUMN = 40;
/** Scripts without spaces have wider characters and may break between any two. */
const LEAST_UNSPACED_COLUMN = 15;
const UNSPACED = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}]/u;
/** A list marker ("• ", "- ", "3) "), or a table cell after a tab. */
const LIST_MARK = /^(?:[•◦▪‣●·*–—-]\s|\(?\p{N}{1,3}[.)]\s)/u;
const SMALL_LETTER = /^["“„«‘'([]*\p{Ll}/u;
/** List items do not end with these. */
const GOES_ON = /[,:;–—-]$/;

/**
 * Splits a paragraph at line ends that separate list items, table rows, tickers or scores. A line that was
 * broken because it was full continues in the next one: the next line's first word would not have fitted.
 *
 * @returns trimmed spans in order that cover everything but white space
 */
export function splitLines(text: string, paragraph: Span): readonly Span[] {
  const lines = linesOf(text, paragraph);
  const [first, ...rest] = lines;
  if (first === undefined || rest.length === 0) return [paragraph];
  const column = Math.max(...lines.map(({ start, end }) => end - start));
  const breaks = rest.map((line, index) => kindOfBreak(text, { before: lines[index] as Span, line, column }));
  // Lists have full lines too, next to shorter ones. In a column all lines but the last are full.
  const isList = breaks.includes("parts") && !breaks.includes("goes-on");
  const parts: { start: number; end: number }[] = [{ ...first }];
  rest.forEach((line, index) => {
    const last = parts.at(-1) as { start: number; end: number };
    const kind = breaks[index];
    if (kind === "parts" || (isList && kind === "full")) parts.push({ ...line });
    else last.end = line.end;
  });
  return parts;
}

/** Separates parts, continues by how the next line begins, or may be a column break. */
type LineBreak = "parts" | "goes-on" | "full";

interface LinePair {
  readonly before: Span;
  readonly line: Span;
  /** Length of the paragraph's longest line. */
  readonly column: number;
}

function kindOfBreak(text: string, { before, line, column }: LinePair): LineBreak {
  const [upper, lower] = [text.slice(before.start, before.end), text.slice(line.start, line.end)];
  if (LIST_MARK.test(lower)) return "parts";
  if (SMALL_LETTER.test(lower) || GOES_ON.test(upper)) return "goes-on";
  if (upper.includes("\t") || lower.includes("\t")) return "parts";
  const isUnspaced = UNSPACED.test(upper.slice(-1)) && UNSPACED.test(lower.slice(0, 1));
  if (column < (isUnspaced ? LEAST_UNSPACED_COLUMN : LEAST_COLUMN)) return "parts";
  const word = isUnspaced ? 1 : (lower.split(/\s/, 1)[0] as string).length + 1;
  return upper.length + word <= column ? "parts" : "full";
}

function linesOf(text: string, paragraph: Span): readonly Span[] {
  const lines: Span[] = [];
  const add = (start: number, end: number) => {
    const line = trimSpan(text, { start, end });
    if (line.start < line.end) lines.push(line);
  };
  let start = paragraph.start;
  for (const { 0: mark, index } of text.slice(paragraph.start, paragraph.end).matchAll(LINE_END)) {
    add(start, paragraph.start + index);
    start = paragraph.start + index + mark.length;
  }
  add(start, paragraph.end);
  return lines;
}
