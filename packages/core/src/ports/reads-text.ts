import type { Embedder } from "./embedder.ts";

/** With more of its letters unknown, a text's embedding is that of its signs and numbers. */
const MOST_UNKNOWN = 0.5;

/** Whether the embedding of a text says anything: false when the model knows less than half of it. */
export function readsText(embedder: Pick<Embedder, "unknownShare">, text: string): boolean {
  return embedder.unknownShare(text) <= MOST_UNKNOWN;
}
