import {
  createHttpClient,
  type DatelineClient,
  DatelineClientError,
  type SearchResult,
} from "@dateline/client";
import { LIST_FIELDS, type ListField, type SearchState } from "./search-state.ts";

export interface FacetValue {
  readonly value: string;
  readonly count: number;
}

export type Facets = Readonly<Record<ListField | "month", readonly FacetValue[]>>;

export interface ArticleText {
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

/** What the page asks the index. Everything rejects with a `DatelineClientError`. */
export interface Api {
  search(state: SearchState, limit: number, signal: AbortSignal): Promise<SearchResult>;
  facets(state: SearchState, signal: AbortSignal): Promise<Facets>;
  article(id: string, signal: AbortSignal): Promise<ArticleText>;
  /** How many articles the index has. */
  size(signal: AbortSignal): Promise<number>;
}

/** @param baseUrl where the API is, relative to the page */
export function createApi(baseUrl: string, apiKey: string | undefined): Api {
  const client: DatelineClient = createHttpClient({ baseUrl, apiKey });
  const ask = (path: string, signal: AbortSignal) =>
    fetchAnswer(new URL(path, apiBase(baseUrl)), { apiKey, signal });
  const countFacets = async (state: SearchState, signal: AbortSignal) => {
    const answer = await ask(`v1/facets?${facetParameters(state)}`, signal);
    return readFacets(answer as FacetsAnswer);
  };
  return {
    search: (state, limit, signal) => client.search(state.query, { ...toOptions(state), limit, signal }),
    facets: (state, signal) => countEachFacet(state, (narrowed) => countFacets(narrowed, signal)),
    article: async (id, signal) => {
      const answer = (await ask(`v1/articles/${encodeURIComponent(id)}`, signal)) as { article: ArticleText };
      return answer.article;
    },
    size: async (signal) => (await client.generation({ signal })).articles,
  };
}

function toOptions({ source, section, place, from, to, sort, isGrouped }: SearchState) {
  // The server refuses a list without values: it could mean nothing or everything.
  const list = (values: readonly string[]) => (values.length === 0 ? undefined : values);
  return {
    source: list(source),
    section: list(section),
    place: list(place),
    sort,
    from: from || undefined,
    to: to || undefined,
    collapse: isGrouped ? ("story" as const) : ("article" as const),
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

function facetParameters({ query, source, section, place, from, to }: SearchState): URLSearchParams {
  const parameters = new URLSearchParams({ q: query });
  const lists = { source, section, place };
  for (const field of LIST_FIELDS) for (const value of lists[field]) parameters.append(field, value);
  if (from !== "") parameters.set("from", from);
  if (to !== "") parameters.set("to", to);
  return parameters;
}

interface FacetsAnswer {
  readonly facets: Readonly<Record<ListField | "month", { readonly values: readonly FacetValue[] }>>;
}

function readFacets({ facets }: FacetsAnswer): Facets {
  const { source, section, place, month } = facets;
  return { source: source.values, section: section.values, place: place.values, month: month.values };
}

function apiBase(baseUrl: string): URL {
  const url = new URL(baseUrl, location.href);
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return url;
}

async function fetchAnswer(
  url: URL,
  { apiKey, signal }: { readonly apiKey: string | undefined; readonly signal: AbortSignal },
): Promise<unknown> {
  const headers = apiKey === undefined ? {} : { "X-Api-Key": apiKey };
  const response = await fetch(url, { headers, signal });
  if (response.ok) return await response.json();
  throw new DatelineClientError("unavailable", `Cannot load: the server answered ${response.status}`, {
    status: response.status,
  });
}
