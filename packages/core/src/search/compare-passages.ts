import type { RowRange } from "../ports/row-set.ts";
import type { Segment } from "../ports/segment.ts";
import type { SentenceSimilarity } from "../ports/sentence-table.ts";
import { askEach } from "../ports/unfetched.ts";
import type { VectorIndex } from "../ports/vector-index.ts";
import type { Embedding, SegmentPlan } from "../types.ts";

/** How much of a passage's similarity is its article's. */
const ARTICLE_SHARE = 0.4;

/**
 * How near the query some passages of a segment are. Three fifths are the passage's own: the mean of its similarity and
 * its best sentence's, of which the one knows the context and the other is not diluted by the sentences around the
 * answer. The rest is the mean over all passages of its article: a story about the subject is a better source than one
 * that touches it once. docs/decisions/0006-retrieval-quality.md has the figures.
 */
export function comparePassages(
  { segment, plan }: { readonly segment: Segment; readonly plan: SegmentPlan },
  embedding: Embedding,
  rows: readonly number[],
): readonly number[] {
  // After a scan all embeddings are in memory; the graph's are read from its file.
  const vectors = plan === "exact-scan" ? segment.exact : segment.approximate;
  const ranges = segment.passages.articleRanges(rows);
  // Both even if one has to fetch something, so that all is fetched at once.
  const [nearest, articles] = askEach(
    [
      () => segment.sentences.nearest(embedding, rows),
      () => compareArticles(ranges, { vectors, embedding }),
    ] as const,
    (compare) => compare(),
  ) as [Float64Array, ReadonlyMap<number, ArticleSimilarity>];
  return ranges.map(({ first }, index) => {
    const { ofPassages, mean } = articles.get(first) as ArticleSimilarity;
    const ofPassage = ofPassages[(rows[index] as number) - first] as number;
    return blendSimilarity(ofPassage, nearest[index] as number, mean);
  });
}

/**
 * @param nearestSentence its similarity; -Infinity when there is none
 * @param mean of the similarities of all passages of its article
 */
export function blendSimilarity(ofPassage: number, nearestSentence: number, mean: number): number {
  const own = nearestSentence === Number.NEGATIVE_INFINITY ? ofPassage : (ofPassage + nearestSentence) / 2;
  return (1 - ARTICLE_SHARE) * own + ARTICLE_SHARE * mean;
}

/** @returns -Infinity when there is none */
export function nearestOf(sentences: readonly SentenceSimilarity[]): number {
  return Math.max(...sentences.map(({ similarity }) => similarity));
}

interface ArticleSimilarity {
  /** Of each of its passages. */
  readonly ofPassages: Float32Array;
  readonly mean: number;
}

/** Compares all passages of each article once, by its first row. */
function compareArticles(
  ranges: readonly RowRange[],
  { vectors, embedding }: { readonly vectors: VectorIndex; readonly embedding: Embedding },
): ReadonlyMap<number, ArticleSimilarity> {
  const distinct = [...new Map(ranges.map((range) => [range.first, range])).values()];
  const rows = distinct.flatMap(({ first, end }) =>
    Array.from({ length: end - first }, (_, at) => first + at),
  );
  const similarities = vectors.similarities(embedding, rows);
  let at = 0;
  return new Map(
    distinct.map(({ first, end }) => {
      const ofPassages = similarities.subarray(at, at + end - first);
      at += end - first;
      const mean = ofPassages.reduce((sum, similarity) => sum + similarity, 0) / ofPassages.length;
      return [first, { ofPassages, mean }];
    }),
  );
}
