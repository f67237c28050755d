import type { Embedding, Span } from "../types.ts";

/** All that a model says of one passage. */
export interface PassageEmbeddings {
  /** Of the headline and the passage together. */
  readonly passage: Embedding;
  /**
   * Of each sentence alone, in their order, with the sentence's offsets into the passage's text. A long sentence stands
   * there several times, once for each window of it (`sentenceWindows`).
   */
  readonly sentences: readonly (Span & { readonly embedding: Embedding })[];
}
