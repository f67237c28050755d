import type { FacetsResult } from "@dateline-search/client";

/** Fields to filter by, each with any number of values. */
export type ListField = Exclude<keyof FacetsResult["facets"], "month">;

/** In the order in which the page shows the filters. */
export const LIST_TITLES: Readonly<Record<ListField, string>> = {
  source: "Source",
  section: "Section",
  tags: "Tag",
  place: "Place",
};
export const LIST_FIELDS = Object.keys(LIST_TITLES) as readonly ListField[];

/** Orders of an answer. The first needs a question. */
export const ORDERS = ["relevance", "date", "oldest"] as const;
export type Order = (typeof ORDERS)[number];

/** The visitor's search, as in the page's address. */
export interface SearchState extends Readonly<Record<ListField, readonly string[]>> {
  readonly query: string;
  /** `YYYY-MM-DD`, inclusive; empty for no bound. */
  readonly from: string;
  readonly to: string;
  readonly sort: Order;
  /** Whether articles about one event are shown as one hit. */
  readonly isGrouped: boolean;
}

/** Computes a value for each list field. */
export function ofEachList<Value>(choose: (field: ListField) => Value): Readonly<Record<ListField, Value>> {
  return Object.fromEntries(LIST_FIELDS.map((field) => [field, choose(field)])) as Record<ListField, Value>;
}

export const NO_FILTER = { ...ofEachList((): readonly string[] => []), from: "", to: "" };
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Reads the query string of an address. Ignores unknown parameters. */
export function readState(search: string): SearchState {
  const parameters = new URLSearchParams(search);
  const date = (name: string) => {
    const value = parameters.get(name) ?? "";
    return DATE.test(value) ? value : "";
  };
  return {
    query: parameters.get("q") ?? "",
    ...ofEachList((field) => parameters.getAll(field)),
    from: date("from"),
    to: date("to"),
    sort: ORDERS.find((order) => order === parameters.get("sort")) ?? "relevance",
    isGrouped: parameters.get("group") !== "none",
  };
}

/** The query string from which `readState` reads the same state. Empty for an empty state. */
export function writeState(state: SearchState): string {
  const parameters = new URLSearchParams();
  if (state.query !== "") parameters.set("q", state.query);
  for (const field of LIST_FIELDS) for (const value of state[field]) parameters.append(field, value);
  if (state.from !== "") parameters.set("from", state.from);
  if (state.to !== "") parameters.set("to", state.to);
  if (state.sort !== "relevance") parameters.set("sort", state.sort);
  if (!state.isGrouped) parameters.set("group", "none");
  const text = parameters.toString();
  return text === "" ? "" : `?${text}`;
}

/** The address of the answer as a feed, which has its own order and grouping. */
export function feedAddress(apiUrl: string, state: SearchState): string {
  const parameters = writeState({ ...state, sort: "relevance", isGrouped: true });
  return `${apiUrl.replace(/\/$/, "")}/v1/search/rss.xml${parameters}`;
}

/** Without a question, the page lists the latest articles. */
export function isBrowsing({ query }: Pick<SearchState, "query">): boolean {
  return query.trim() === "";
}

export function hasFilter(state: SearchState): boolean {
  return state.from !== "" || state.to !== "" || LIST_FIELDS.some((field) => state[field].length > 0);
}
