import type { VectorIndex } from "../../ports/vector-index.ts";
import type { Embedding } from "../../types.ts";
import { ExactVectorIndex } from "./exact-vector-index.ts";
import { RowNodes } from "./row-nodes.ts";

/** An index of embeddings that are in no file, for batch comparisons. Row n is the n-th. */
export function vectorsInMemory(embeddings: readonly Embedding[]): VectorIndex {
  const dimensions = embeddings[0]?.length ?? 0;
  return new ExactVectorIndex({ nodes: RowNodes.distinct(embeddings.length), dimensions }, (vectors) => {
    embeddings.forEach((embedding, row) => {
      vectors.set(embedding, row * dimensions);
    });
  });
}
