import { byScore, type ScoredCandidate } from "./fuse-scores.ts";

/**
 * Lets the passages of each article exchange their scores, so that the best score is that of the passage which answers
 * best beside its neighbours. What ranks articles, their mean and their best, tells their passages apart only in part.
 * The scores of an article stay the same ones, so no article gains or loses a place.
 *
 * @param semanticWeight share of the embeddings, as in `fuseScores`
 * @returns best first; a score keeps its parts
 */
export function orderWithinArticles(
  ranked: readonly ScoredCandidate[],
  semanticWeight: number,
): readonly ScoredCandidate[] {
  const articles = new Map<string, ScoredCandidate[]>();
  for (const candidate of ranked) {
    const article = `${candidate.segment} ${candidate.firstRow}`;
    const passages = articles.get(article) ?? [];
    articles.set(article, passages);
    passages.push(candidate);
  }
  return [...articles.values()]
    .flatMap((passages) => exchangeScores(passages, answersOf(passages, semanticWeight)))
    .sort(byScore);
}

/** How well each passage answers, 0…1, compared with those of its article. */
function answersOf(passages: readonly ScoredCandidate[], semanticWeight: number): readonly number[] {
  const similarities = passages.map(({ ownSimilarity }) => ownSimilarity);
  const lowest = Math.min(...similarities);
  const range = Math.max(...similarities) - lowest || 1;
  return passages.map(({ ownSimilarity, parts }) => {
    const semantic = (ownSimilarity - lowest) / range;
    return semanticWeight * semantic + (1 - semanticWeight) * parts.lexical;
  });
}

/** @param passages best score first, which decides between equal answers */
function exchangeScores(
  passages: readonly ScoredCandidate[],
  answers: readonly number[],
): readonly ScoredCandidate[] {
  const order = passages
    .map((_, index) => index)
    .sort((a, b) => (answers[b] as number) - (answers[a] as number));
  return order.map((index, place) => {
    const { score, parts } = passages[place] as ScoredCandidate;
    return { ...(passages[index] as ScoredCandidate), score, parts };
  });
}
