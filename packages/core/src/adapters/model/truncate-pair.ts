/**
 * Tokens of the two texts of a pair, without special tokens, and of the longest pair that a model reads,
 * including them.
 */
export interface PairLengths {
  readonly query: number;
  readonly passage: number;
  readonly most: number;
}

/**
 * Truncates a pair to what a model reads, the longer text first, as in training. Keeps the special tokens:
 * one before the query, some between, one after the passage, as in BERT and XLM-RoBERTa.
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
