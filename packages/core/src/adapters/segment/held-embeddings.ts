import type { HeldPassages } from "../../ports/sentence-table.ts";
import { checkDimensions } from "../../ports/vector-index.ts";
import type { Embedding } from "../../types.ts";
import { dotProduct } from "./dot-kernel.ts";
import { decodeLevels, type StoredRecord } from "./embedding-codec.ts";
import { allocateMatrix, type VectorMatrix } from "./vector-matrix.ts";

/** Rounding. */
const TOLERANCE = 1e-4;

/** How far the windows of a passage are from it: each is at most `most` times the passage, and something of this length beside it. */
interface Reach {
  readonly least: number;
  readonly most: number;
  readonly beside: number;
  readonly square: number;
}

/**
 * Decoded records, for more queries than pay for decoding them again. The codes are float32 here, whose products are those of
 * int8 to the last bit.
 */
export class HeldEmbeddings implements HeldPassages {
  readonly #dimensions: number;
  readonly #records: readonly StoredRecord[];
  readonly #codes: VectorMatrix;
  readonly #windows: VectorMatrix;
  /** Where the windows of each record begin, and at the end where the last one ends. */
  readonly #starts: readonly number[];
  readonly #reaches: readonly Reach[];
  readonly #similarities: Float32Array;
  /** The same with 64 bits, which windows are compared by. */
  readonly #wholes: Float64Array;
  readonly #nearest: Float64Array;
  #productsOfWindows: ReturnType<VectorMatrix["productsWith"]>;

  constructor(records: readonly StoredRecord[], dimensions: number) {
    this.#dimensions = dimensions;
    this.#records = records;
    const starts = [0];
    for (const { windows } of records) starts.push((starts.at(-1) as number) + windows.length);
    this.#starts = starts;
    this.#codes = allocateMatrix(records.length, dimensions);
    this.#windows = allocateMatrix(starts.at(-1) as number, dimensions);
    const levels = new Int8Array(dimensions);
    records.forEach(({ codes, windows }, index) => {
      this.#codes.vectors.set(codes, index * dimensions);
      windows.forEach(({ code }, window) => {
        decodeLevels(code, levels);
        this.#windows.vectors.set(levels, ((starts[index] as number) + window) * dimensions);
      });
    });
    this.#reaches = records.map((_, index) => this.#reachOf(index));
    this.#similarities = new Float32Array(records.length);
    this.#nearest = new Float64Array(records.length);
    this.#wholes = new Float64Array(records.length);
    this.#productsOfWindows = this.#windows.productsWith(new Float32Array(dimensions));
  }

  get count(): number {
    return this.#records.length;
  }

  similarities(query: Embedding): Float32Array {
    checkDimensions(query, this.#dimensions);
    this.#productsOfWindows = this.#windows.productsWith(query);
    const products = this.#codes.productsWith(query)(0, this.count);
    for (let index = 0; index < this.count; index++) {
      const product = products[index] as number;
      this.#similarities[index] = Math.fround(product) * this.#scaleOf(index);
      this.#wholes[index] = product * this.#scaleOf(index);
    }
    return this.#similarities;
  }

  /** What a window has beside its passage is at right angles to it, as is the rest of the query. */
  mostOfSentences(position: number, similarity: number): number {
    const { least, most, beside, square } = this.#reaches[position] as Reach;
    const restOfQuery = Math.sqrt(Math.max(0, 1 - (similarity * similarity) / square));
    return Math.max(least * similarity, most * similarity) + beside * restOfQuery + TOLERANCE;
  }

  nearestSentences(first: number, end: number): Float64Array {
    const start = this.#starts[first] as number;
    const products = this.#productsOfWindows(start, (this.#starts[end] as number) - start);
    let next = 0;
    for (let index = first; index < end; index++) {
      const similarity = this.#wholes[index] as number;
      let nearest = Number.NEGATIVE_INFINITY;
      for (const window of (this.#records[index] as StoredRecord).windows) {
        const ofWindow = window.share * similarity + window.scale * (products[next++] as number);
        if (ofWindow > nearest) nearest = ofWindow;
      }
      this.#nearest[index - first] = nearest;
    }
    return this.#nearest;
  }

  #scaleOf(index: number): number {
    return (this.#records[index] as StoredRecord).scale;
  }

  #reachOf(index: number): Reach {
    const { scale, windows } = this.#records[index] as StoredRecord;
    const codes = this.#codes.vectors.subarray(index * this.#dimensions, (index + 1) * this.#dimensions);
    const square = dotProduct(codes, codes, 0) * scale * scale;
    const parts = windows.map((window, position) => {
      const at = ((this.#starts[index] as number) + position) * this.#dimensions;
      const levels = this.#windows.vectors.subarray(at, at + this.#dimensions);
      const along = square === 0 ? 0 : (window.scale * scale * dotProduct(codes, levels, 0)) / square;
      const whole = dotProduct(levels, levels, 0) * window.scale * window.scale;
      return { along: window.share + along, beside: Math.sqrt(Math.max(0, whole - along * along * square)) };
    });
    return {
      least: Math.min(...parts.map(({ along }) => along)),
      most: Math.max(...parts.map(({ along }) => along)),
      beside: Math.max(0, ...parts.map(({ beside }) => beside)),
      square: square === 0 ? 1 : square,
    };
  }
}
