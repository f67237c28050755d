import type { OpenGeneration } from "../generation/open-generation.ts";
import type { Embedding } from "../types.ts";

/** As far from one text as from any other: for what is asked of words alone, or not at all. */
export function withoutDirection({ manifest }: Pick<OpenGeneration, "manifest">): Embedding {
  return new Float32Array(manifest.model.dimensions);
}
