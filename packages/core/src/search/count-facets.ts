import { FACET_FIELDS } from "../article-fields.ts";
import type { OpenGeneration } from "../generation/open-generation.ts";
import type { FacetCount } from "../ports/passage-table.ts";
import type { Segment } from "../ports/segment.ts";
import type { Facet, FacetField, Filter, Query } from "../types.ts";
import { nameKey } from "../words/name-key.ts";
import type { Candidate } from "./candidate.ts";
import { rankPassages } from "./rank-passages.ts";
import type { SearchContext } from "./search-passages.ts";

export interface FacetCounts<Field extends FacetField = FacetField> {
  /** How many articles were counted. */
  readonly total: number;
  readonly facets: Readonly<Record<Field, Facet>>;
}

/** More than anybody reads. */
export const MAX_FACET_VALUES = 50;

/** Counts the articles that paging through the answer to a query would show, each once. No text of them is read. */
export async function countFacetsOfQuery(context: SearchContext, query: Query): Promise<FacetCounts> {
  // A reranker changes the order of what is shown, not what is.
  const { ranked } = await rankPassages({ ...context, reranker: undefined }, query);
  return countCandidates(ranked, context.generation.segments, FACET_FIELDS);
}

/** Counts the articles that some passages belong to, each once. */
export function countCandidates<Field extends FacetField>(
  candidates: readonly Pick<Candidate, "segment" | "row">[],
  segments: readonly Segment[],
  fields: readonly Field[],
): FacetCounts<Field> {
  const parts = segments.map(({ passages }, position) => ({
    passages,
    rows: candidates.flatMap(({ segment, row }) => (segment === position ? row : [])),
  }));
  return combine(parts, fields);
}

/** Counts all articles that a filter allows. */
export function countFacets<Field extends FacetField>(
  generation: Pick<OpenGeneration, "segments">,
  filter: Filter,
  fields: readonly Field[],
): FacetCounts<Field> {
  const parts = generation.segments.map(({ passages }) => ({
    passages,
    rows: passages.rowsMatching(filter)?.rows() ?? null,
  }));
  return combine(parts, fields);
}

interface Part {
  readonly passages: Segment["passages"];
  readonly rows: ArrayLike<number> | null;
}

function combine<Field extends FacetField>(
  parts: readonly Part[],
  fields: readonly Field[],
): FacetCounts<Field> {
  const countsOf = (field: FacetField) =>
    parts.flatMap(({ passages, rows }) => passages.countArticles(field, rows));
  const facets = Object.fromEntries(fields.map((field) => [field, toFacet(field, countsOf(field))]));
  const total = countsOf("month").reduce((sum, { count }) => sum + count, 0);
  return { total, facets: facets as Record<Field, Facet> };
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
