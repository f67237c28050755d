import type { ArticleOutline } from "../ports/search-index.ts";
import type { SearchedGeneration } from "./search-engine.ts";
import { searchIndexOf } from "./segments-index.ts";

/** Reads an article of a generation. @returns `undefined` when there is none with this id */
export async function readArticle(
  generation: SearchedGeneration,
  id: string,
): Promise<ArticleOutline | undefined> {
  return await searchIndexOf(generation).readArticle(id);
}
