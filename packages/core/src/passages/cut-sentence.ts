import type { CountTokens } from "../ports/embedder.ts";
import type { Span } from "../types.ts";
import { graphemeEnds, isBlankAt, skipBlank, trimBlankEnd } from "./graphemes.ts";

export interface TokenLimit {
  readonly countTokens: CountTokens;
  readonly maxTokens: number;
}

/** Leaves room for a clause mark to be found, without ending in a tiny last piece. */
const SLACK = 1.25;
/** Close enough to the limit to stop looking for a longer piece. */
const FULL_ENOUGH = 0.85;
const CLAUSE_MARK = /[,;:—–،؛،、，；：)\]]["”’»」』]*$/u;

/**
 * Cuts a sentence that is longer than the limit into pieces of about equal length that keep it: at the last clause
 * mark of a piece's second half, else at its last white space, else between grapheme clusters. Only a cluster that
 * alone exceeds the limit is cut between its code points.
 *
 * @param tokens the count of the whole sentence
 * @returns trimmed spans in order that cover all that is not blank
 */
export function cutSentence(
  text: string,
  sentence: Span,
  limit: TokenLimit & { tokens: number },
): readonly Span[] {
  const pieces: Span[] = [];
  let start = sentence.start;
  let tokensLeft = limit.tokens;
  while (start < sentence.end) {
    const pieceCount = Math.max(1, Math.ceil(tokensLeft / limit.maxTokens));
    const maxTokens = Math.min(limit.maxTokens, Math.ceil((tokensLeft / pieceCount) * SLACK));
    const room = { start, end: sentence.end };
    const piece = nextPiece(text, room, { countTokens: limit.countTokens, maxTokens, tokensLeft });
    pieces.push({ start, end: trimBlankEnd(text, start, piece.end) });
    tokensLeft = Math.max(1, tokensLeft - piece.tokens);
    start = skipBlank(text, piece.end, sentence.end);
  }
  return pieces;
}

interface Piece {
  readonly end: number;
  readonly tokens: number;
}

function nextPiece(text: string, room: Span, limit: TokenLimit & { tokensLeft: number }): Piece {
  const fitting = longestFitting(text, room, limit);
  if (fitting.end >= room.end) return fitting;
  for (const end of [
    lastClauseEnd(text, room.start, fitting.end),
    lastBlank(text, room.start, fitting.end),
  ]) {
    if (end === undefined) continue;
    const tokens = limit.countTokens(text.slice(room.start, end));
    if (tokens <= limit.maxTokens) return { end, tokens };
  }
  return fitting;
}

/** A long prefix of the room, ending between clusters, that keeps the limit; found by proportion, then by halving. */
function longestFitting(text: string, room: Span, limit: TokenLimit & { tokensLeft: number }): Piece {
  const expected = Math.ceil(((room.end - room.start) * limit.maxTokens * SLACK) / limit.tokensLeft);
  const ends = cutPoints(text, room, Math.max(expected, limit.maxTokens));
  const count = (index: number) => limit.countTokens(text.slice(room.start, ends[index] ?? room.end));
  let [low, high] = [0, ends.length];
  let tokensAtLow = count(0);
  if (tokensAtLow > limit.maxTokens) return firstCodePoints(text, room, limit);
  let guess = ends.length - 1;
  while (low + 1 < high) {
    const tokens = count(guess);
    if (tokens > limit.maxTokens) high = guess;
    else [low, tokensAtLow] = [guess, tokens];
    if (tokensAtLow >= limit.maxTokens * FULL_ENOUGH) break;
    const proportional = Math.floor((guess * limit.maxTokens * 0.97) / Math.max(1, tokens));
    const inside = proportional > low && proportional < high;
    guess = inside && high - low > 8 ? proportional : (low + high) >> 1;
  }
  return { end: ends[low] ?? room.end, tokens: tokensAtLow };
}

/** Ends of the clusters in the first `length` UTF-16 units of the room; the last may be cut off, so it is left out. */
function cutPoints(text: string, room: Span, length: number): readonly number[] {
  for (let window = length; ; window *= 2) {
    const end = Math.min(room.end, room.start + window);
    const ends = graphemeEnds(text.slice(room.start, end)).map((offset) => room.start + offset);
    if (end === room.end) return ends;
    ends.pop();
    if (ends.length > 0) return ends;
  }
}

function firstCodePoints(text: string, room: Span, limit: TokenLimit): Piece {
  let piece: Piece | undefined;
  for (let end = room.start; end < room.end; ) {
    end += (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1;
    const tokens = limit.countTokens(text.slice(room.start, end));
    if (piece !== undefined && tokens > limit.maxTokens) break;
    piece = { end, tokens };
  }
  return piece ?? { end: room.end, tokens: limit.maxTokens };
}

/** Last blank in the second half of a piece that follows a clause mark, or the place after a CJK one. */
function lastClauseEnd(text: string, start: number, end: number): number | undefined {
  const middle = start + ((end - start) >> 1);
  for (let offset = end; offset > middle; offset -= 1) {
    const mayCut = isBlankAt(text, offset) || /[、，；：]/.test(text.charAt(offset - 1));
    if (mayCut && CLAUSE_MARK.test(text.slice(Math.max(start, offset - 4), offset))) return offset;
  }
  return undefined;
}

function lastBlank(text: string, start: number, end: number): number | undefined {
  for (let offset = end; offset > start; offset -= 1) if (isBlankAt(text, offset)) return offset;
  return undefined;
}
