import { keepNearest } from "../../ports/keep-nearest.ts";
import type { Neighbor, VectorIndex } from "../../ports/vector-index.ts";
import type { Embedding } from "../../types.ts";
import { checkDimensions, checkRow } from "./check-vector.ts";
import { runsOf } from "./runs-of-rows.ts";
import { allocateMatrix, type VectorMatrix } from "./vector-matrix.ts";

/** From this share of the rows on, all are compared in one go: a call for each run of rows takes longer. */
const MANY_ROWS = 1 / 8;

/** Looks at every embedding. The vectors are loaded when the first search needs them. */
export class ExactVectorIndex implements VectorIndex {
  readonly exact = true;
  readonly size: number;
  readonly dimensions: number;
  readonly #load: (vectors: Float32Array) => void;
  #matrix: VectorMatrix | undefined;

  /** @param load fills in `size * dimensions` floats, row after row */
  constructor(shape: { size: number; dimensions: number }, load: (vectors: Float32Array) => void) {
    this.size = shape.size;
    this.dimensions = shape.dimensions;
    this.#load = load;
  }

  search(query: Embedding, k: number): readonly Neighbor[] {
    checkDimensions(query, this.dimensions);
    return keepNearest(this.#loaded().products(query, 0, this.size), k);
  }

  similarities(query: Embedding, rows: readonly number[]): Float32Array {
    checkDimensions(query, this.dimensions);
    const matrix = this.#loaded();
    if (rows.length > this.size * MANY_ROWS) return this.#pick(matrix.products(query, 0, this.size), rows);
    const similarities = new Float32Array(rows.length);
    for (const { first, count, position } of runsOf(rows, this.size)) {
      similarities.set(matrix.products(query, first, count), position);
    }
    return similarities;
  }

  #pick(products: Float32Array, rows: readonly number[]): Float32Array {
    return Float32Array.from(rows, (row) => {
      checkRow(row, this.size);
      return products[row] as number;
    });
  }

  #loaded(): VectorMatrix {
    if (this.#matrix !== undefined) return this.#matrix;
    const matrix = allocateMatrix(this.size, this.dimensions);
    this.#load(matrix.vectors);
    this.#matrix = matrix;
    return matrix;
  }
}
