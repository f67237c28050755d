import { type ComparedField, LIST_FILTER_DECLARATIONS } from "../../article-fields.ts";
import type { Filter } from "../../types.ts";
import { nameKey } from "../../words/name-key.ts";
import type { ArticleColumn, FilterColumn, ListedValue } from "./article-column.ts";

/** One condition of a filter: the codes of a column that it allows. */
export interface FilterCondition {
  readonly codes: Uint32Array;
  /** By code, 1 if articles with it are allowed. */
  readonly allows: Uint8Array;
  /** Equal for conditions that allow the same articles. */
  readonly key: string;
}

/**
 * All conditions must hold. Leaves out those that allow every article, such as a date before all of them.
 *
 * @param columnOf the column's values of the articles
 */
export function filterConditions(
  filter: Filter,
  columnOf: (column: FilterColumn) => ArticleColumn,
): readonly FilterCondition[] {
  const conditions: FilterCondition[] = [];
  const add = (column: FilterColumn, allow: (column: ArticleColumn, allows: Uint8Array) => void) => {
    const ofColumn = columnOf(column);
    const allows = new Uint8Array(ofColumn.values.length + 1);
    allow(ofColumn, allows);
    if (!allows.every((allowed, code) => allowed === 1 || (code === 0 && !ofColumn.hasGaps))) {
      conditions.push({ codes: ofColumn.codes, allows, key: `${column} ${runsOfOnes(allows)}` });
    }
  };
  const { from, to } = filter;
  if (from !== undefined) {
    add("date", (column, allows) => allowFrom({ from, instant: filter.fromInstant }, column, allows));
  }
  if (to !== undefined) {
    add("date", (column, allows) => allowTo({ to, instant: filter.toInstant }, column, allows));
  }
  for (const { parameter, field, compares, excludes } of LIST_FILTER_DECLARATIONS) {
    const wanted = filter[parameter];
    if (wanted === undefined || compares === "id") continue;
    add(field as ComparedField, (column, allows) => {
      if (excludes) allows.fill(1);
      const as = excludes ? 0 : 1;
      for (const code of COMPARISONS[compares](wanted, column)) allows[code] = as;
    });
  }
  return conditions;
}

/** @param instant start of the day in the query's zone, if that is not UTC */
function allowFrom(
  { from, instant }: { readonly from: string; readonly instant: string | undefined },
  { values, codeOf }: ArticleColumn,
  allows: Uint8Array,
): void {
  if (instant === undefined) {
    allows.fill(1, 1 + countBelow(values, (value) => value < from));
    // A date means its whole day, but as text it sorts before that day's instants.
    const day = codeOf.get(from.slice(0, "YYYY-MM-DD".length));
    if (day !== undefined) allows[day] = 1;
    return;
  }
  const [earliest = from, latest = from] = [from, instant].sort();
  for (let index = countBelow(values, (value) => value < earliest); index < values.length; index++) {
    const value = values[index] as string;
    if (value >= latest) {
      allows.fill(1, 1 + index);
      return;
    }
    if (value >= (isDate(value) ? from : instant)) allows[1 + index] = 1;
  }
}

/** @param instant end of the day in the query's zone, if that is not UTC */
function allowTo(
  { to, instant }: { readonly to: string; readonly instant: string | undefined },
  { values }: ArticleColumn,
  allows: Uint8Array,
): void {
  if (instant === undefined) {
    // Dates sort before the instants of their day, so as an upper bound a date means its last second.
    const last = isDate(to) ? `${to}T23:59:59Z` : to;
    allows.fill(1, 1, 1 + countBelow(values, (value) => value <= last));
    return;
  }
  const [earliest = to, latest = to] = [to, instant].sort();
  const within = countBelow(values, (value) => value <= earliest);
  allows.fill(1, 1, 1 + within);
  for (let index = within; index < values.length; index++) {
    const value = values[index] as string;
    if (value > latest) return;
    if (value <= (isDate(value) ? to : instant)) allows[1 + index] = 1;
  }
}

/** An article may have a date without a time. */
function isDate(value: string): boolean {
  return value.length === "YYYY-MM-DD".length;
}

/** Codes of a column that match the values of a filter. */
const COMPARISONS: Readonly<
  Record<"name" | "language", (wanted: readonly string[], column: ArticleColumn) => readonly number[]>
> = {
  name: (names, column) => {
    const keys = names.map(nameKey);
    if (column.lists === null) return keys.flatMap((key) => column.codeOf.get(key) ?? []);
    const isWanted = (list: readonly ListedValue[]) => list.some(({ key }) => keys.includes(key));
    return column.lists.flatMap((list, index) => (isWanted(list) ? index + 1 : []));
  },
  /** Every tag that equals one of these or continues it with a hyphen (RFC 4647, basic filtering). */
  language: (languages, { values }) => {
    const tags = languages.map((tag) => tag.toLowerCase());
    const covers = (value: string) => tags.some((tag) => value === tag || value.startsWith(`${tag}-`));
    return values.flatMap((value, index) => (covers(value) ? index + 1 : []));
  },
};

/** Number of sorted values for which `below` holds; these come first. */
function countBelow(values: readonly string[], below: (value: string) => boolean): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (below(values[middle] as string)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function runsOfOnes(flags: Uint8Array): string {
  const runs: string[] = [];
  for (let first = flags.indexOf(1); first !== -1; ) {
    const next = flags.indexOf(0, first);
    const end = next === -1 ? flags.length : next;
    runs.push(`${first}-${end}`);
    first = flags.indexOf(1, end);
  }
  return runs.join();
}
