import type { Neighbor } from "./vector-index.ts";

/** The order in which every vector index answers: by similarity, ties by row. */
export function nearestFirst(a: Neighbor, b: Neighbor): number {
  return b.similarity - a.similarity || a.row - b.row;
}
