import { topK } from "../../ports/top-k.ts";
import type { Embedding } from "../../types.ts";
import type { CodeMatrix } from "./code-matrix.ts";
import { queryBreadth } from "./coded-vectors.ts";
import type { LinkGraph } from "./link-graph.ts";

/** Searches that are compared with a scan. */
const CHECKED_SEARCHES = 128;
/** What a search asks for, and how many of them are compared. */
const CANDIDATES = 200;
const JUDGED = 10;
/** Of an embedding that is looked for with its own. */
const ROUNDING = 1e-6;

/** The share of the ten nearest that searches of a graph find, 0…1. */
export function graphRecall(graph: LinkGraph, matrix: CodeMatrix): number {
  const { nodeCount } = matrix;
  const k = Math.min(CANDIDATES, nodeCount);
  let [found, wanted] = [0, 0];
  for (const query of queriesOf(matrix)) {
    const truth = topK(matrix.similarities(query, 0, nodeCount), JUDGED);
    const farthest = truth.at(-1)?.similarity ?? 0;
    const near = graph
      .search(matrix.similarityTo(query), { k, breadth: queryBreadth(k) })
      .filter(({ similarity }) => similarity >= farthest - ROUNDING);
    found += Math.min(near.length, truth.length);
    wanted += truth.length;
  }
  return wanted === 0 ? 1 : found / wanted;
}

/**
 * Embeddings that the graph has: whoever asks for what a node says must find it and what is around it. Half of them are from
 * all parts of the graph, half are those least like the mean. When most texts are much alike, the few that are not get lost.
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
