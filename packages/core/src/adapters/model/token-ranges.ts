import type { Span } from "../../types.ts";

/** A text with its tokens, without special ones. */
export interface TokenizedText {
  readonly text: string;
  readonly tokens: readonly number[];
  /** Tokens of any text, without special ones. */
  readonly encode: (text: string) => readonly number[];
}

/**
 * Finds the tokens of parts of a text for a tokenizer that does not tell where its tokens come from. The pieces
 * between the ends of all parts are tokenized one by one. Where a part ends inside a token, the pieces have other
 * tokens than the text: then a part begins after the tokens that the text before it has, and includes a token that
 * it has only a piece of.
 *
 * @param parts offsets into the text
 * @returns for each part, positions among `tokens`; empty for a part without tokens
 */
export function tokenRanges(tokenized: TokenizedText, parts: readonly Span[]): readonly Span[] {
  const counts = countsOfPieces(tokenized, parts);
  if (counts === null) return parts.map((part) => rangeByPrefixes(tokenized, part));
  return parts.map(({ start, end }) => ({ start: counts.get(start) ?? 0, end: counts.get(end) ?? 0 }));
}

/** How many tokens are before each end of a part; `null` if the pieces have other tokens than the text. */
function countsOfPieces(
  { text, tokens, encode }: TokenizedText,
  parts: readonly Span[],
): ReadonlyMap<number, number> | null {
  const ends = [...new Set([0, text.length, ...parts.flatMap(({ start, end }) => [start, end])])];
  ends.sort((a, b) => a - b);
  const counts = new Map<number, number>();
  let count = 0;
  for (const [index, end] of ends.entries()) {
    const piece = index === 0 ? [] : encode(text.slice(ends[index - 1], end));
    if (piece.some((token, position) => token !== tokens[count + position])) return null;
    count += piece.length;
    counts.set(end, count);
  }
  return count === tokens.length ? counts : null;
}

function rangeByPrefixes({ text, tokens, encode }: TokenizedText, part: Span): Span {
  const common = (offset: number) => {
    const prefix = encode(text.slice(0, offset));
    const differs = prefix.findIndex((token, position) => token !== tokens[position]);
    return { count: differs === -1 ? prefix.length : differs, isWhole: differs === -1 };
  };
  const end = common(part.end);
  return {
    start: common(part.start).count,
    end: Math.min(tokens.length, end.isWhole ? end.count : end.count + 1),
  };
}
