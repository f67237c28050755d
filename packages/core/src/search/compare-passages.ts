import type { Segment } from "../ports/segment.ts";
import type { SentenceSimilarity } from "../ports/sentence-table.ts";
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
  const ofPassages = vectors.similarities(embedding, rows);
  const ofSentences = segment.sentences.similarities(embedding, rows);
  const ofArticles = compareArticles(segment, { vectors, embedding }, rows);
  return rows.map((_, index) => {
    const own = blend(ofPassages[index] as number, ofSentences[index] ?? []);
    return (1 - ARTICLE_SHARE) * own + ARTICLE_SHARE * (ofArticles[index] as number);
  });
}

function blend(ofPassage: number, sentences: readonly SentenceSimilarity[]): number {
  if (sentences.length === 0) return ofPassage;
  return (ofPassage + Math.max(...sentences.map(({ similarity }) => similarity))) / 2;
}

/** For each row the mean similarity of the passages of its article. */
function compareArticles(
  { passages }: Segment,
  { vectors, embedding }: { readonly vectors: VectorIndex; readonly embedding: Embedding },
  rows: readonly number[],
): readonly number[] {
  const ranges = passages.articleRanges(rows);
  const means = new Map<number, number>();
  for (const { first, end } of ranges) {
    if (means.has(first)) continue;
    const all = vectors.similarities(
      embedding,
      Array.from({ length: end - first }, (_, ordinal) => first + ordinal),
    );
    means.set(first, all.reduce((sum, similarity) => sum + similarity, 0) / all.length);
  }
  return ranges.map(({ first }) => means.get(first) as number);
}
