import { DatelineError } from "../errors.ts";
import type { Embedding } from "../types.ts";
import type { Pooling } from "./model-spec.ts";

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
  const { values, sequence, dimensions, lengths } = states;
  if (values.length !== lengths.length * sequence * dimensions) {
    const shape = `[${lengths.length}, ${sequence}, ${dimensions}]`;
    throw new DatelineError(
      "internal",
      `Cannot pool embeddings: ${values.length} numbers do not fill ${shape}`,
    );
  }
  return lengths.map((length, text) => {
    const start = text * sequence * dimensions;
    const pooledTokens = pooling === "cls" ? 1 : length;
    return sumTokens(values.subarray(start, start + pooledTokens * dimensions), dimensions);
  });
}

/** The sum and the mean have the same direction, so they are equal after normalising. */
function sumTokens(tokens: Float32Array, dimensions: number): Embedding {
  const sum = new Float64Array(dimensions);
  for (let start = 0; start < tokens.length; start += dimensions) {
    for (let index = 0; index < dimensions; index++) {
      sum[index] = (sum[index] ?? 0) + (tokens[start + index] ?? 0);
    }
  }
  const norm = Math.hypot(...sum);
  if (!(norm > 0 && Number.isFinite(norm))) {
    throw new DatelineError("internal", `Cannot normalise an embedding: its length is ${norm}`);
  }
  return Float32Array.from(sum, (value) => value / norm);
}
