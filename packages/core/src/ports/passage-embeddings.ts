import type { Embedding, Span } from "../types.ts";

/** All embeddings of one passage. */
export interface PassageEmbeddings {
  /** Embedding of the headline and the passage together. */
  readonly passage: Embedding;
  /**
   * Embeddings of the individual sentences in order, with offsets into the passage's text. A long sentence
   * appears once for each of its windows (`sentenceWindows`).
   */
  readonly sentences: readonly (Span & { readonly embedding: Embedding })[];
}

/** Stored embeddings of one passage, which a writer of the same format can copy unchanged. */
export interface StoredEmbeddings {
  /** The passage's embedding, as searches compare it. */
  readonly passage: Embedding;
  /** All embeddings, in the format's own layout. */
  readonly bytes: Uint8Array;
}
