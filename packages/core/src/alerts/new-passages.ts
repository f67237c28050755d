import type { Segment } from "../ports/segment.ts";
import type { Embedding } from "../types.ts";
import type { SegmentRows } from "./narrow-generation.ts";

/** A passage of a new article. */
export interface NewPassage {
  readonly segment: Segment;
  /** Position of the segment in its generation. */
  readonly position: number;
  readonly row: number;
  /** Row of the first passage of its article. */
  readonly article: number;
  readonly embedding: Embedding;
}

/** Batch size. Either ranker of a search proposes as many, so that no passage is left out. */
export const PASSAGES_AT_ONCE = 200;

/** The rows of some articles in every segment. */
export function rowsOfArticles(
  segments: readonly Segment[],
  articleIds: readonly string[],
): readonly SegmentRows[] {
  const filter = { articleId: articleIds };
  return segments.map((segment) => ({
    segment,
    rows: [...(segment.passages.rowsMatching(filter)?.rows() ?? [])],
  }));
}

/** Splits rows into parts of at most `PASSAGES_AT_ONCE`, or of one longer article. Articles stay whole. */
export function splitRows(all: readonly SegmentRows[]): readonly (readonly SegmentRows[])[] {
  const parts: SegmentRows[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const { segment, rows } of all) {
    for (const ofArticle of articlesOf(segment, rows)) {
      if (size + ofArticle.length > PASSAGES_AT_ONCE) {
        parts.push(all.map((one) => ({ segment: one.segment, rows: [] })));
        size = 0;
      }
      const part = parts.at(-1) as SegmentRows[];
      const at = part.findIndex((one) => one.segment === segment);
      part[at] = { segment, rows: [...(part[at]?.rows ?? []), ...ofArticle] };
      size += ofArticle.length;
    }
  }
  return parts;
}

/** Reads the passages to compare searches with. */
export function readNewPassages(part: readonly SegmentRows[]): readonly NewPassage[] {
  return part.flatMap(({ segment, rows }, position) => {
    if (rows.length === 0) return [];
    const ranges = segment.passages.articleRanges(rows);
    const stored = segment.storedEmbeddings(rows);
    return rows.map((row, index) => ({
      segment,
      position,
      row,
      article: ranges[index]?.first as number,
      embedding: stored[index]?.passage as Embedding,
    }));
  });
}

function articlesOf({ passages }: Segment, rows: readonly number[]): readonly (readonly number[])[] {
  const articles = new Map<number, number[]>();
  passages.articleRanges(rows).forEach(({ first }, index) => {
    const ofArticle = articles.get(first) ?? [];
    if (ofArticle.length === 0) articles.set(first, ofArticle);
    ofArticle.push(rows[index] as number);
  });
  return [...articles.values()];
}
