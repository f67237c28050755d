import { rmSync } from "node:fs";
import hnswlib from "hnswlib-node";
import { DatelineError } from "../../errors.ts";
import { checkRow, type Neighbor, topK } from "../../ports/vector-index.ts";
import type { Embedding } from "../../types.ts";
import { type CodeMatrix, queryBreadth } from "./coded-vectors.ts";
import type { LinkGraph } from "./link-graph.ts";
import { readHnswlibLinks } from "./read-hnswlib-links.ts";
import type { RowNodes } from "./row-nodes.ts";
import { RowNodesBuilder } from "./row-nodes-builder.ts";

/** Candidates per search while the segment is being built. */
const SEARCH_BREADTH = 64;
/** A fixed seed, so that the same embeddings in the same order give the same file. */
const RANDOM_SEED = 100;
const LEAST_RECALL = 0.98;

/** Links per node, and search breadth during construction. */
interface Density {
  readonly m: number;
  readonly efConstruction: number;
}

/** The middle of the authors' recommendations. */
const USUAL: Density = { m: 16, efConstruction: 200 };
/** For a graph with too little recall. More links gained nothing in experiments. */
const DENSER: Density = { m: 32, efConstruction: 400 };

/** What a reader needs in addition to the links. */
export interface WrittenGraph {
  readonly graph: LinkGraph;
  /** Maps rows to the nodes of their embeddings. */
  readonly nodes: RowNodes;
  /** False if searches of the graph miss too much. */
  readonly isSound: boolean;
  /** As they were compared. */
  readonly embeddings: CodeMatrix;
}

/**
 * Builds the graph of a segment: embeddings in row order without duplicates, in inner-product space (they are
 * L2-normalised).
 */
export class GraphWriter {
  readonly #graph: hnswlib.HierarchicalNSW;
  readonly #dimensions: number;
  readonly #capacity: number;
  readonly #rows: RowNodesBuilder;

  constructor(size: number, dimensions: number) {
    this.#graph = emptyGraph(size, dimensions, USUAL);
    this.#dimensions = dimensions;
    this.#capacity = size;
    this.#rows = new RowNodesBuilder((node) => this.#graph.getPoint(node));
  }

  /** Number of embeddings, which is also the row of the next one. */
  get size(): number {
    return this.#rows.rowCount;
  }

  /** @param embedding as stored, which differs slightly from the model's output */
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
    if (wanted === 0) return [];
    this.#graph.setEf(Math.max(SEARCH_BREADTH, wanted));
    const { neighbors, distances } = this.#graph.searchKnn(Array.from(query), wanted);
    const nodes = neighbors.map((row, index) => ({ row, similarity: 1 - (distances[index] as number) }));
    return this.#rows.nodes.rowsOf(nodes, k);
  }

  /**
   * Compares some searches with a scan, because HNSW loses outliers if most texts are nearly the same. Rebuilds the
   * graph with more links if it finds less than 98 % of the ten nearest.
   *
   * @param matrix returns all embeddings by node, as a reader will see them
   * @param scratchPath for a temporary file of hnswlib
   */
  async finish(matrix: (nodes: RowNodes) => CodeMatrix, scratchPath: string): Promise<WrittenGraph> {
    if (this.size !== this.#capacity) {
      throw new DatelineError(
        "internal",
        `Cannot finish the vectors: ${this.size} embeddings for ${this.#capacity} passages`,
      );
    }
    const { nodes } = this.#rows;
    const embeddings = matrix(nodes);
    const graph = await linksOf(this.#graph, scratchPath);
    if (graphRecall(graph, embeddings) >= LEAST_RECALL) return { graph, nodes, isSound: true, embeddings };
    const denser = emptyGraph(nodes.nodeCount, this.#dimensions, DENSER);
    for (let node = 0; node < nodes.nodeCount; node++) {
      denser.addPoint(Array.from(embeddings.embeddingOf(node)), node);
    }
    const again = await linksOf(denser, scratchPath);
    return { graph: again, nodes, isSound: graphRecall(again, embeddings) >= LEAST_RECALL, embeddings };
  }
}

/** An empty graph in inner-product space. */
function emptyGraph(capacity: number, dimensions: number, density: Density): hnswlib.HierarchicalNSW {
  const graph = new hnswlib.HierarchicalNSW("ip", dimensions);
  graph.initIndex({ maxElements: capacity, randomSeed: RANDOM_SEED, ...density });
  return graph;
}

async function linksOf(graph: hnswlib.HierarchicalNSW, scratchPath: string): Promise<LinkGraph> {
  try {
    await graph.writeIndex(scratchPath);
    return readHnswlibLinks(scratchPath);
  } finally {
    rmSync(scratchPath, { force: true });
  }
}

/** Searches that are compared with a scan. */
const CHECKED_SEARCHES = 128;
/** How many neighbours a search requests, and how many of them are compared. */
const CANDIDATES = 200;
const JUDGED = 10;
/** Tolerance for the similarity of an embedding to itself. */
const ROUNDING = 1e-6;

/** The share of the ten nearest that searches of a graph find, 0…1. */
function graphRecall(graph: LinkGraph, matrix: CodeMatrix): number {
  const { nodeCount } = matrix;
  const k = Math.min(CANDIDATES, nodeCount);
  let [found, wanted] = [0, 0];
  for (const query of queriesOf(matrix)) {
    const truth = topK(matrix.similarities(query, 0, nodeCount), JUDGED);
    const farthest = truth.at(-1)?.similarity ?? 0;
    const near = graph
      .search(matrix.similaritiesTo(query), { k, breadth: queryBreadth(k) })
      .filter(({ similarity }) => similarity >= farthest - ROUNDING);
    found += Math.min(near.length, truth.length);
    wanted += truth.length;
  }
  return wanted === 0 ? 1 : found / wanted;
}

/**
 * Embeddings of the graph to search for. A search for a node must find the node and its neighbours. Half are from all
 * parts of the graph, and half are least similar to the mean, because outliers get lost if most texts are alike.
 */
function queriesOf(matrix: CodeMatrix): readonly Embedding[] {
  const { nodeCount } = matrix;
  if (nodeCount === 0) return [];
  const count = Math.min(CHECKED_SEARCHES / 2, nodeCount);
  const spread = Array.from({ length: count }, (_, index) => Math.floor((index * nodeCount) / count));
  const nodes = new Set([...spread, ...leastCommon(matrix, count)]);
  return [...nodes].map((node) => matrix.embeddingOf(node));
}

function leastCommon(matrix: CodeMatrix, count: number): readonly number[] {
  const away = meanOf(matrix).map((value) => -value);
  return topK(matrix.similarities(away, 0, matrix.nodeCount), count).map(({ row }) => row);
}

function meanOf(matrix: CodeMatrix): Embedding {
  const sum = matrix.embeddingOf(0);
  for (let node = 1; node < matrix.nodeCount; node++) {
    const embedding = matrix.embeddingOf(node);
    for (let index = 0; index < sum.length; index++) {
      sum[index] = (sum[index] as number) + (embedding[index] as number);
    }
  }
  return sum.map((value) => value / matrix.nodeCount);
}
