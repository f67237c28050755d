import type { IndexedPassage } from "../ports/passage-table.ts";
import type { Reranker } from "../ports/reranker.ts";
import type { SearchIndex } from "../ports/search-index.ts";
import type { Query } from "../types.ts";
import type { ScoredCandidate } from "./fuse-scores.ts";

/** How many of the best passages are reranked, whichever page is asked for: more would take longer than people wait. */
export const RERANKED_PASSAGES = 50;

/**
 * Share of the reranker in the score of what it read. It knows nothing of the words' rarity nor of the rest of the article,
 * and models of this size, which were trained on questions to the web, rank worse alone than the fused list on other texts:
 * docs/decisions/0009-reranker.md.
 */
const RERANKER_WEIGHT = 0.5;

/** An order by date, or by one ranker alone, is not the reranker's to change. */
export function isReranked({ sort, mode }: Pick<Query, "sort" | "mode">): boolean {
  return sort === "relevance" && mode === "hybrid";
}

export interface RerankOptions {
  readonly reranker: Reranker;
  readonly query: Pick<Query, "text">;
  readonly index: Pick<SearchIndex, "read">;
}

/**
 * Ranks the best candidates anew by the convex sum of their fused scores and the reranker's, both min-max normalised among
 * them. Their scores stay between the best and the worst that they had together, so they remain before all others, whose
 * scores and order do not change.
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

/** A passage in the middle of a story seldom names its subject; the headline does. */
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
