import type { Embedding } from "../types.ts";
import type { SearchedGeneration } from "./search-engine.ts";

/** As far from one text as from any other: for what is asked of words alone, or not at all. */
export function withoutDirection({ manifest }: Pick<SearchedGeneration, "manifest">): Embedding {
  return new Float32Array(manifest.model.dimensions);
}
