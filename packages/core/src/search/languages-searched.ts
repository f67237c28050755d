import { languagesOf } from "../generation/count-languages.ts";
import { primaryLanguage } from "../words/languages-of-words.ts";
import type { SearchedGeneration } from "./search-engine.ts";

/** The languages of the articles that a generation has, as two-letter codes, the most frequent first. */
export function languagesSearched({ manifest }: Pick<SearchedGeneration, "manifest">): readonly string[] {
  const tags = languagesOf(manifest.segments).map(({ language }) => language);
  return [...new Set(tags.filter((tag) => tag !== null).map(primaryLanguage))];
}
