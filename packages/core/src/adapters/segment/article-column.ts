import { brotliCompressSync, brotliDecompressSync } from "node:zlib";
import type Database from "libsql";
import { COMPARED_FIELDS, type ComparedField, declarationOf, valuesOf } from "../../article-fields.ts";
import { DatelineError } from "../../errors.ts";
import type { Article } from "../../types.ts";
import { filterKeyOf } from "../../words/name-key.ts";
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
export interface ListedValue {
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
