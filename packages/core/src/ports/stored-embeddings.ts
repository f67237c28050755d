import type { Embedding } from "../types.ts";

/** Stored embeddings of one passage, which a writer of the same format can copy unchanged. */
export interface StoredEmbeddings {
  /** The passage's embedding, as searches compare it. */
  readonly passage: Embedding;
  /** All embeddings, in the format's own layout. */
  readonly bytes: Uint8Array;
}
