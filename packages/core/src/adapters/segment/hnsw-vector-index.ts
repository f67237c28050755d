import hnswlib from "hnswlib-node";
import { DatelineError } from "../../errors.ts";
import type { Neighbor, VectorIndex } from "../../ports/vector-index.ts";
import type { Embedding } from "../../types.ts";
import { checkDimensions } from "./check-vector.ts";
import { dotProduct } from "./dot-product.ts";
import { HnswFile } from "./hnsw-file.ts";
import { RowNodes } from "./row-nodes.ts";
import { runsOf } from "./runs-of-rows.ts";
import { queryBreadth, searchNodes } from "./search-nodes.ts";

/** Of which the embeddings are read at once. */
const NODES_AT_ONCE = 4_096;

/**
 * Approximate nearest neighbours by HNSW (Malkov and Yashunin 2018, https://arxiv.org/abs/1603.09320). The graph is
 * loaded when the first search needs it: a corpus small enough for exact scans never pays for it.
 */
export class HnswVectorIndex implements VectorIndex {
  readonly exact = false;
  readonly dimensions: number;
  readonly nodes: RowNodes;
  readonly #path: string;
  readonly #file: HnswFile;
  #graph: hnswlib.HierarchicalNSW | undefined;

  /**
   * @param nodes which nodes of the file have the embeddings of which rows; a node for each row when not given
   * @throws DatelineError `index-corrupt` when the file is not a whole hnswlib file of that many dimensions and nodes
   */
  constructor(path: string, dimensions: number, nodes?: RowNodes) {
    this.#path = path;
    this.#file = new HnswFile(path, dimensions);
    this.dimensions = dimensions;
    const { size } = this.#file.layout;
    this.nodes = nodes ?? RowNodes.distinct(size);
    if (this.nodes.nodeCount === size) return;
    this.#file.close();
    throw new DatelineError(
      "index-corrupt",
      `Cannot open the embeddings in "${path}": ${this.nodes.rowCount} passages have ${this.nodes.nodeCount} different ones, the file has ${size}`,
    );
  }

  get size(): number {
    return this.nodes.rowCount;
  }

  search(query: Embedding, k: number): readonly Neighbor[] {
    checkDimensions(query, this.dimensions);
    const wanted = Math.min(k, this.nodes.nodeCount);
    if (wanted === 0) return [];
    const breadth = queryBreadth(wanted);
    return this.nodes.rowsOf(searchNodes(this.#loadGraph(), query, { k: wanted, breadth }), k);
  }

  similarities(query: Embedding, rows: readonly number[]): Float32Array {
    return this.similaritiesOfNodes(query, this.nodes.nodesOf(rows));
  }

  /** In the order of the nodes. */
  similaritiesOfNodes(query: Embedding, nodes: ArrayLike<number>): Float32Array {
    checkDimensions(query, this.dimensions);
    const similarities = new Float32Array(nodes.length);
    for (const { first, count, position } of runsOf(nodes, this.nodes.nodeCount)) {
      const { floats, step } = this.#file.readRun(first, count);
      for (let index = 0; index < count; index++) {
        similarities[position + index] = dotProduct(query, floats, index * step);
      }
    }
    return similarities;
  }

  /** The embedding of one row. @throws DatelineError `internal` for a row out of range */
  readRow(row: number): Embedding {
    return this.#file.readRun(this.nodes.nodeOf(row), 1).floats.slice(0, this.dimensions);
  }

  /** All embeddings, node after node. @param vectors room for `nodeCount * dimensions` floats */
  readAll(vectors: Float32Array): void {
    this.#file.readAll(vectors);
  }

  /** @param embedding is written over by the next one */
  forEachNode(work: (node: number, embedding: Float32Array) => void): void {
    const { nodeCount } = this.nodes;
    for (let first = 0; first < nodeCount; first += NODES_AT_ONCE) {
      const count = Math.min(NODES_AT_ONCE, nodeCount - first);
      const { floats, step } = this.#file.readRun(first, count);
      for (let index = 0; index < count; index++) {
        work(first + index, floats.subarray(index * step, index * step + this.dimensions));
      }
    }
  }

  close(): void {
    this.#file.close();
    this.#graph = undefined;
  }

  #loadGraph(): hnswlib.HierarchicalNSW {
    if (this.#graph !== undefined) return this.#graph;
    const graph = new hnswlib.HierarchicalNSW("ip", this.dimensions);
    try {
      graph.readIndexSync(this.#path);
    } catch (cause) {
      throw new DatelineError("index-corrupt", `Cannot load the HNSW graph in "${this.#path}"`, { cause });
    }
    this.#graph = graph;
    return graph;
  }
}
