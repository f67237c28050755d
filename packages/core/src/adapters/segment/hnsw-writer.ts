import type hnswlib from "hnswlib-node";
import { DatelineError } from "../../errors.ts";
import type { Neighbor } from "../../ports/vector-index.ts";
import type { Embedding } from "../../types.ts";
import { checkRow } from "./check-vector.ts";
import type { RowNodes } from "./row-nodes.ts";
import { RowNodesBuilder } from "./row-nodes-builder.ts";
import { searchNodes } from "./search-nodes.ts";
import { emptyGraph, writeCheckedGraph } from "./write-checked-graph.ts";

/** Candidates looked at for each search while the segment is being built. */
const SEARCH_BREADTH = 64;

/** What a reader has to know beside the file. */
export interface WrittenGraph {
  /** Which nodes of the file have the embeddings of which rows. */
  readonly nodes: RowNodes;
  /** False when searches of the graph lose what a scan finds. */
  readonly isSound: boolean;
}

/** Builds `vectors.hnsw`: embeddings in row order, equal ones once, inner-product space (they are L2-normalised). */
export class HnswWriter {
  readonly #graph: hnswlib.HierarchicalNSW;
  readonly #dimensions: number;
  readonly #capacity: number;
  readonly #rows: RowNodesBuilder;

  constructor(size: number, dimensions: number) {
    this.#graph = emptyGraph(size, dimensions);
    this.#dimensions = dimensions;
    this.#capacity = size;
    this.#rows = new RowNodesBuilder((node) => this.#graph.getPoint(node));
  }

  /** How many embeddings it holds; the row of the next one. */
  get size(): number {
    return this.#rows.rowCount;
  }

  add(embedding: Embedding): void {
    if (this.size === this.#capacity) {
      throw new DatelineError("internal", `Cannot add an embedding: all ${this.#capacity} passages have one`);
    }
    const node = this.#rows.nodeCount;
    if (this.#rows.add(embedding)) this.#graph.addPoint(Array.from(embedding), node);
  }

  /** @throws DatelineError `internal` when the row has none yet */
  embeddingOf(row: number): Embedding {
    checkRow(row, this.size);
    return Float32Array.from(this.#graph.getPoint(this.#rows.nodeOf(row)));
  }

  /** Rows with the nearest embeddings, nearest first; ties in row order. */
  nearest(query: Embedding, k: number): readonly Neighbor[] {
    const wanted = Math.min(k, this.#rows.nodeCount);
    const breadth = Math.max(SEARCH_BREADTH, wanted);
    return this.#rows.nodes.rowsOf(searchNodes(this.#graph, query, { k: wanted, breadth }), k);
  }

  async write(path: string): Promise<WrittenGraph> {
    if (this.size !== this.#capacity) {
      throw new DatelineError(
        "internal",
        `Cannot finish the vectors: ${this.size} embeddings for ${this.#capacity} passages`,
      );
    }
    // What a reader loads has room for as many nodes as the file says.
    this.#graph.resizeIndex(this.#rows.nodeCount);
    const isSound = await writeCheckedGraph(this.#graph, path, this.#dimensions);
    return { nodes: this.#rows.nodes, isSound };
  }
}
