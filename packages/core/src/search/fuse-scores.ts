import type { Candidate } from "../ports/search-index.ts";
import type { ScoreParts } from "../types.ts";

/**
 * Weight of the embeddings in the score; the rest is BM25. A convex sum ranked better than reciprocal rank
 * fusion on every judged set here, as in Bruch, Gai and Ingber 2023 (https://arxiv.org/abs/2210.11934). The
 * value is the middle of the best range for passages with sentence embeddings:
 * docs/decisions/0005-ranking.md.
 */
export const SEMANTIC_WEIGHT = 0.6;

/** With one rare word, words outweigh meaning. */
const LEAST_SEMANTIC_WEIGHT = 0.4;

/**
 * The semantic weight for one query. The more its rarest word dominates, the less a model can interpret it
 * and the likelier the word itself is wanted: an article with a rare name must not lose to one that is
 * vaguely similar.
 *
 * @param rarestShare the rarest word's share of the query's total weight, 0…1
 */
export function semanticWeightFor(rarestShare: number): number {
  return Math.min(SEMANTIC_WEIGHT, Math.max(LEAST_SEMANTIC_WEIGHT, 1 - rarestShare));
}

export interface ScoredCandidate extends Candidate {
  readonly score: number;
  readonly parts: ScoreParts;
}

/**
 * Ranks candidates by the convex sum of their min-max normalised scores, best first; ties by segment and row.
 * The minimum of BM25 is 0, the score of a passage with none of the words.
 */
export function fuseScores(
  candidates: readonly Candidate[],
  semanticWeight = SEMANTIC_WEIGHT,
): readonly ScoredCandidate[] {
  const similarities = candidates.map(({ similarity }) => similarity);
  const lowest = Math.min(...similarities);
  const similarityRange = Math.max(...similarities) - lowest;
  // A single candidate is the nearest, unless nothing is near: then the query's meaning is unknown.
  const alone = lowest === 0 ? 0 : 1;
  const highestBm25 = Math.max(...candidates.map(({ bm25 }) => bm25));
  return candidates
    .map((candidate) => {
      const semantic = similarityRange === 0 ? alone : (candidate.similarity - lowest) / similarityRange;
      const lexical = highestBm25 === 0 ? 0 : candidate.bm25 / highestBm25;
      const score = semanticWeight * semantic + (1 - semanticWeight) * lexical;
      const { segment, row, similarity, bm25, coverage } = candidate;
      const parts = { semantic, lexical, similarity, coverage, recency: null, reranker: null };
      // Field by field: a spread of each of some four hundred takes several times as long.
      return { segment, row, similarity, bm25, coverage, score, parts };
    })
    .sort(byScore);
}

/** Best first; ties by segment and row. */
export function byScore(a: ScoredCandidate, b: ScoredCandidate): number {
  return b.score - a.score || a.segment - b.segment || a.row - b.row;
}
