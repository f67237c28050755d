import type { EmbeddedParts, TextWithParts } from "../../ports/embedder.ts";
import type { Embedding } from "../../types.ts";

/** What to embed: texts, or texts with their parts. */
export type EmbeddingWork =
  | { readonly texts: readonly string[] }
  | { readonly withParts: readonly TextWithParts[] };

/** A request to an embedding process. */
export type EmbeddingTask = EmbeddingWork & { readonly id: number };

/** The answer to it. */
export type EmbeddingAnswer =
  | { readonly id: number; readonly embedded: readonly Embedding[] | readonly EmbeddedParts[] }
  | { readonly id: number; readonly failure: string };
