import type { RowRange } from "../ports/passage-table.ts";
import type { Segment } from "../ports/segment.ts";
import type { VectorIndex } from "../ports/vector-index.ts";
import type { Embedding, SegmentPlan } from "../types.ts";
import type { Candidate } from "./candidate.ts";

/** How much of a passage's similarity is its article's. */
const ARTICLE_SHARE = 0.5;

/** What comparing one passage with the query gives; see `Candidate`. */
export type PassageComparison = Pick<Candidate, "similarity" | "ownSimilarity" | "firstRow">;

/**
 * How near the query some passages of a segment are. Half of `similarity` is the passage's own: the mean of its cosine and
 * its best sentence's, of which the one knows the context and the other is not diluted by the sentences around the answer.
 * The other half is the mean over all passages of its article: a story about the subject is a better source than one that
 * touches it once. `ownSimilarity` takes each sentence together with the next one, since an answer often goes on there. docs/decisions/0006-retrieval-quality.md has the figures.
 */
export function comparePassages(
  { segment, plan }: { readonly segment: Segment; readonly plan: SegmentPlan },
  embedding: Embedding,
  rows: readonly number[],
): readonly PassageComparison[] {
  // After a scan all embeddings are in memory; the graph's are read from its file.
  const vectors = plan === "exact-scan" ? segment.exact : segment.approximate;
  const ofPassages = vectors.similarities(embedding, rows);
  const ofSentences = segment.sentences.similarities(embedding, rows);
  const ranges = segment.passages.articleRanges(rows);
  const ofArticles = compareArticles(ranges, { vectors, embedding });
  return ranges.map(({ first }, index) => {
    const ofPassage = ofPassages[index] as number;
    const sentences = (ofSentences[index] ?? []).map(({ similarity }) => similarity);
    const own = blend(ofPassage, sentences);
    return {
      similarity: (1 - ARTICLE_SHARE) * own + ARTICLE_SHARE * (ofArticles.get(first) as number),
      ownSimilarity: blend(ofPassage, meansWithNext(sentences)),
      firstRow: first,
    };
  });
}

/** The mean of the passage's similarity and the greatest of its parts. */
function blend(ofPassage: number, ofParts: readonly number[]): number {
  return ofParts.length === 0 ? ofPassage : (ofPassage + Math.max(...ofParts)) / 2;
}

/** Of each sentence and the one that follows it in the passage; the last one counts for itself. */
function meansWithNext(sentences: readonly number[]): readonly number[] {
  return sentences.map((similarity, index) => (similarity + (sentences[index + 1] ?? similarity)) / 2);
}

/** The mean similarity of the passages of each article, by its first row. */
function compareArticles(
  ranges: readonly RowRange[],
  { vectors, embedding }: { readonly vectors: VectorIndex; readonly embedding: Embedding },
): ReadonlyMap<number, number> {
  const means = new Map<number, number>();
  for (const { first, end } of ranges) {
    if (means.has(first)) continue;
    const all = vectors.similarities(
      embedding,
      Array.from({ length: end - first }, (_, ordinal) => first + ordinal),
    );
    means.set(first, all.reduce((sum, similarity) => sum + similarity, 0) / all.length);
  }
  return means;
}
