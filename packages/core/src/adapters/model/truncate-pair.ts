/** Tokens of the two texts of a pair, special tokens not counted, and of the longest pair that a model reads, all counted. */
export interface PairLengths {
  readonly query: number;
  readonly passage: number;
  readonly most: number;
}

/**
 * Cuts the tokens of a pair to what a model reads, the longer text first, as its training did; the special tokens stay: one
 * before the query, some between, one behind the passage, as in BERT and XLM-RoBERTa.
 */
export function truncatePair(
  tokens: readonly number[],
  { query, passage, most }: PairLengths,
): readonly number[] {
  if (tokens.length <= most) return tokens;
  const room = most - (tokens.length - query - passage);
  const half = Math.floor(room / 2);
  const queryKept = Math.min(query, Math.max(half, room - passage));
  const passageKept = Math.min(passage, room - queryKept);
  const passageStart = tokens.length - 1 - passage;
  return [
    ...tokens.slice(0, 1 + queryKept),
    ...tokens.slice(1 + query, passageStart + passageKept),
    ...tokens.slice(-1),
  ];
}
