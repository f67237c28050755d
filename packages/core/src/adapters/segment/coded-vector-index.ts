import { keepNearest } from "../../ports/keep-nearest.ts";
import type { RowSet } from "../../ports/row-set.ts";
import type { ScanIndex } from "../../ports/scan-index.ts";
import type { Neighbor } from "../../ports/vector-index.ts";
import type { Embedding } from "../../types.ts";
import { checkDimensions } from "./check-vector.ts";
import { CodeMatrix } from "./code-matrix.ts";
import type { HnswVectorIndex } from "./hnsw-vector-index.ts";
import { runsOf } from "./runs-of-rows.ts";

/** From this share of the nodes on, all are compared in one go: a call for each run of nodes takes longer. */
const MANY_NODES = 1 / 8;
/** What adding up floats in another order may change of a similarity. */
const ROUNDING = 1e-5;

/**
 * Looks at every embedding, of which a quarter is in memory: int8 codes, and for each how far it is from what it stands for.
 * That bounds the similarity from below and above. Who may be among the nearest is compared exactly, from the file, so the
 * answer is that of a scan of the embeddings themselves. The graph has them all in memory already: a second copy would
 * double what a function needs. The codes are made when the first search needs them.
 */
export class CodedVectorIndex implements ScanIndex {
  readonly exact = true;
  readonly #vectors: HnswVectorIndex;
  #codes: CodeMatrix | undefined;

  constructor(vectors: HnswVectorIndex) {
    this.#vectors = vectors;
  }

  get size(): number {
    return this.#vectors.size;
  }

  get dimensions(): number {
    return this.#vectors.dimensions;
  }

  search(query: Embedding, k: number): readonly Neighbor[] {
    return this.#search(query, k, null);
  }

  searchAmong(query: Embedding, k: number, allowed: RowSet): readonly Neighbor[] {
    return this.#search(query, k, allowed);
  }

  similarities(query: Embedding, rows: readonly number[]): Float32Array {
    return this.#vectors.similarities(query, rows);
  }

  #search(query: Embedding, k: number, allowed: RowSet | null): readonly Neighbor[] {
    checkDimensions(query, this.dimensions);
    if (k <= 0) return [];
    const nodes = allowed === null ? null : this.#vectors.nodes.distinctNodesOf(allowed.rows());
    const chosen = this.#mayBeNearest(query, k, nodes);
    const similarities = this.#vectors.similaritiesOfNodes(query, chosen);
    return this.#vectors.nodes.rowsOf(keepNearest(similarities, k, chosen), k, allowed);
  }

  /** Nodes of which the `k` nearest are some, ascending. @param nodes to choose from; `null` for all */
  #mayBeNearest(query: Embedding, k: number, nodes: Uint32Array | null): readonly number[] {
    this.#codes ??= new CodeMatrix(this.#vectors);
    const { errors } = this.#codes;
    const similarities = this.#similarities(query, nodes);
    const norm = Math.hypot(...query);
    const lower = new Float32Array(similarities.length);
    const upper = new Float32Array(similarities.length);
    for (let index = 0; index < similarities.length; index++) {
      const node = nodes === null ? index : (nodes[index] as number);
      const error = norm * (errors[node] as number) + ROUNDING;
      lower[index] = (similarities[index] as number) - error;
      upper[index] = (similarities[index] as number) + error;
    }
    const least = keepNearest(lower, k).at(-1)?.similarity ?? Number.NEGATIVE_INFINITY;
    const chosen: number[] = [];
    for (let index = 0; index < upper.length; index++) {
      if ((upper[index] as number) >= least) chosen.push(nodes === null ? index : (nodes[index] as number));
    }
    return chosen;
  }

  /** By the codes. */
  #similarities(query: Embedding, nodes: Uint32Array | null): Float32Array {
    const codes = this.#codes as CodeMatrix;
    const { nodeCount } = this.#vectors.nodes;
    if (nodes === null) return codes.similarities(query, 0, nodeCount);
    if (nodes.length > nodeCount * MANY_NODES) {
      const all = codes.similarities(query, 0, nodeCount);
      const some = new Float32Array(nodes.length);
      for (let index = 0; index < nodes.length; index++) some[index] = all[nodes[index] as number] as number;
      return some;
    }
    const some = new Float32Array(nodes.length);
    for (const { first, count, position } of runsOf(nodes, nodeCount)) {
      some.set(codes.similarities(query, first, count), position);
    }
    return some;
  }
}
