import { InvalidRecord } from "./invalid-record.ts";

/**
 * Maximum nesting of quotes and lists. Time per character grows with it. People write three or four levels.
 */
const MAX_NESTING = 32;
/**
 * Maximum weight, in lines. The parser takes about 40 µs per line, however short. A long article has a few
 * thousand.
 */
const MAX_WEIGHT = 40_000;
/** Cost of a quote, an item or a link definition, in lines. */
const MARKER_WEIGHT = 4;

/**
 * Rejects Markdown that would take many seconds to parse.
 *
 * @throws InvalidRecord when it nests too deeply, or has too many lines, items, quotes and definitions
 */
export function refuseCostlyBlocks(source: string): void {
  const { deepest, markers, lines } = surveyBlocks(source);
  if (deepest > MAX_NESTING) {
    throw new InvalidRecord(`Markdown nests quotes or lists deeper than ${MAX_NESTING} levels`);
  }
  const definitions = countMatches(source, /\]:/g);
  if (lines + MARKER_WEIGHT * (markers + definitions) <= MAX_WEIGHT) return;
  throw new InvalidRecord(
    "Markdown has too many lines, list items, quotes or link definitions; split it, or save it as plain text",
  );
}

/** Certain ends of a run of inline text: a blank line, and before a heading or a list item. */
const INLINE_BORDER = /\n(?=[ \t]*\n)|\n(?= {0,3}(?:#{1,6}|[-+*])[ \t]+\S)/;
/** Openers whose end the parser may seek up to the end of the text: of a comment, a destination, a title. */
const OPENERS = /<[!?]|\]\([ \t]*(?:<|[^\s()]*[ \t]+\()|\]:[^\n(]*\(/g;

/** Measured, in milliseconds on one CPU. */
const PER_EMPHASIS_PAIR = 0.000_3;
const PER_BRACKET_PAIR = 0.000_08;
const PER_CHARACTER_LOOKED_AT = 0.000_1;
const PER_SIGN = 0.008;
/** Maximum cost of a text. */
const LIMIT_MS = 500;

/**
 * Whether the inline part of a Markdown text would take long to parse. Estimates the known quadratic costs:
 * runs of emphasis, which are compared with all earlier ones, brackets, and openers without an end. No text
 * written by a person comes near the limit.
 */
export function isCostlyInline(source: string): boolean {
  let costMs = 0;
  for (const text of source.split(INLINE_BORDER)) {
    costMs += inlineCostMs(text);
    if (costMs > LIMIT_MS) return true;
  }
  return false;
}

function inlineCostMs(text: string): number {
  const emphasis = countMatches(text, /\*+|_+/g);
  const brackets = countMatches(text, /[[\]]/g);
  const codeLengths = new Set(text.match(/`+/g)?.map(({ length }) => length)).size;
  const openers = countMatches(text, OPENERS);
  const signs = countMatches(text, /[\\&*_`<[\]]/g);
  return (
    signs * PER_SIGN +
    emphasis ** 2 * PER_EMPHASIS_PAIR +
    brackets ** 2 * PER_BRACKET_PAIR +
    (codeLengths + openers) * text.length * PER_CHARACTER_LOOKED_AT
  );
}

function countMatches(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

/** Markers of quotes and list items at the start of a line. */
const MARKERS = /^[ \t]*(?:(?:>|(?:[-+*]|\d{1,9}[.)])(?=[ \t]|$))[ \t]*)+/;
const MARKER = />|[-+*]|\d{1,9}[.)]/g;
/** A line of only these is a thematic break. */
const THEMATIC_BREAK = /^[ \t]*(?:(?:-[ \t]*)+|(?:\*[ \t]*)+)$/;

interface BlockSurvey {
  /** Maximum nesting of quotes and lists, estimated high rather than low. */
  readonly deepest: number;
  readonly markers: number;
  readonly lines: number;
}

function surveyBlocks(source: string): BlockSurvey {
  let [deepest, markers, lines] = [0, 0, 0];
  // Columns of the items that may contain the current line.
  const columns: number[] = [];
  for (const line of source.split(/\r\n?|\n/)) {
    lines += 1;
    const prefix = MARKERS.exec(line)?.[0];
    if (prefix === undefined || THEMATIC_BREAK.test(line)) continue;
    const column = widthOf(/^[ \t]*/.exec(line)?.[0] ?? "");
    while (columns.length > 0 && (columns.at(-1) as number) >= column) columns.pop();
    const count = countMatches(prefix, MARKER);
    markers += count;
    deepest = Math.max(deepest, columns.length + count);
    columns.push(column);
  }
  return { deepest, markers, lines };
}

const TAB_WIDTH = 4;

function widthOf(indentation: string): number {
  return [...indentation].reduce(
    (column, character) => (character === "\t" ? column + TAB_WIDTH - (column % TAB_WIDTH) : column + 1),
    0,
  );
}
