import { languagesOf } from "../generation/count-languages.ts";
import { primaryLanguage } from "../words/stem-word.ts";
import type { SearchedGeneration } from "./search-engine.ts";
import { isDayFirst } from "./time-frame.ts";

/** Languages of a generation's articles, as two-letter codes, most frequent first. */
export function languagesSearched({ manifest }: Pick<SearchedGeneration, "manifest">): readonly string[] {
  const tags = languagesOf(manifest.segments).map(({ language }) => language);
  return [...new Set(tags.filter((tag) => tag !== null).map(primaryLanguage))];
}

/** A language that writes dates in the order of all articles; `undefined` when they differ. */
export function languageOfDates({ manifest }: Pick<SearchedGeneration, "manifest">): string | undefined {
  const tags = languagesOf(manifest.segments).flatMap(({ language }) => language ?? []);
  return tags.every(isDayFirst) ? tags[0] : undefined;
}
