import type { FacetCount } from "../ports/passage-table.ts";
import type { AllowedArticles, PassageRef } from "../ports/search-index.ts";
import type { Facet, FacetField } from "../types.ts";
import { nameKey } from "../words/name-key.ts";
import type { SearchedGeneration } from "./search-engine.ts";
import { searchIndexOf } from "./segments-index.ts";

export interface FacetCounts<Field extends FacetField = FacetField> {
  /** How many articles were counted. */
  readonly total: number;
  readonly facets: Readonly<Record<Field, Facet>>;
}

/** More than readers need. */
export const MAX_FACET_VALUES = 50;

/** What to count, and the time zone of months. */
export interface CountOptions<Field extends FacetField = FacetField> {
  readonly facets: readonly Field[];
  /** IANA time zone; default UTC. */
  readonly timeZone?: string | undefined;
}

/** Counts each article once: all that a filter allows, or those of the given passages. */
export async function countFacets<Field extends FacetField>(
  generation: SearchedGeneration,
  of: AllowedArticles | readonly PassageRef[],
  { facets: fields, timeZone = "UTC" }: CountOptions<Field>,
): Promise<FacetCounts<Field>> {
  // An article has at most one month, so the months add up to the total.
  const counts = await searchIndexOf(generation).countArticles(
    of,
    [...new Set<FacetField>([...fields, "month"])],
    timeZone,
  );
  const facets = Object.fromEntries(fields.map((field) => [field, toFacet(field, counts.get(field) ?? [])]));
  const total = (counts.get("month") ?? []).reduce((sum, { count }) => sum + count, 0);
  return { total, facets: facets as Record<Field, Facet> };
}

/** Adds the counts of several segments. The first segment's spelling of a value is used. */
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
