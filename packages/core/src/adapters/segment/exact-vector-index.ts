import { keepNearest } from "../../ports/keep-nearest.ts";
import type { Neighbor, VectorIndex } from "../../ports/vector-index.ts";
import type { Embedding } from "../../types.ts";
import { checkDimensions, checkRow } from "./check-vector.ts";
import { dotProduct } from "./dot-product.ts";

/** Looks at every embedding. The vectors are loaded when the first search needs them. */
export class ExactVectorIndex implements VectorIndex {
  readonly exact = true;
  readonly size: number;
  readonly dimensions: number;
  readonly #load: () => Float32Array;
  #vectors: Float32Array | undefined;

  /** @param load gives `size * dimensions` floats, row after row */
  constructor(shape: { size: number; dimensions: number }, load: () => Float32Array) {
    this.size = shape.size;
    this.dimensions = shape.dimensions;
    this.#load = load;
  }

  search(query: Embedding, k: number): readonly Neighbor[] {
    checkDimensions(query, this.dimensions);
    const vectors = this.#all();
    const similarities = new Float32Array(this.size);
    for (let row = 0; row < this.size; row++) {
      similarities[row] = dotProduct(query, vectors, row * this.dimensions);
    }
    return keepNearest(similarities, k);
  }

  similarities(query: Embedding, rows: readonly number[]): Float32Array {
    checkDimensions(query, this.dimensions);
    const vectors = this.#all();
    return Float32Array.from(rows, (row) => {
      checkRow(row, this.size);
      return dotProduct(query, vectors, row * this.dimensions);
    });
  }

  #all(): Float32Array {
    this.#vectors ??= this.#load();
    return this.#vectors;
  }
}
