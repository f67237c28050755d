import type hnswlib from "hnswlib-node";
import type { Neighbor } from "../../ports/vector-index.ts";
import type { Embedding } from "../../types.ts";

/**
 * Asks a graph.
 *
 * @param k at most the number of nodes
 * @param breadth how many candidates hnswlib keeps while it looks (ef)
 * @returns nodes, in no order
 */
export function searchNodes(
  graph: hnswlib.HierarchicalNSW,
  query: Embedding,
  { k, breadth }: { readonly k: number; readonly breadth: number },
): readonly Neighbor[] {
  if (k === 0) return [];
  graph.setEf(breadth);
  const { neighbors, distances } = graph.searchKnn(Array.from(query), k);
  return neighbors.map((row, index) => ({ row, similarity: 1 - (distances[index] as number) }));
}

/** Breadth of the search for a query; hnswlib's own default of 10 loses neighbours. */
export function queryBreadth(k: number): number {
  return Math.max(128, k * 2);
}
