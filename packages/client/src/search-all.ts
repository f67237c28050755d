import type { Hit } from "./answers.ts";
import type { SearchOptions } from "./call-options.ts";
import type { DatelineClient } from "./dateline-client.ts";

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
