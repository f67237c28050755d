import type { CountTokens } from "../ports/embedder.ts";
import type { Span } from "../types.ts";
import { graphemeEnds, isBlankAt, skipBlank, trimBlankEnd } from "./graphemes.ts";
import { MAX_CHARACTERS_PER_TOKEN } from "./token-count.ts";

export interface TokenLimit {
  readonly countTokens: CountTokens;
  readonly maxTokens: number;
}

/** Allows for finding a clause mark without producing a tiny last piece. */
const SLACK = 1.25;
/** Close enough to the limit to stop searching for a longer piece. */
const FULL_ENOUGH = 0.85;
/** Aims slightly below the limit, so that the next guess rarely exceeds it. */
const UNDERSHOOT = 0.97;
const CLAUSE_MARK = /[,;:—–،؛،、，；：)\]]["”’»」』]*$/u;

/**
 * Cuts a sentence above the limit into pieces of about equal length: at the last clause mark in a piece's
 * second half, else at its last white space, else between grapheme clusters. Only a cluster that exceeds the
 * limit by itself is cut between code points.
 *
 * @param limit its `tokens` is the count of the whole sentence
 * @returns trimmed spans in order that cover everything but white space
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

/** Finds a long prefix of `room` that is within the limit and ends between clusters. */
function longestFitting(text: string, room: Span, limit: TokenLimit & { tokensLeft: number }): Piece {
  const expected = Math.ceil(((room.end - room.start) * limit.maxTokens * SLACK) / limit.tokensLeft);
  const longest = limit.maxTokens * MAX_CHARACTERS_PER_TOKEN;
  const clusters = firstClusterEnds(text, room, { expected: Math.min(expected, longest), longest });
  const firstCluster = { start: room.start, end: clusters[0] ?? Math.min(room.end, room.start + longest) };
  const tokens = limit.countTokens(text.slice(firstCluster.start, firstCluster.end));
  const ends = tokens <= limit.maxTokens ? clusters : codePointEnds(text, firstCluster);
  return searchLongest(text, room.start, { ...limit, ends });
}

/**
 * Ends of whole clusters at the start of `room`. Empty if the first cluster is longer than any that may fit.
 */
function firstClusterEnds(
  text: string,
  room: Span,
  { expected, longest }: { expected: number; longest: number },
): readonly number[] {
  for (let length = expected; ; length *= 2) {
    const end = Math.min(room.end, room.start + length);
    const ends = graphemeEnds(text.slice(room.start, end)).map((offset) => room.start + offset);
    if (end === room.end) return ends;
    const whole = ends.slice(0, -1);
    if (whole.length > 0 || length > longest) return whole;
  }
}

function codePointEnds(text: string, span: Span): readonly number[] {
  const ends: number[] = [];
  for (let end = span.start; end < span.end; ) {
    end += (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1;
    ends.push(end);
  }
  return ends;
}

/** Searches by interpolation, since tokens grow roughly in proportion to the text, then by bisection. */
function searchLongest(
  text: string,
  start: number,
  { ends, countTokens, maxTokens }: TokenLimit & { readonly ends: readonly number[] },
): Piece {
  const pieceTo = (index: number): Piece => {
    const end = ends[index] ?? start;
    return { end, tokens: countTokens(text.slice(start, end)) };
  };
  let best = pieceTo(0);
  let [low, high] = [0, ends.length];
  for (let guess = high - 1; low + 1 < high && best.tokens < maxTokens * FULL_ENOUGH; ) {
    const piece = pieceTo(guess);
    if (piece.tokens > maxTokens) high = guess;
    else [low, best] = [guess, piece];
    const proportional = Math.floor((guess * maxTokens * UNDERSHOOT) / piece.tokens);
    const isInside = high - low > 8 && proportional > low && proportional < high;
    guess = isInside ? proportional : (low + high) >> 1;
  }
  return best;
}

/** The last blank after a clause mark in the second half of a piece, or the position after a CJK mark. */
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
