import type { OpenGeneration } from "../generation/open-generation.ts";
import type { FacetCount, FacetField } from "../ports/passage-table.ts";
import type { Filter, Query } from "../types.ts";
import { nameKey } from "../words/name-key.ts";
import { MAX_OFFSET } from "./parse-query.ts";
import { type SearchContext, searchPassages } from "./search-passages.ts";

export const FACET_FIELDS = ["source", "section", "place", "month"] as const satisfies readonly FacetField[];

/** The articles of one kind, by the values that they have. */
export interface Facet {
  /** Most articles first, and at most `MAX_FACET_VALUES`; months in the order of time, all of them. */
  readonly values: readonly { readonly value: string; readonly count: number }[];
  /** How many articles have none. */
  readonly missing: number;
  /** How many articles have a value that is not listed. */
  readonly others: number;
}

export interface FacetCounts {
  /** How many articles were counted. */
  readonly total: number;
  readonly facets: Readonly<Record<FacetField, Facet>>;
}

/** More than anybody reads. */
export const MAX_FACET_VALUES = 50;

/**
 * Counts the articles that paging through the answer to a query would show, each once. Meaning has no border beyond
 * which an article is no answer, so what is counted is what is shown.
 */
export async function countFacetsOfQuery(context: SearchContext, query: Query): Promise<FacetCounts> {
  const all: Query = { ...query, limit: MAX_OFFSET, offset: 0, sort: "relevance", collapse: "article" };
  // A reranker changes the order of what is shown, not what is.
  const { hits } = await searchPassages({ ...context, reranker: undefined }, all);
  const articles = new Map(hits.map(({ article }) => [article.id, article]));
  const { segments } = context.generation;
  const filter = { articleId: [...articles.keys()] };
  return combine(segments.map(({ passages }) => ({ passages, rows: passages.rowsMatching(filter) })));
}

/** Counts all articles that a filter allows. */
export function countFacets(generation: OpenGeneration, filter: Filter): FacetCounts {
  return combine(
    generation.segments.map(({ passages }) => ({ passages, rows: passages.rowsMatching(filter) })),
  );
}

interface Part {
  readonly passages: OpenGeneration["segments"][number]["passages"];
  readonly rows: readonly number[] | null;
}

function combine(parts: readonly Part[]): FacetCounts {
  const countsOf = (field: FacetField) =>
    parts.flatMap(({ passages, rows }) => passages.countArticles(field, rows));
  const facets = Object.fromEntries(FACET_FIELDS.map((field) => [field, toFacet(field, countsOf(field))]));
  const total = countsOf("month").reduce((sum, { count }) => sum + count, 0);
  return { total, facets: facets as Record<FacetField, Facet> };
}

/** Adds up what several segments have counted; the spelling that the first of them has stands for all. */
function toFacet(field: FacetField, counts: readonly FacetCount[]): Facet {
  const byKey = new Map<string, { value: string; count: number }>();
  let missing = 0;
  for (const { value, count } of counts) {
    if (value === null) missing += count;
    else {
      const key = nameKey(value);
      const known = byKey.get(key) ?? { value, count: 0 };
      byKey.set(key, { value: known.value, count: known.count + count });
    }
  }
  const values = [...byKey.values()].sort(field === "month" ? earliestFirst : mostFirst);
  const listed = field === "month" ? values : values.slice(0, MAX_FACET_VALUES);
  const others = values.slice(listed.length).reduce((sum, { count }) => sum + count, 0);
  return { values: listed, missing, others };
}

type Counted = Facet["values"][number];

function earliestFirst(a: Counted, b: Counted): number {
  return a.value < b.value ? -1 : 1;
}

function mostFirst(a: Counted, b: Counted): number {
  return b.count - a.count || earliestFirst(a, b);
}
