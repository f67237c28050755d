import { LRUCache } from "lru-cache";
import { DatelineError } from "../../errors.ts";
import type { FacetCount, IndexedPassage, PassageSpan, PassageTable } from "../../ports/passage-table.ts";
import { type RowRange, RowSet } from "../../ports/row-set.ts";
import { checkRow } from "../../ports/vector-index.ts";
import type { FacetField, Filter, Span } from "../../types.ts";
import { type ArticleColumn, type FilterCondition, filterConditions } from "./article-column.ts";
import type { SegmentHead } from "./segment-head.ts";
import type { ArticleText, TextReader } from "./text-file.ts";

/** Reads the articles of a segment: what filters compare from its tables, texts from `texts.bin`. */
export class SqlitePassageTable implements PassageTable {
  readonly passageCount: number;
  readonly articleCount: number;
  readonly #head: SegmentHead;
  readonly #texts: TextReader;
  readonly #filter: ArticleFilter;

  constructor(head: SegmentHead, texts: TextReader) {
    this.passageCount = head.facts.passages;
    this.articleCount = head.facts.articles;
    this.#head = head;
    this.#texts = texts;
    this.#filter = new ArticleFilter(head);
  }

  rows(): readonly number[] {
    return Array.from({ length: this.passageCount }, (_, row) => row);
  }

  rowsMatching(filter: Filter): RowSet | null {
    return this.#filter.rowsMatching(filter);
  }

  read(rows: readonly number[]): readonly IndexedPassage[] {
    return this.#places(rows).map(({ row, ordinal, span: { start, end }, text: { article } }) => {
      const passage = { articleId: article.id, ordinal, start, end, text: article.text.slice(start, end) };
      return { row, passage, article };
    });
  }

  spans(rows: readonly number[]): readonly PassageSpan[] {
    return this.#places(rows).map(({ ordinal, span: { start, end } }) => ({ ordinal, start, end }));
  }

  articleRanges(rows: ArrayLike<number>): readonly RowRange[] {
    const { articleOf, firstRows } = this.#head.rows;
    return Array.from(rows, (row) => {
      checkRow(row, articleOf.length);
      const article = articleOf[row] as number;
      return { first: firstRows[article] as number, end: firstRows[article + 1] as number };
    });
  }

  countArticles(field: FacetField, rows: ArrayLike<number> | null): readonly FacetCount[] {
    return countFacet(this.#head, field, rows);
  }

  #places(rows: readonly number[]): readonly PassagePlace[] {
    const { articleOf, firstRows } = this.#head.rows;
    const articles = rows.map((row) => {
      const article = articleOf[row];
      if (article !== undefined) return article;
      throw new DatelineError("internal", `Cannot read passage ${row}: the segment has ${this.passageCount}`);
    });
    const texts = this.#texts.read([...new Set(articles)]);
    return rows.map((row, index) => {
      const article = articles[index] as number;
      const text = texts.get(article) as ArticleText;
      const ordinal = row - (firstRows[article] as number);
      return { row, ordinal, span: text.spans[ordinal] as Span, text };
    });
  }
}

/** A passage's place in its article. */
interface PassagePlace {
  readonly row: number;
  readonly ordinal: number;
  readonly span: Span;
  readonly text: ArticleText;
}

/** Cache of rows for recent filters: about twenty sets of 200,000 passages. */
const KEPT_BYTES = 2 ** 24;

