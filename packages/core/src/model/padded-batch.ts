import { DatelineError } from "../errors.ts";
import type { Embedding, Span } from "../types.ts";
import type { Pooling } from "./model-spec.ts";

/**
 * Most tokens of one call of a model, padding included. The states of more no longer fit the caches of a
 * processor: 32 texts of 224 tokens take a third more time for each token than two of them.
 */
const BATCH_TOKENS = 512;

/**
 * Divides texts into batches for a model that pads every text of a batch to the longest one.
 *
 * @param lengths tokens of each text
 * @returns the positions of the texts of each batch: every position once, texts of similar length together. A
 *   text that is longer than a batch gets one of its own.
 */
export function batchByTokens(lengths: readonly number[]): readonly (readonly number[])[] {
  const shortestFirst = [...lengths.entries()].sort(([a, left], [b, right]) => left - right || a - b);
  const batches: number[][] = [];
  let batch: number[] = [];
  for (const [position, length] of shortestFirst) {
    // The lengths ascend, so this text is the longest so far.
    if (batch.length > 0 && (batch.length + 1) * length > BATCH_TOKENS) {
      batches.push(batch);
      batch = [];
    }
    batch.push(position);
  }
  return batch.length === 0 ? batches : [...batches, batch];
}

/** The last hidden states of one batch. */
export interface HiddenStates {
  /** [batch, sequence, dimensions], row-major. */
  readonly values: Float32Array;
  /** Tokens of the longest text; shorter ones are padded at the end. */
  readonly sequence: number;
  readonly dimensions: number;
  /** Tokens of each text, without padding. */
  readonly lengths: readonly number[];
}

/**
 * Pools the token vectors of each text into one L2-normalised embedding: their mean, as in Sentence-BERT
 * (Reimers and Gurevych 2019, https://arxiv.org/abs/1908.10084), or the vector of the first token.
 *
 * @throws DatelineError `internal` when the states do not have the size of their shape, or an embedding would
 *   be zero
 */
export function poolEmbeddings(states: HiddenStates, pooling: Pooling): readonly Embedding[] {
  const { dimensions, lengths } = states;
  return lengths.map((length, text) => {
    const pooledTokens = pooling === "cls" ? 1 : length;
    return sumTokens(tokensOf(states, text), dimensions, [{ start: 0, end: pooledTokens }]);
  });
}

/** Ranges of the tokens of one text. */
export interface TokenRanges {
  readonly ranges: readonly Span[];
  /** Number of tokens that frame every text of the model on the left. One frames it on the right. */
  readonly before: number;
}

/**
 * Pools ranges of one text's tokens by their mean, each within the tokens that frame the text, as if the range were
 * the text: a range of all that is framed gives the embedding of the text.
 *
 * @throws DatelineError as `poolEmbeddings`
 */
export function poolRanges(
  states: HiddenStates,
  text: number,
  { ranges, before }: TokenRanges,
): readonly Embedding[] {
  const tokens = tokensOf(states, text);
  const length = states.lengths[text] ?? 0;
  const left = { start: 0, end: before };
  const right = { start: length - 1, end: length };
  return ranges.map((range) => sumTokens(tokens, states.dimensions, [left, range, right]));
}

function tokensOf({ values, sequence, dimensions, lengths }: HiddenStates, text: number): Float32Array {
  if (values.length !== lengths.length * sequence * dimensions) {
    const shape = `[${lengths.length}, ${sequence}, ${dimensions}]`;
    throw new DatelineError(
      "internal",
      `Cannot pool embeddings: ${values.length} numbers do not fill ${shape}`,
    );
  }
  return values.subarray(text * sequence * dimensions, (text + 1) * sequence * dimensions);
}

/** The sum and the mean have the same direction, so they are equal after normalising. */
function sumTokens(tokens: Float32Array, dimensions: number, ranges: readonly Span[]): Embedding {
  const sum = new Float64Array(dimensions);
  for (const { start, end } of ranges) {
    for (let at = start * dimensions; at < end * dimensions; at += dimensions) {
      for (let index = 0; index < dimensions; index++) {
        sum[index] = (sum[index] ?? 0) + (tokens[at + index] ?? 0);
      }
    }
  }
  const norm = Math.hypot(...sum);
  if (!(norm > 0 && Number.isFinite(norm))) {
    throw new DatelineError("internal", `Cannot normalise an embedding: its length is ${norm}`);
  }
  return Float32Array.from(sum, (value) => value / norm);
}
