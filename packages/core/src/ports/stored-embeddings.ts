import type { Embedding } from "../types.ts";

/** What a segment keeps of the embeddings of one passage, for a writer of the same format to take over as it is. */
export interface StoredEmbeddings {
  readonly passage: Embedding;
  /** Of the sentences; only the format knows how they are laid out. */
  readonly sentences: Uint8Array;
}
