import type { Embedding } from "../../types.ts";

/** A request to an embedding process. */
export interface EmbeddingTask {
  readonly id: number;
  readonly texts: readonly string[];
}

/** The answer to it. */
export type EmbeddingAnswer =
  | { readonly id: number; readonly embeddings: readonly Embedding[] }
  | { readonly id: number; readonly failure: string };
