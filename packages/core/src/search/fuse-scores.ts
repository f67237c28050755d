import type { Candidate } from "../ports/search-index.ts";
import type { ScoreParts } from "../types.ts";

/**
 * Share of the embeddings in the score, the rest is BM25. A convex sum rather than reciprocal rank fusion: it ranked
 * better on every judged set here, as in Bruch, Gai and Ingber 2023 (https://arxiv.org/abs/2210.11934). The value is
 * the middle of the range in which passages with sentence embeddings rank best: docs/decisions/0005-ranking.md.
 */
export const SEMANTIC_WEIGHT = 0.6;

/** With one telling word the words outweigh the meaning. */
const LEAST_SEMANTIC_WEIGHT = 0.4;

/**
 * The weight for one query. The less there is beside its rarest word, the less a model can make of it and the surer it is
 * that the word itself is wanted: a story that has a rare name must not lose to one that is vaguely like it.
 *
 * @param rarestShare of the rarest word in what all words of the query tell, 0…1
 */
export function semanticWeightFor(rarestShare: number): number {
  return Math.min(SEMANTIC_WEIGHT, Math.max(LEAST_SEMANTIC_WEIGHT, 1 - rarestShare));
}

export interface ScoredCandidate extends Candidate {
  readonly score: number;
  readonly parts: ScoreParts;
}

/**
 * Ranks candidates by the convex sum of their min-max normalised scores, best first; ties by segment and row. The
 * lower end of BM25 is 0, what a passage without any of the words has.
 */
export function fuseScores(
  candidates: readonly Candidate[],
  semanticWeight = SEMANTIC_WEIGHT,
): readonly ScoredCandidate[] {
  const similarities = candidates.map(({ similarity }) => similarity);
  const lowest = Math.min(...similarities);
  const similarityRange = Math.max(...similarities) - lowest;
  // A single candidate is the nearest, unless nothing is near: then the query's meaning is not known.
  const alone = lowest === 0 ? 0 : 1;
  const highestBm25 = Math.max(...candidates.map(({ bm25 }) => bm25));
  return candidates
    .map((candidate) => {
      const semantic = similarityRange === 0 ? alone : (candidate.similarity - lowest) / similarityRange;
      const lexical = highestBm25 === 0 ? 0 : candidate.bm25 / highestBm25;
      const score = semanticWeight * semantic + (1 - semanticWeight) * lexical;
      const { similarity, coverage } = candidate;
      const parts = { semantic, lexical, similarity, coverage, recency: null, reranker: null };
      return { ...candidate, score, parts };
    })
    .sort(byScore);
}

/** The best first; ties by segment and row. */
export function byScore(a: ScoredCandidate, b: ScoredCandidate): number {
  return b.score - a.score || a.segment - b.segment || a.row - b.row;
}
