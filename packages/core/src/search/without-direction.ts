import type { Embedding } from "../types.ts";
import type { SearchedGeneration } from "./search-engine.ts";

/** A zero vector, equally far from every text, for queries by words alone or without text. */
export function withoutDirection({ manifest }: Pick<SearchedGeneration, "manifest">): Embedding {
  return new Float32Array(manifest.model.dimensions);
}
