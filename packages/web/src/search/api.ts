import {
  type CreatedAlert,
  createHttpClient,
  type SearchResult,
  type StoryResult,
} from "@dateline-search/client";
import { LIST_FIELDS, type ListField, ofEachList, type SearchState } from "./search-state.ts";

export interface FacetValue {
  readonly value: string;
  readonly count: number;
}

export type Facets = Readonly<Record<ListField | "month", readonly FacetValue[]>>;

export interface Answer {
  /** The question of this answer. The page may already show a newer one. */
  readonly state: SearchState;
  readonly result: SearchResult;
  readonly facets: Facets;
}

/** One screen of hits first, then larger pages. */
const FIRST_HITS = 10;
const MORE_HITS = 20;

const FACETS = [...LIST_FIELDS, "month"] as const;

/** The page's requests to the index. Every method rejects with a `DatelineClientError`. */
export interface Api {
  /** The first hits and the facet counts, in one request. */
  search(state: SearchState, signal: AbortSignal): Promise<Answer>;
  /** The following hits, from the same generation of the index. */
  more(state: SearchState, cursor: string): Promise<SearchResult>;
  text(id: string, signal: AbortSignal): Promise<string>;
  /** A story, with its first reports. */
  story(id: string, signal: AbortSignal): Promise<StoryResult>;
  size(signal: AbortSignal): Promise<number>;
  /** Whether the visitor's key can save searches here. */
  hasAlerts(signal: AbortSignal): Promise<boolean>;
  /** Saves a search whose new articles are sent to a webhook. */
  createAlert(state: SearchState, url: string): Promise<CreatedAlert>;
}

/** @param baseUrl the API's address, relative to the page */
export function createApi(baseUrl: string, apiKey: string | undefined): Api {
  const client = createHttpClient({ baseUrl, apiKey });
  let earlier: Counted | undefined;
  return {
    search: async (state, signal) => {
      const result = await client.search(state.query, { ...toOptions(state), limit: FIRST_HITS, signal });
      const counts = FACETS.map((field) => [field, result.facets?.[field]?.values ?? []] as const);
      const facets = keepChoices(state, Object.fromEntries(counts) as unknown as Facets, earlier);
      earlier = { query: state.query, facets };
      return { state, result, facets };
    },
    more: async (state, cursor) =>
      await client.search(state.query, { ...toOptions(state), limit: MORE_HITS, cursor }),
    text: async (id, signal) => (await client.article(id, { signal })).article.text,
    hasAlerts: async (signal) =>
      await client.alerts.list({ limit: 1, signal }).then(
        () => true,
        () => false,
      ),
    createAlert: async (state, url) =>
      await client.alerts.create({
        query: state.query,
        ...toFilter(state),
        timeZone: TIME_ZONE,
        channel: { type: "webhook", url },
      }),
    story: async (id, signal) => await client.story(id, { signal }),
    size: async (signal) => (await client.generation({ signal })).articles,
  };
}

/** "Today" is the visitor's day. */
const TIME_ZONE = new Intl.DateTimeFormat().resolvedOptions().timeZone;

function toOptions(state: SearchState) {
  const collapse = state.isGrouped ? "story" : "article";
  return { ...toFilter(state), sort: state.sort, collapse, facets: FACETS, timeZone: TIME_ZONE } as const;
}

function toFilter(state: SearchState) {
  // The server rejects an empty list, which could mean nothing or everything.
  const list = (values: readonly string[]) => (values.length === 0 ? undefined : values);
  return {
    ...ofEachList((field) => list(state[field])),
    from: state.from || undefined,
    to: state.to || undefined,
  };
}

/** The previous counts and their question. */
export interface Counted {
  readonly query: string;
  readonly facets: Facets;
}

/**
 * An answer counts only articles that pass its filters. A field with a filter keeps its previous values, so that
 * visitors can choose more of them. A page that opens with a filter shows only the values that pass it.
 */
export function keepChoices(state: SearchState, counted: Facets, earlier: Counted | undefined): Facets {
  if (earlier?.query !== state.query) return counted;
  const isFiltered = (field: keyof Facets) =>
    field === "month" ? state.from !== "" || state.to !== "" : state[field].length > 0;
  const kept = FACETS.filter(isFiltered).map((field) => [field, earlier.facets[field]] as const);
  return { ...counted, ...Object.fromEntries(kept) };
}
