import type { Embedding } from "../types.ts";

/** What a segment keeps of the embeddings of one passage, for a writer of the same format to take over as it is. */
export interface StoredEmbeddings {
  /** Of the passage, as searches compare it. */
  readonly passage: Embedding;
  /** All of them; only the format knows how they are laid out. */
  readonly bytes: Uint8Array;
}
