import type { VectorIndex } from "../../ports/vector-index.ts";
import type { Embedding } from "../../types.ts";
import { ExactVectorIndex } from "./exact-vector-index.ts";

/** Embeddings that are in no file, to be compared with many at once; row n is the n-th. */
export function vectorsInMemory(embeddings: readonly Embedding[]): VectorIndex {
  const dimensions = embeddings[0]?.length ?? 0;
  return new ExactVectorIndex({ size: embeddings.length, dimensions }, (vectors) => {
    embeddings.forEach((embedding, row) => {
      vectors.set(embedding, row * dimensions);
    });
  });
}
