import type { RowSet } from "../../ports/row-set.ts";
import type { ScanIndex } from "../../ports/scan-index.ts";
import { topK } from "../../ports/top-k.ts";
import type { Neighbor } from "../../ports/vector-index.ts";
import type { Embedding } from "../../types.ts";
import { checkDimensions } from "./check-vector.ts";
import type { RowNodes } from "./row-nodes.ts";
import { runsOf } from "./runs-of-rows.ts";
import { allocateMatrix, type VectorMatrix } from "./vector-matrix.ts";

/** From this share of the rows on, all are compared in one go: a call for each run of rows takes longer. */
const MANY_ROWS = 1 / 8;

/** Looks at every embedding. The vectors are loaded when the first search needs them. */
export class ExactVectorIndex implements ScanIndex {
  readonly exact = true;
  readonly dimensions: number;
  readonly #nodes: RowNodes;
  readonly #load: (vectors: Float32Array) => void;
  #matrix: VectorMatrix | undefined;

  /** @param load fills in `nodeCount * dimensions` floats, node after node */
  constructor(shape: { nodes: RowNodes; dimensions: number }, load: (vectors: Float32Array) => void) {
    this.#nodes = shape.nodes;
    this.dimensions = shape.dimensions;
    this.#load = load;
  }

  get size(): number {
    return this.#nodes.rowCount;
  }

  search(query: Embedding, k: number): readonly Neighbor[] {
    checkDimensions(query, this.dimensions);
    const products = this.#loaded().products(query, 0, this.#nodes.nodeCount);
    return this.#nodes.rowsOf(topK(products, k), k);
  }

  searchAmong(query: Embedding, k: number, allowed: RowSet): readonly Neighbor[] {
    const rows = allowed.rows();
    return topK(this.similarities(query, rows), k, rows);
  }

  similarities(query: Embedding, rows: ArrayLike<number>): Float32Array {
    checkDimensions(query, this.dimensions);
    const matrix = this.#loaded();
    const { nodeCount } = this.#nodes;
    if (rows.length > this.size * MANY_ROWS) return this.#pick(matrix.products(query, 0, nodeCount), rows);
    const similarities = new Float32Array(rows.length);
    for (const { first, count, position } of runsOf(this.#nodes.nodesOf(rows), nodeCount)) {
      similarities.set(matrix.products(query, first, count), position);
    }
    return similarities;
  }

  #pick(products: Float32Array, rows: ArrayLike<number>): Float32Array {
    const picked = new Float32Array(rows.length);
    // A loop: `from` calls a function for each.
    for (let index = 0; index < rows.length; index++) {
      picked[index] = products[this.#nodes.nodeOf(rows[index] as number)] as number;
    }
    return picked;
  }

  #loaded(): VectorMatrix {
    if (this.#matrix !== undefined) return this.#matrix;
    const matrix = allocateMatrix(this.#nodes.nodeCount, this.dimensions);
    this.#load(matrix.vectors);
    this.#matrix = matrix;
    return matrix;
  }
}
