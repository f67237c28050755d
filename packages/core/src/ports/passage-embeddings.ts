import type { Embedding, Span } from "../types.ts";

/** All embeddings of one passage. */
export interface PassageEmbeddings {
  /** Embedding of the headline and the passage together. */
  readonly passage: Embedding;
  /**
   * Embeddings of the single sentences in order, with offsets into the passage's text. A long sentence
   * appears once for each of its windows (`sentenceWindows`).
   */
  readonly sentences: readonly (Span & { readonly embedding: Embedding })[];
}
