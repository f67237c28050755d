import type { IndexedPassage } from "../ports/passage-table.ts";
import type { Reranker } from "../ports/reranker.ts";
import type { SearchIndex } from "../ports/search-index.ts";
import type { Query } from "../types.ts";
import type { ScoredCandidate } from "./score-candidates.ts";

/** Number of top passages to rerank, for any page. More would take too long. */
export const RERANKED_PASSAGES = 50;

/**
 * Weight of the reranker in the scores. It knows neither the rarity of words nor the rest of the article. Alone, models
 * of this size, trained on web questions, rank other texts worse than the fused list does:
 * docs/decisions/0009-reranker.md.
 */
const RERANKER_WEIGHT = 0.5;

/** The reranker must not change an order by date or by a single ranker. */
export function isReranked({ sort, mode }: Pick<Query, "sort" | "mode">): boolean {
  return sort === "relevance" && mode === "hybrid";
}

export interface RerankOptions {
  readonly reranker: Reranker;
  readonly query: Pick<Query, "text">;
  readonly index: Pick<SearchIndex, "read">;
}

/**
 * Reranks the best candidates by the convex sum of their fused scores and the reranker's, both min-max normalised among
 * them. Their scores stay within their previous range, so they remain ahead of the others, which keep their scores and
 * order.
 *
 * @param fused best first
 */
export async function rerankCandidates(
  fused: readonly ScoredCandidate[],
  { reranker, query, index }: RerankOptions,
): Promise<readonly ScoredCandidate[]> {
  const best = fused.slice(0, RERANKED_PASSAGES);
  const texts = (await index.read(best)).map(textOf);
  const answering = normalise(await reranker.score(query.text, texts));
  const fusedScores = best.map(({ score }) => score);
  const fusedShares = normalise(fusedScores);
  const lowest = Math.min(...fusedScores);
  const range = Math.max(...fusedScores) - lowest;
  const reranked = best
    .map((candidate, index) => {
      const answers = answering[index] as number;
      const share = RERANKER_WEIGHT * answers + (1 - RERANKER_WEIGHT) * (fusedShares[index] as number);
      return { share, candidate: withScore(candidate, lowest + range * share, answers) };
    })
    .sort((a, b) => b.share - a.share);
  return [...reranked.map(({ candidate }) => candidate), ...fused.slice(best.length)];
}

/** A passage in the middle of an article rarely names its subject, but the headline does. */
function textOf({ passage, article }: IndexedPassage): string {
  return article.titleDerived ? passage.text : `${article.title}\n${passage.text}`;
}

function withScore(candidate: ScoredCandidate, score: number, reranker: number): ScoredCandidate {
  return { ...candidate, score, parts: { ...candidate.parts, reranker } };
}

/** From 0 for the lowest to 1 for the highest; all 1 when they are equal. */
function normalise(values: readonly number[]): readonly number[] {
  const lowest = Math.min(...values);
  const range = Math.max(...values) - lowest;
  return values.map((value) => (range === 0 ? 1 : (value - lowest) / range));
}
