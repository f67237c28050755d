import { LRUCache } from "lru-cache";
import { RowSet } from "../../ports/row-set.ts";
import type { Filter } from "../../types.ts";
import { type FilterCondition, filterConditions } from "./filter-conditions.ts";
import type { SegmentHead } from "./segment-head.ts";

/** Cache of rows for recent filters: about twenty sets of 200,000 passages. */
const KEPT_BYTES = 2 ** 24;

/** Computes the passages that a filter allows. Loads columns on first use. */
export class ArticleFilter {
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
