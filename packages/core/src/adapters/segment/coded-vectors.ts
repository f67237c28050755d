import type { RowSet } from "../../ports/row-set.ts";
import { topK } from "../../ports/top-k.ts";
import {
  checkDimensions,
  checkRow,
  type Neighbor,
  type ScanIndex,
  type VectorIndex,
} from "../../ports/vector-index.ts";
import type { Embedding } from "../../types.ts";
import type { CodeMatrix } from "./code-matrix.ts";
import type { LinkGraph } from "./link-graph.ts";
import type { RowNodes } from "./row-nodes.ts";

/** From this share of the nodes on, all are compared, because a list of them takes longer. */
const MANY_NODES = 1 / 8;

/** The embeddings of a segment for its vector indexes. Loaded by the first search that needs them. */
export interface CodedEmbeddings {
  readonly dimensions: number;
  readonly nodes: RowNodes;
  /** All embeddings in memory. */
  matrix(): CodeMatrix;
}

/** What both indexes of a segment share. */
abstract class CodedVectors {
  protected readonly embeddings: CodedEmbeddings;

  constructor(embeddings: CodedEmbeddings) {
    this.embeddings = embeddings;
  }

  get size(): number {
    return this.embeddings.nodes.rowCount;
  }

  get dimensions(): number {
    return this.embeddings.dimensions;
  }

  similarities(query: Embedding, rows: readonly number[]): Float32Array {
    checkDimensions(query, this.dimensions);
    return similaritiesOf(this.embeddings, query, this.embeddings.nodes.nodesOf(rows));
  }
}

/** Compares every embedding. */
export class ScannedVectors extends CodedVectors implements ScanIndex {
  readonly exact = true;

  search(query: Embedding, k: number): readonly Neighbor[] {
    checkDimensions(query, this.dimensions);
    if (k <= 0) return [];
    const { nodes } = this.embeddings;
    const similarities = this.embeddings.matrix().similarities(query, 0, nodes.nodeCount);
    return nodes.rowsOf(topK(similarities, k), k);
  }

  searchAmong(query: Embedding, k: number, allowed: RowSet): readonly Neighbor[] {
    checkDimensions(query, this.dimensions);
    if (k <= 0) return [];
    const { nodes } = this.embeddings;
    const chosen = nodes.distinctNodesOf(allowed.rows());
    const similarities = similaritiesOf(this.embeddings, query, chosen);
    return nodes.rowsOf(topK(similarities, k, chosen), k, allowed);
  }
}

/** Approximate nearest neighbours by the links of an HNSW graph, compared with the same embeddings as a scan. */
export class LinkedVectors extends CodedVectors implements VectorIndex {
  readonly exact = false;
  readonly #graph: () => LinkGraph;

  /** @param graph called by the first search that needs it */
  constructor(embeddings: CodedEmbeddings, graph: () => LinkGraph) {
    super(embeddings);
    this.#graph = graph;
  }

  search(query: Embedding, k: number): readonly Neighbor[] {
    checkDimensions(query, this.dimensions);
    const { nodes } = this.embeddings;
    const wanted = Math.min(k, nodes.nodeCount);
    const similaritiesOf = this.embeddings.matrix().similaritiesTo(query);
    const found = this.#graph().search(similaritiesOf, { k: wanted, breadth: queryBreadth(wanted) });
    return nodes.rowsOf(found, k);
  }
}

/** Breadth of the search for a query: hnswlib's own default of 10 loses neighbours. */
export function queryBreadth(k: number): number {
  return Math.max(128, k * 2);
}

/** In node order. */
function similaritiesOf(
  embeddings: CodedEmbeddings,
  query: Embedding,
  nodes: ArrayLike<number>,
): Float32Array {
  const { nodeCount } = embeddings.nodes;
  const matrix = embeddings.matrix();
  if (nodes.length <= nodeCount * MANY_NODES) return matrix.similaritiesOf(query, nodes);
  const all = matrix.similarities(query, 0, nodeCount);
  const some = new Float32Array(nodes.length);
  // A loop: `from` calls a function for each.
  for (let index = 0; index < nodes.length; index++) {
    checkRow(nodes[index] as number, nodeCount);
    some[index] = all[nodes[index] as number] as number;
  }
  return some;
}
