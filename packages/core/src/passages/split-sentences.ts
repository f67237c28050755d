import type { Span } from "../types.ts";
import { writesDottedOrdinals } from "./abbreviations.ts";
import { findQuotes } from "./find-quotes.ts";
import { isGraphemeBoundary, skipBlank, trimBlankEnd, trimSpan } from "./graphemes.ts";
import { segmentBoundaries } from "./segment-boundaries.ts";
import { continuesSentence } from "./sentence-continuation.ts";
import { splitParagraphs } from "./split-paragraphs.ts";

const sentenceSegmenter = new Intl.Segmenter("en", { granularity: "sentence" });

/** Sentence ends that UAX #29 misses: before a number, or after an ellipsis character. */
const MISSED_BOUNDARY =
  /(?<=(?:\p{L}{3}|\p{Lu}{2}|\p{N}{4})\.["”»)\]]*\s+)(?=["“]?\p{N})|(?<=\p{L}…["”»)\]]*\s+)(?=["“«]?\p{Lu})/gu;
/** Closing marks, possibly after white space, before the end, white space or punctuation. */
const CLOSING_MARKS = /\s*(["”’'»›)\]}」』】〕])(?=[\s\p{P}]|$)/uy;
const OPENING_MARKS = /[“„‘「『《〈（【〔([{]/u;
/** Closing marks that never open anything when followed by white space. */
const UNAMBIGUOUS = /[”»›)\]}」』】〕]/u;

/**
 * Splits a text into trimmed, ordered, disjoint sentences that cover every character except white space. A
 * blank line always ends a sentence. A single newline does if it separates list items or table rows, but not
 * if a full line was wrapped. No user-perceived character is cut.
 *
 * The boundaries are those of UAX #29 (https://unicode.org/reports/tr29/#Sentence_Boundaries), corrected
 * where its rules fail for news: abbreviations, initials, quotations followed by an attribution, stops and
 * quotes set off by spaces. `Intl.Segmenter` uses the ICU data of the running Node. Results are deterministic
 * within one Node version, but two versions may differ on rare characters.
 */
export function splitSentences(text: string): readonly Span[] {
  const quotes = findQuotes(text);
  const quoteStarts = new Set(quotes.map((quote) => quote.start));
  const quoteEnds = new Set(quotes.map((quote) => quote.end));
  const isGerman = writesDottedOrdinals(text);
  const parts = splitParagraphs(text).flatMap((paragraph) => splitLines(text, paragraph));
  return parts.flatMap((part) => {
    const line = text.slice(part.start, part.end).replace(/[\n\r\u0085\u2028]/g, " ");
    const context: LineContext = {
      isGerman,
      startsAt: (offset) => quoteStarts.has(part.start + offset),
      endsAt: (offset) => quoteEnds.has(part.start + offset),
    };
    return splitLine(line, context).map(({ start, end }) => ({
      start: part.start + start,
      end: part.start + end,
    }));
  });
}

interface LineContext extends QuoteMarks {
  readonly isGerman: boolean;
}

/** Where a paragraph's matched quotations start (at their mark) and end (after it). */
interface QuoteMarks {
  startsAt(offset: number): boolean;
  endsAt(offset: number): boolean;
}

function splitLine(line: string, quotes: LineContext): Span[] {
  const sentences: Span[] = [];
  let start = skipBlank(line, 0, line.length);
  for (const boundary of boundaryCandidates(line)) {
    const end = withClosingMarks(line, withoutOpeningMarks(line, boundary, quotes), quotes);
    const next = skipBlank(line, end, line.length);
    if (end <= start || next >= line.length || !isGraphemeBoundary(line, next)) continue;
    if (continuesSentence({ line, start, end, next, isGerman: quotes.isGerman })) continue;
    sentences.push({ start, end });
    start = next;
  }
  const rest = { start, end: trimBlankEnd(line, start, line.length) };
  const last = sentences.at(-1);
  // A stray mark at the end of a paragraph belongs to the last sentence.
  const isStray = last !== undefined && !/[\p{L}\p{N}\p{S}]/u.test(line.slice(rest.start, rest.end));
  if (isStray) sentences[sentences.length - 1] = { start: last.start, end: rest.end };
  else if (rest.start < rest.end) sentences.push(rest);
  return sentences;
}

function boundaryCandidates(line: string): readonly number[] {
  const offsets = new Set(segmentBoundaries(sentenceSegmenter, line));
  for (const { index } of line.matchAll(MISSED_BOUNDARY)) offsets.add(index);
  return [...offsets].sort((a, b) => a - b);
}

/** UAX #29 assigns opening marks right after a stop to the previous sentence. Leaves them to the next. */
function withoutOpeningMarks(line: string, boundary: number, quotes: QuoteMarks): number {
  let end = trimBlankEnd(line, 0, boundary);
  while (end > 0 && (quotes.startsAt(end - 1) || isUnmatchedOpening(line, end, quotes))) {
    end = trimBlankEnd(line, 0, end - 1);
  }
  return end;
}

function isUnmatchedOpening(line: string, end: number, quotes: QuoteMarks): boolean {
  return OPENING_MARKS.test(line.charAt(end - 1)) && !quotes.endsAt(end);
}

/** Extends a sentence over closing marks that are set off by a space, as in `« Non. »` or `" NO . "`. */
function withClosingMarks(line: string, end: number, quotes: QuoteMarks): number {
  let extended = end;
  for (;;) {
    CLOSING_MARKS.lastIndex = extended;
    const mark = CLOSING_MARKS.exec(line)?.[1];
    if (mark === undefined) return extended;
    const markEnd = CLOSING_MARKS.lastIndex;
    if (!UNAMBIGUOUS.test(mark) && !quotes.endsAt(markEnd)) return extended;
    extended = markEnd;
  }
}

const LINE_END = /\r\n|[\n\r\u0085\u2028]/g;
/** Narrower text is not a wrapped column: the writer ended its lines. */
const LEAST_COLUMN = 40;
/** Scripts without spaces have wider characters and may break between any two. */
const LEAST_UNSPACED_COLUMN = 15;
const UNSPACED = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}]/u;
/** A list marker ("• ", "- ", "3) "), or a table cell after a tab. */
const LIST_MARK = /^(?:[•◦▪‣●·*–—-]\s|\(?\p{N}{1,3}[.)]\s)/u;
const SMALL_LETTER = /^["“„«‘'([]*\p{Ll}/u;
/** A line that ends in one of these continues, since list items do not end with them. */
const GOES_ON = /[,:;–—-]$/;

/**
 * Splits a paragraph at line ends that separate list items, table rows, tickers or scores. A line continues
 * in the next one if it was full, that is, if the next line's first word would not have fitted.
 *
 * @returns trimmed spans in order that cover everything but white space
 */
export function splitLines(text: string, paragraph: Span): readonly Span[] {
  const lines = linesOf(text, paragraph);
  const [first, ...rest] = lines;
  if (first === undefined || rest.length === 0) return [paragraph];
  const column = Math.max(...lines.map(({ start, end }) => end - start));
  const breaks = rest.map((line, index) => kindOfBreak(text, { before: lines[index] as Span, line, column }));
  // Lists contain full lines too, next to shorter ones. In a column all lines but the last are full.
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

/** Separates parts, continues because of how the lines meet, or may be a column break. */
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
