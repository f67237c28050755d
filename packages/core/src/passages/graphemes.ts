import type { Span } from "../types.ts";
import { segmentBoundaries } from "./segment-boundaries.ts";

const graphemeSegmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Below this code unit no character extends the one before it; only the pair CR LF stays together. */
const FIRST_EXTENDING_CODE_UNIT = 0x300;
/** How far back to search for the start of a cluster. Flags, family emoji and accents are far shorter. */
const LONGEST_LOOK_BACK = 64;
/** Enough to see past the boundary, since cluster rules look one character ahead. */
const LOOK_AHEAD = 4;

const EXTENDS_CLUSTER = /[\p{M}\p{Grapheme_Extend}\p{Emoji_Modifier}\u200d]/u;

/** UTF-16 offsets at which the grapheme clusters of a text end (UAX #29), in order. */
export function graphemeEnds(text: string): readonly number[] {
  return text === "" ? [] : [...segmentBoundaries(graphemeSegmenter, text), text.length];
}

/** Whether a cut before the UTF-16 offset keeps every user-perceived character whole. */
export function isGraphemeBoundary(text: string, offset: number): boolean {
  if (offset <= 0 || offset >= text.length) return true;
  const before = text.charCodeAt(offset - 1);
  const after = text.charCodeAt(offset);
  if (before < FIRST_EXTENDING_CODE_UNIT && after < FIRST_EXTENDING_CODE_UNIT) {
    return !(before === 0x0d && after === 0x0a);
  }
  const start = clusterSearchStart(text, offset);
  const window = text.slice(start, offset + LOOK_AHEAD);
  return graphemeSegmenter.segment(window).containing(offset - start)?.index === offset - start;
}

function clusterSearchStart(text: string, offset: number): number {
  const limit = Math.max(0, offset - LONGEST_LOOK_BACK);
  let start = offset - 1;
  while (start > limit && text.charCodeAt(start) >= FIRST_EXTENDING_CODE_UNIT) start -= 1;
  return isLowSurrogate(text.charCodeAt(start)) && start > 0 ? start - 1 : start;
}

function isLowSurrogate(codeUnit: number): boolean {
  return codeUnit >= 0xdc00 && codeUnit <= 0xdfff;
}

/** Whether the character is white space that may be dropped. A space with a combining mark is visible. */
export function isBlankAt(text: string, offset: number): boolean {
  if (!/\s/.test(text.charAt(offset))) return false;
  const next = text.codePointAt(offset + 1);
  return (
    next === undefined ||
    next < FIRST_EXTENDING_CODE_UNIT ||
    !EXTENDS_CLUSTER.test(String.fromCodePoint(next))
  );
}

/** First non-blank offset from `from` up to `to` (exclusive), or `to` if everything is blank. */
export function skipBlank(text: string, from: number, to: number): number {
  let offset = from;
  while (offset < to && isBlankAt(text, offset)) offset += 1;
  return offset;
}

/** End of the non-blank text at or before `to`, or `from` if everything is blank. */
export function trimBlankEnd(text: string, from: number, to: number): number {
  let offset = to;
  while (offset > from && isBlankAt(text, offset - 1)) offset -= 1;
  return offset;
}

/** Trims blank text from both ends of the span. */
export function trimSpan(text: string, span: Span): Span {
  const start = skipBlank(text, span.start, span.end);
  return { start, end: trimBlankEnd(text, start, span.end) };
}