/** Computes the passages that a filter allows. Loads columns on first use. */
class ArticleFilter {
  readonly #head: SegmentHead;
  readonly #recent = new LRUCache<string, RowSet>({
    maxSize: KEPT_BYTES,
    sizeCalculation: ({ sizeBytes }) => sizeBytes + 1,
  });

  constructor(head: SegmentHead) {
    this.#head = head;
  }

  /** `null` when the filter allows all rows. */
  rowsMatching(filter: Filter): RowSet | null {
    const conditions = filterConditions(filter, (column) => this.#head.column(column));
    const { articleId } = filter;
    if (articleId !== undefined) return this.#select(conditions, this.#articlesWith(articleId));
    if (conditions.length === 0) return null;
    // Equivalent bounds, such as different current times, share a key.
    const key = conditions.map((condition) => condition.key).join(";");
    const known = this.#recent.get(key);
    if (known !== undefined) return known;
    const rows = this.#select(conditions, null);
    this.#recent.set(key, rows);
    return rows;
  }

  /** @param articles to choose from; `null` for all */
  #select(conditions: readonly FilterCondition[], articles: readonly number[] | null): RowSet {
    const { firstRows } = this.#head.rows;
    const isAllowed = (article: number) =>
      conditions.every(({ codes, allows }) => allows[codes[article] as number] === 1);
    return RowSet.ofRanges(firstRows.at(-1) ?? 0, (add) => {
      const addAllowed = (article: number) => {
        if (!isAllowed(article)) return;
        add({ first: firstRows[article] as number, end: firstRows[article + 1] as number });
      };
      if (articles !== null) articles.forEach(addAllowed);
      else for (let article = 0; article + 1 < firstRows.length; article++) addAllowed(article);
    });
  }

  #articlesWith(ids: readonly string[]): readonly number[] {
    const { length } = ids;
    return this.#head.database
      .prepare(`SELECT row FROM articles WHERE id IN (${new Array(length).fill("?").join(", ")})`)
      .pluck()
      .all(...ids) as number[];
  }
}

/**
 * Counts the articles of the rows, each once; most first, ties by value.
 *
 * @param rows `null` for all of them
 */
function countFacet(
  head: SegmentHead,
  field: FacetField,
  rows: ArrayLike<number> | null,
): readonly FacetCount[] {
  const column = head.column(field === "month" ? "date" : field);
  const counts = new Uint32Array(column.values.length + 1);
  forEachArticle(head, rows, (article) => {
    const code = column.codes[article] as number;
    counts[code] = (counts[code] as number) + 1;
  });
  const values = field === "month" ? byMonth(column, counts) : byName(column, counts);
  return values.filter(({ count }) => count > 0).sort((a, b) => b.count - a.count);
}

function forEachArticle(
  head: SegmentHead,
  rows: ArrayLike<number> | null,
  count: (article: number) => void,
): void {
  const { articleOf } = head.rows;
  if (rows === null) {
    for (let article = 0; article < head.facts.articles; article++) count(article);
    return;
  }
  const seen = new Uint8Array(head.facts.articles);
  for (let index = 0; index < rows.length; index++) {
    const article = articleOf[rows[index] as number];
    if (article === undefined || seen[article] === 1) continue;
    seen[article] = 1;
    count(article);
  }
}

/** Ordered by value, with articles without a value first. An article counts once for each of its values. */
function byName({ lists, shown }: ArticleColumn, counts: Uint32Array): FacetCount[] {
  if (lists === null) {
    return Array.from(counts, (count, code) => ({
      value: code === 0 ? null : (shown[code - 1] as string),
      count,
    }));
  }
  const missing = { value: null, count: counts[0] as number };
  const byKey = new Map<string, { value: string; count: number }>();
  lists.forEach((list, index) => {
    // "Zürich" and "Zurich" count as one value of an article.
    for (const [key, value] of new Map(list.map((one) => [one.key, one.shown]))) {
      const known = byKey.get(key) ?? { value, count: 0 };
      byKey.set(key, { ...known, count: known.count + (counts[index + 1] as number) });
    }
  });
  return [missing, ...byKey.values()];
}

function byMonth({ values }: ArticleColumn, counts: Uint32Array): FacetCount[] {
  const months = new Map<string | null, number>();
  counts.forEach((count, code) => {
    const month = code === 0 ? null : (values[code - 1] as string).slice(0, "YYYY-MM".length);
    months.set(month, (months.get(month) ?? 0) + count);
  });
  return [...months].map(([value, count]) => ({ value, count }));
}
