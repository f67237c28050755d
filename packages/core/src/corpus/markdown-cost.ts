import { InvalidRecord } from "./invalid-record.ts";

/** Quotes and lists inside one another. Time per character grows with it; people write three or four. */
const MAX_NESTING = 32;
/** A line costs the parser some 40 µs, however short it is. A long article has some thousands. */
const MAX_WEIGHT = 40_000;
/** In lines: what a quote, an item or a link definition costs. */
const MARKER_WEIGHT = 4;

/**
 * Refuses a Markdown text over which the parser would take many seconds.
 *
 * @throws InvalidRecord when it nests too deeply, or consists of too many lines, items, quotes and definitions
 */
export function refuseCostlyBlocks(source: string): void {
  const { deepest, markers, lines } = surveyBlocks(source);
  if (deepest > MAX_NESTING) {
    throw new InvalidRecord(`Markdown has quotes or lists more than ${MAX_NESTING} deep in one another`);
  }
  const definitions = countMatches(source, /\]:/g);
  if (lines + MARKER_WEIGHT * (markers + definitions) <= MAX_WEIGHT) return;
  throw new InvalidRecord(
    "Markdown has too many lines, list items, quotes or link definitions; split it, or save it as plain text",
  );
}

/** Where one run of inline text certainly ends: at a blank line, and before a heading or an item of a list. */
const INLINE_BORDER = /\n(?=[ \t]*\n)|\n(?= {0,3}(?:#{1,6}|[-+*])[ \t]+\S)/;
/** What opens a stretch that is looked for up to the end of the text: of a comment, a destination, a title. */
const OPENERS = /<[!?]|\]\([ \t]*(?:<|[^\s()]*[ \t]+\()|\]:[^\n(]*\(/g;

/** Measured, in milliseconds of one processor. */
const PER_EMPHASIS_PAIR = 0.000_3;
const PER_BRACKET_PAIR = 0.000_08;
const PER_CHARACTER_LOOKED_AT = 0.000_1;
const PER_SIGN = 0.008;
/** What one text may cost. */
const LIMIT_MS = 500;

/**
 * Whether the parser would take long over the inline part of a Markdown text, by what is known to be quadratic in it:
 * runs of emphasis, which are held against all before them, brackets, and openers whose ends are looked for in vain. No
 * text that somebody has written comes near the limit.
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

/** Markers of quotes and list items at the beginning of a line. */
const MARKERS = /^[ \t]*(?:(?:>|(?:[-+*]|\d{1,9}[.)])(?=[ \t]|$))[ \t]*)+/;
const MARKER = />|[-+*]|\d{1,9}[.)]/g;
/** A line of these is drawn across the page. */
const THEMATIC_BREAK = /^[ \t]*(?:(?:-[ \t]*)+|(?:\*[ \t]*)+)$/;

interface BlockSurvey {
  /** How deep quotes and lists are inside one another at most; rather too much than too little. */
  readonly deepest: number;
  readonly markers: number;
  readonly lines: number;
}

function surveyBlocks(source: string): BlockSurvey {
  let [deepest, markers, lines] = [0, 0, 0];
  // Columns of the items that the present line may be inside of.
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
