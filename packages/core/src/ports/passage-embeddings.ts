import type { Embedding, Span } from "../types.ts";

/** All that a model says of one passage. */
export interface PassageEmbeddings {
  /** Of the headline and the passage together. */
  readonly passage: Embedding;
  /** Of each sentence alone; offsets into the passage's text. */
  readonly sentences: readonly (Span & { readonly embedding: Embedding })[];
}
