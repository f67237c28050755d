import type { FacetCount } from "../../ports/passage-table.ts";
import type { FacetField } from "../../types.ts";
import type { ArticleColumn } from "./article-column.ts";
import type { SegmentHead } from "./segment-head.ts";

/**
 * Counts the articles of the rows, each once; most first, ties by value.
 *
 * @param rows `null` for all of them
 */
export function countFacet(
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

/** In the order of the values, articles without one first. An article counts once for each of its values. */
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
    // "Zürich" and "Zurich" are one value of an article that has both.
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
