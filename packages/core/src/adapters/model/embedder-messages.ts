import type { Embedding } from "../../types.ts";

/** Texts for a process that embeds. */
export interface EmbeddingTask {
  readonly id: number;
  readonly texts: readonly string[];
}

/** What it answers. */
export type EmbeddingAnswer =
  | { readonly id: number; readonly embeddings: readonly Embedding[] }
  | { readonly id: number; readonly failure: string };
