import type { DatelineClient, Hit, SearchOptions } from "./types.ts";

/** Goes through all hits of a search, page by page. */
export async function* searchAll(
  search: DatelineClient["search"],
  query: string,
  options: SearchOptions = {},
): AsyncGenerator<Hit, void> {
  let cursor: string | null | undefined = options.cursor;
  do {
    const page = await search(query, { ...options, cursor });
    yield* page.hits;
    cursor = page.nextCursor;
  } while (cursor !== null);
}
