import type Database from "libsql";
import type { ComparedField } from "../../article-fields.ts";
import { keyColumnOf } from "./segment-schema.ts";

/** What filters compare of the articles. Each has an index, which is all that is read. */
export type FilterColumn = "date" | ComparedField;

/** What one column has for every article, as numbers: 0 for nothing, else the place of the value among the sorted ones. */
export interface ArticleColumn {
  /** Sorted as SQLite sorts them; the value of code n is `values[n − 1]`. */
  readonly values: readonly string[];
  /** Of each article. */
  readonly codes: Uint32Array;
  readonly codeOf: ReadonlyMap<string, number>;
  /** Whether an article has nothing. */
  readonly hasGaps: boolean;
}

/** Four bytes an article, and each value once. */
export function loadArticleColumn(
  database: Database.Database,
  column: FilterColumn,
  articleCount: number,
): ArticleColumn {
  const name = column === "date" ? "published_at" : keyColumnOf(column);
  const rows = database
    .prepare(`SELECT row, ${name} FROM articles WHERE ${name} IS NOT NULL ORDER BY ${name}`)
    .raw()
    .all() as [number, string][];
  const values: string[] = [];
  const codes = new Uint32Array(articleCount);
  for (const [article, value] of rows) {
    if (value !== values.at(-1)) values.push(value);
    codes[article] = values.length;
  }
  const codeOf = new Map(values.map((value, index) => [value, index + 1]));
  return { values, codes, codeOf, hasGaps: rows.length < articleCount };
}
