import type { Embedder } from "./embedder.ts";

/** Above this share of unknown letters, an embedding reflects only punctuation and numbers. */
const MOST_UNKNOWN = 0.5;

/**
 * Whether the embedding of a text is meaningful: false when the model knows less than half of its letters.
 */
export function readsText(embedder: Pick<Embedder, "unknownShare">, text: string): boolean {
  return embedder.unknownShare(text) <= MOST_UNKNOWN;
}
