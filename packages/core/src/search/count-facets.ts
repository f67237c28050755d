import type { OpenGeneration } from "../generation/open-generation.ts";
import type { FacetCount } from "../ports/passage-table.ts";
import type { Segment } from "../ports/segment.ts";
import type { Facet, FacetField, Filter, Query } from "../types.ts";
import { nameKey } from "../words/name-key.ts";
import { countBrowsed } from "./browse-articles.ts";
import type { Candidate } from "./candidate.ts";
import { localMonth } from "./local-day.ts";
import { FACET_FIELDS, isBrowsing } from "./parse-query.ts";
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
  if (isBrowsing(query)) return countBrowsed(context, query);
  // A reranker changes the order of what is shown, not what is.
  const { ranked, query: placed } = await rankPassages({ ...context, reranker: undefined }, query);
  return countCandidates(ranked, context.generation.segments, { ...placed, facets: FACET_FIELDS });
}

/** What is counted, and in which zone the months are. */
export interface CountOptions<Field extends FacetField = FacetField> {
  readonly facets: readonly Field[];
  /** Of the IANA database; UTC when not given. */
  readonly timeZone?: string | undefined;
}

/** Counts the articles that some passages belong to, each once. */
export function countCandidates<Field extends FacetField>(
  candidates: readonly Pick<Candidate, "segment" | "row">[],
  segments: readonly Segment[],
  options: CountOptions<Field>,
): FacetCounts<Field> {
  const rows = segments.map((_, position) =>
    candidates.flatMap(({ segment, row }) => (segment === position ? row : [])),
  );
  return countRows(segments, rows, options);
}

/** Counts all articles that a filter allows. */
export function countFacets<Field extends FacetField>(
  { segments }: Pick<OpenGeneration, "segments">,
  filter: Filter,
  options: CountOptions<Field>,
): FacetCounts<Field> {
  const rows = segments.map(({ passages }) => passages.rowsMatching(filter)?.rows() ?? null);
  return countRows(segments, rows, options);
}

/** @param rows of each segment; `null` for all of them */
export function countRows<Field extends FacetField>(
  segments: readonly Segment[],
  rows: readonly (ArrayLike<number> | null)[],
  { facets: fields, timeZone = "UTC" }: CountOptions<Field>,
): FacetCounts<Field> {
  const countsOf = (field: FacetField) =>
    segments.flatMap((segment, position) => {
      const ofSegment = rows[position] ?? null;
      return field === "month" && timeZone !== "UTC"
        ? countMonths(segment, ofSegment, timeZone)
        : segment.passages.countArticles(field, ofSegment);
    });
  const facets = Object.fromEntries(fields.map((field) => [field, toFacet(field, countsOf(field))]));
  const total = segments
    .flatMap(({ passages }, position) => passages.countArticles("month", rows[position] ?? null))
    .reduce((sum, { count }) => sum + count, 0);
  return { total, facets: facets as Record<Field, Facet> };
}

/** The months in which articles were published where the reader is. */
function countMonths(
  { passages, stories }: Segment,
  rows: ArrayLike<number> | null,
  timeZone: string,
): readonly FacetCount[] {
  const ofArticles = passages.articleRanges(rows ?? passages.rows()).map(({ first }) => first);
  const counts = new Map<string | null, number>();
  for (const { publishedAt } of stories.keysOf([...new Set(ofArticles)])) {
    const month = publishedAt === null ? null : localMonth(publishedAt, timeZone);
    counts.set(month, (counts.get(month) ?? 0) + 1);
  }
  return [...counts].map(([value, count]) => ({ value, count }));
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
