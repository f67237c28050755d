import { brotliCompressSync, brotliDecompressSync } from "node:zlib";
import type Database from "libsql";
import {
  COMPARED_FIELDS,
  type ComparedField,
  declarationOf,
  LIST_FILTER_DECLARATIONS,
  valuesOf,
} from "../../article-fields.ts";
import { DatelineError } from "../../errors.ts";
import type { Article, Filter } from "../../types.ts";
import { filterKeyOf, nameKey } from "../../words/name-key.ts";
import { decodeNumbers, encodeNumbers } from "./varints.ts";

/** Columns for filters and facets. */
export type FilterColumn = "date" | ComparedField;

const NAMES: readonly FilterColumn[] = ["date", ...COMPARED_FIELDS];

/**
 * The codes of one column for every article: 0 for no value, else the position of the value in sorted order,
 * from 1. A list is one value here, as JSON.
 */
export interface ArticleColumn {
  /** Sorted; the value of code n is `values[n − 1]`. */
  readonly values: readonly string[];
  /** Display form of each value: the first of several spellings. */
  readonly shown: readonly string[];
  /** The values of each list, with comparison and display forms; `null` for a column without lists. */
  readonly lists: readonly (readonly ListedValue[])[] | null;
  /** One per article. */
  readonly codes: Uint32Array;
  readonly codeOf: ReadonlyMap<string, number>;
  /** Whether any article has no value. */
  readonly hasGaps: boolean;
}

/** One value of a list. */
interface ListedValue {
  readonly key: string;
  readonly shown: string;
}

/** Collects the columns of a segment, article by article. */
export class ArticleColumnsBuilder {
  readonly #shown = new Map(NAMES.map((name) => [name, new Map<string, string>()]));
  readonly #values = new Map(NAMES.map((name) => [name, [] as (string | null)[]]));

  add(article: Article): void {
    for (const name of NAMES) {
      const [value, key] = name === "date" ? dateOf(article) : nameOf(article, name);
      this.#values.get(name)?.push(key);
      if (value === null || key === null) continue;
      const shown = this.#shown.get(name) as Map<string, string>;
      const known = shown.get(key);
      if (known === undefined || value < known) shown.set(key, value);
    }
  }

  /** One per article, in row order. */
  get dates(): readonly (string | null)[] {
    return this.#values.get("date") ?? [];
  }

  write(database: Database.Database): void {
    const insert = database.prepare("INSERT INTO columns VALUES (?, ?, ?)");
    for (const name of NAMES) {
      const shown = this.#shown.get(name) as Map<string, string>;
      const values = [...shown.keys()].sort();
      const codeOf = new Map(values.map((value, index) => [value, index + 1]));
      const codes = (this.#values.get(name) ?? []).map((value) =>
        value === null ? 0 : (codeOf.get(value) ?? 0),
      );
      const written = values.map((value) => shown.get(value) as string);
      const different = written.map((value, index) => (value === values[index] ? null : value));
      const json = JSON.stringify({ values, shown: different.some((one) => one !== null) ? written : null });
      insert.run(name, brotliCompressSync(Buffer.from(json)), encodeNumbers(codes));
    }
  }
}

/** Display form and comparison key of a value. */
type ShownAndKey = readonly [string, string] | readonly [null, null];

function dateOf({ publishedAt }: Article): ShownAndKey {
  return publishedAt === null ? [null, null] : [publishedAt, publishedAt];
}

function nameOf(article: Article, name: ComparedField): ShownAndKey {
  const values = valuesOf(article, name);
  const [first] = values;
  if (first === undefined) return [null, null];
  if (!isList(name)) return [first, filterKeyOf(name, first)];
  return [JSON.stringify(values), JSON.stringify(values.map((value) => filterKeyOf(name, value)))];
}

function isList(name: FilterColumn): boolean {
  return name !== "date" && declarationOf(name).type === "list";
}

/** Parse once per column instead of once per filter and facet. */
function parseLists(values: readonly string[], shown: readonly string[]): ArticleColumn["lists"] {
  return values.map((list, index) => {
    const written = JSON.parse(shown[index] as string) as readonly string[];
    const keys = JSON.parse(list) as readonly string[];
    return keys.map((key, position) => ({ key, shown: written[position] as string }));
  });
}

/** @throws DatelineError `index-corrupt` when the segment has no such column */
export function loadArticleColumn(database: Database.Database, column: FilterColumn): ArticleColumn {
  const [row] = database
    .prepare("SELECT dictionary, codes FROM columns WHERE name = ?")
    .all(column) as readonly { readonly dictionary: ArrayBuffer; readonly codes: ArrayBuffer }[];
  if (row === undefined) {
    throw new DatelineError("index-corrupt", `Cannot read the column "${column}": the segment lacks it`);
  }
  const json = brotliDecompressSync(new Uint8Array(row.dictionary)).toString("utf8");
  const { values, shown: written } = JSON.parse(json) as {
    readonly values: readonly string[];
    readonly shown: readonly string[] | null;
  };
  const shown = written ?? values;
  const codes = decodeNumbers(new Uint8Array(row.codes));
  const codeOf = new Map(values.map((value, index) => [value, index + 1]));
  return {
    values,
    shown,
    lists: isList(column) ? parseLists(values, shown) : null,
    codes,
    codeOf,
    hasGaps: codes.includes(0),
  };
}

/** One condition of a filter: the codes of a column that it allows. */
export interface FilterCondition {
  readonly codes: Uint32Array;
  /** By code, 1 if articles with it are allowed. */
  readonly allows: Uint8Array;
  /** Equal for conditions that allow the same articles. */
  readonly key: string;
}

/**
 * The conditions of a filter, all of which must hold. Omits those that allow every article, such as a start before all
 * dates.
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
