import type { SearchResult, SparseHit, SparseSearchResult } from "./answers.ts";
import type { SearchOptions } from "./call-options.ts";

type Search = (query: string, options: SearchOptions) => Promise<SearchResult | SparseSearchResult>;

/** Iterates over all hits of a search, page by page. */
export async function* searchAll(
  search: Search,
  query: string,
  options: SearchOptions = {},
): AsyncGenerator<SparseHit, void> {
  let cursor: string | null | undefined = options.cursor;
  do {
    const page = await search(query, { ...options, cursor });
    yield* page.hits;
    cursor = page.nextCursor;
  } while (cursor !== null);
}
