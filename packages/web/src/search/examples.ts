import type { SearchResult } from "@dateline-search/client";
import type { Facets } from "./api.ts";

const PLACES = 2;
const EXAMPLES = 4;
const MAX_CHARACTERS = 90;

/** Questions that this index can answer, made from its most frequent places and its latest headlines. */
export function exampleQuestions(
  { hits }: Pick<SearchResult, "hits">,
  { place }: Pick<Facets, "place">,
): readonly string[] {
  const places = place.slice(0, PLACES).map(({ value }) => `What happened in ${value}?`);
  const headlines = hits
    .map(({ article }) => article.title)
    .filter((title) => title.length <= MAX_CHARACTERS && /\p{L}/u.test(title));
  return [...places, ...new Set(headlines)].slice(0, EXAMPLES);
}
