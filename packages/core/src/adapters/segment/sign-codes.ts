import { DatelineError } from "../../errors.ts";
import type { Embedding } from "../../types.ts";

/**
 * Embeddings with one bit per dimension: the signs of an embedding's difference from the mean of all. A float scales
 * the signs so that estimates of inner products are correct on average, as in RaBitQ (Gao and Long 2024,
 * https://arxiv.org/abs/2405.12497). Without the mean, models whose embeddings all point one way would have equal
 * signs.
 *
 * The bytes contain the mean (float32), the scales (float32, one per embedding) and the signs, one bit per dimension.
 * Each embedding begins at a new byte. Little-endian.
 *
 * @module
 */

const FLOAT_BYTES = Float32Array.BYTES_PER_ELEMENT;

/** @param embeddingOf of each of `count` embeddings */
export function encodeSigns(
  count: number,
  dimensions: number,
  embeddingOf: (index: number) => Embedding,
): Uint8Array {
  const bytesOfCode = Math.ceil(dimensions / 8);
  const signsAt = (dimensions + count) * FLOAT_BYTES;
  const bytes = new Uint8Array(signsAt + count * bytesOfCode);
  const mean = new Float32Array(bytes.buffer, 0, dimensions);
  mean.set(meanOf(count, dimensions, embeddingOf));
  const scales = new Float32Array(bytes.buffer, dimensions * FLOAT_BYTES, count);
  for (let index = 0; index < count; index++) {
    const embedding = embeddingOf(index);
    let [squares, product] = [0, 0];
    for (let dimension = 0; dimension < dimensions; dimension++) {
      const rest = (embedding[dimension] as number) - (mean[dimension] as number);
      squares += rest * rest;
      product += Math.abs(rest);
      if (rest <= 0) continue;
      const at = signsAt + index * bytesOfCode + (dimension >> 3);
      bytes[at] = (bytes[at] as number) | (1 << (dimension & 7));
    }
    scales[index] = product === 0 ? 0 : squares / product;
  }
  return bytes;
}

function meanOf(count: number, dimensions: number, embeddingOf: (index: number) => Embedding): Float64Array {
  const mean = new Float64Array(dimensions);
  for (let index = 0; index < count; index++) {
    const embedding = embeddingOf(index);
    for (let dimension = 0; dimension < dimensions; dimension++) {
      mean[dimension] = (mean[dimension] as number) + (embedding[dimension] as number) / count;
    }
  }
  return mean;
}

/** Estimates similarities from signs. */
export class SignCodes {
  readonly count: number;
  readonly #mean: Float32Array;
  readonly #scales: Float32Array;
  readonly #signs: Uint8Array;
  #last: { readonly query: Embedding; readonly similarities: Float32Array } | undefined;

  /** @throws DatelineError `index-corrupt` when the bytes are not codes of this many embeddings */
  constructor(
    bytes: Uint8Array,
    { count, dimensions }: { readonly count: number; readonly dimensions: number },
  ) {
    const signsAt = (dimensions + count) * FLOAT_BYTES;
    const wanted = signsAt + count * Math.ceil(dimensions / 8);
    if (bytes.length !== wanted) {
      throw new DatelineError(
        "index-corrupt",
        `Cannot read the signs of the embeddings: ${bytes.length} bytes, for ${count} of them it should be ${wanted}`,
      );
    }
    const floats = new Float32Array(bytes.slice(0, signsAt).buffer);
    this.count = count;
    this.#mean = floats.subarray(0, dimensions);
    this.#scales = floats.subarray(dimensions);
    this.#signs = bytes.subarray(signsAt);
  }

  /** Estimates for all embeddings; do not modify them. Cached, because a search reads them several times per query. */
  similarities(query: Embedding): Float32Array {
    if (this.#last?.query !== query) this.#last = { query, similarities: this.#estimate(query) };
    return this.#last.similarities;
  }

  #estimate(query: Embedding): Float32Array {
    const sums = sumsOfBytes(query);
    const ofMean = this.#mean.reduce(
      (sum, value, dimension) => sum + value * (query[dimension] as number),
      0,
    );
    const similarities = new Float32Array(this.count);
    for (let index = 0, at = 0; index < this.count; index++) {
      let sum = 0;
      for (let table = 0; table < sums.length; table += 256, at++) {
        sum += sums[table + (this.#signs[at] as number)] as number;
      }
      similarities[index] = ofMean + (this.#scales[index] as number) * sum;
    }
    return similarities;
  }
}

/**
 * For each byte of a code and each of its 256 values, the inner product of eight signs and eight dimensions of the
 * query.
 */
function sumsOfBytes(query: Embedding): Float32Array {
  const sums = new Float32Array(Math.ceil(query.length / 8) * 256);
  for (let start = 0, table = 0; start < query.length; start += 8, table += 256) {
    const eight = query.subarray(start, start + 8);
    let none = 0;
    for (const value of eight) none -= value;
    sums[table] = none;
    // Each value differs from a previous one by its lowest bit.
    for (let value = 1; value < 256; value++) {
      const bit = 31 - Math.clz32(value & -value);
      sums[table + value] = (sums[table + (value & (value - 1))] as number) + 2 * (eight[bit] ?? 0);
    }
  }
  return sums;
}
