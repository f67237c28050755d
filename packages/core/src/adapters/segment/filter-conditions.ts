import type { Filter } from "../../types.ts";
import { nameKey } from "../../words/name-key.ts";

/** A filter as SQL: all of the conditions on `articles a` must hold, the values stand for their question marks. */
export interface FilterConditions {
  readonly conditions: readonly string[];
  readonly values: readonly string[];
}

const NAME_COLUMNS = [
  ["source", "a.source_key"],
  ["section", "a.section_key"],
  ["author", "a.author_key"],
  ["place", "a.place_key"],
] as const;

/** The bound for dates, and the one for instants. What stands before it with the outer of both can use the index. */
const OF_DATE_OR_INSTANT = `CASE length(a.published_at) WHEN ${"YYYY-MM-DD".length} THEN ? ELSE ? END`;

export function filterConditions(filter: Filter): FilterConditions {
  const conditions: string[] = [];
  const values: string[] = [];
  const add = (condition: string, ...given: readonly string[]) => {
    conditions.push(condition);
    values.push(...given);
  };
  if (filter.from !== undefined) add(...publishedFrom(filter.from, filter.fromInstant));
  if (filter.to !== undefined) add(...publishedUntil(filter.to, filter.toInstant));
  for (const [field, column] of NAME_COLUMNS) {
    const names = filter[field];
    if (names !== undefined) add(anyOf(column, names), ...names.map(nameKey));
  }
  if (filter.excludeSource !== undefined && filter.excludeSource.length > 0) {
    const names = filter.excludeSource.map(nameKey);
    add(`(a.source_key IS NULL OR NOT ${anyOf("a.source_key", names)})`, ...names);
  }
  if (filter.language !== undefined) {
    const tags = filter.language.map((tag) => tag.toLowerCase());
    // "." follows "-": the range is of all tags that begin with this one and a hyphen, and can use the index.
    const eachTag = "a.language_key = ? OR (a.language_key >= ? AND a.language_key < ?)";
    add(
      `(${tags.map(() => eachTag).join(" OR ") || "FALSE"})`,
      ...tags.flatMap((tag) => [tag, `${tag}-`, `${tag}.`]),
    );
  }
  if (filter.articleId !== undefined) add(anyOf("a.id", filter.articleId), ...filter.articleId);
  return { conditions, values };
}

type Condition = readonly [condition: string, ...values: readonly string[]];

/** @param instant when the day begins in the zone of the query, if that is not UTC */
function publishedFrom(from: string, instant: string | undefined): Condition {
  // A date alone is its whole day, yet as text it sorts before the instants of that day.
  if (instant === undefined) {
    const day = from.slice(0, "YYYY-MM-DD".length);
    return ["(a.published_at >= ? OR a.published_at = ?)", from, day];
  }
  const [earliest = from] = [from, instant].sort();
  return [`(a.published_at >= ? AND a.published_at >= ${OF_DATE_OR_INSTANT})`, earliest, from, instant];
}

/** @param instant when the day ends in the zone of the query, if that is not UTC */
function publishedUntil(to: string, instant: string | undefined): Condition {
  if (instant === undefined) return ["a.published_at <= ?", endOfDay(to)];
  const latest = [to, instant].sort().at(-1) ?? to;
  return [`(a.published_at <= ? AND a.published_at <= ${OF_DATE_OR_INSTANT})`, latest, to, instant];
}

/** None of no values. */
function anyOf(column: string, names: readonly string[]): string {
  return `${column} IN (${names.map(() => "?").join(", ")})`;
}

/** Dates sort before the instants of their day, so a date as the upper end means the last second of it. */
function endOfDay(to: string): string {
  return to.length === "YYYY-MM-DD".length ? `${to}T23:59:59Z` : to;
}
