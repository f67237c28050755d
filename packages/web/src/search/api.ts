import { createHttpClient, type SearchResult } from "@dateline-search/client";
import { LIST_FIELDS, type ListField, type SearchState } from "./search-state.ts";

export interface FacetValue {
  readonly value: string;
  readonly count: number;
}

export type Facets = Readonly<Record<ListField | "month", readonly FacetValue[]>>;

/** What the page asks the index. Everything rejects with a `DatelineClientError`. */
export interface Api {
  search(state: SearchState, limit: number, signal: AbortSignal): Promise<SearchResult>;
  facets(state: SearchState, signal: AbortSignal): Promise<Facets>;
  /** The text of an article. */
  text(id: string, signal: AbortSignal): Promise<string>;
  /** How many articles the index has. */
  size(signal: AbortSignal): Promise<number>;
}

/** @param baseUrl where the API is, relative to the page */
export function createApi(baseUrl: string, apiKey: string | undefined): Api {
  const client = createHttpClient({ baseUrl, apiKey });
  const countFacets = async (state: SearchState, signal: AbortSignal) => {
    const { facets } = await client.facets({ query: state.query, ...toFilter(state), signal });
    const { source, section, place, month } = facets;
    return { source: source.values, section: section.values, place: place.values, month: month.values };
  };
  return {
    search: async (state, limit, signal) => {
      const collapse = state.isGrouped ? "story" : "article";
      const options = { ...toFilter(state), sort: state.sort, collapse, limit, signal } as const;
      return await client.search(state.query, options);
    },
    facets: async (state, signal) => await countEachFacet(state, (narrowed) => countFacets(narrowed, signal)),
    text: async (id, signal) => (await client.article(id, { signal })).article.text,
    size: async (signal) => (await client.generation({ signal })).articles,
  };
}

function toFilter({ source, section, place, from, to }: SearchState) {
  // The server refuses a list without values: it could mean nothing or everything.
  const list = (values: readonly string[]) => (values.length === 0 ? undefined : values);
  return {
    source: list(source),
    section: list(section),
    place: list(place),
    from: from || undefined,
    to: to || undefined,
  };
}

/**
 * Counts the values of a field as if nothing were chosen of it, so that more of it can be chosen; those of the others
 * within the choice.
 */
async function countEachFacet(
  state: SearchState,
  count: (state: SearchState) => Promise<Facets>,
): Promise<Facets> {
  const chosen = LIST_FIELDS.filter((field) => state[field].length > 0);
  const isDated = state.from !== "" || state.to !== "";
  const [all, months, ...others] = await Promise.all([
    count(state),
    isDated ? count({ ...state, from: "", to: "" }) : undefined,
    ...chosen.map((field) => count({ ...state, [field]: [] })),
  ]);
  const freed = chosen.map((field, index) => [field, others[index]?.[field] ?? []] as const);
  return { ...all, month: (months ?? all).month, ...Object.fromEntries(freed) };
}
