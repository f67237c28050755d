import type { Embedding } from "../types.ts";
import { type Evaluation, summarise } from "./evaluate.ts";
import type { JudgedSet } from "./judged-query.ts";

/** An article as one text with one embedding. */
export interface WholeArticle {
  readonly id: string;
  readonly text: string;
  readonly embedding: Embedding;
}

/**
 * Ranks whole articles only by the cosine of their embeddings, without passages, sentences or words. This
 * reproduces published figures of models, which are measured in this way. No search of the product works like
 * this.
 *
 * @param queries embeddings of the set's queries, in order
 */
export function rankWholeArticles(
  set: JudgedSet,
  articles: readonly WholeArticle[],
  queries: readonly Embedding[],
): Evaluation {
  return summarise(
    set.queries.map((query, index) => {
      const embedding = queries[index] as Embedding;
      const ranked = articles
        .map((article) => ({ article, similarity: dot(embedding, article.embedding) }))
        .sort((a, b) => b.similarity - a.similarity);
      const grades = ranked
        .slice(0, 100)
        .map(({ article }) => query.gradeOf({ article, passage: { text: article.text } }));
      return { query, grades };
    }),
  );
}

function dot(a: Embedding, b: Embedding): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += (a[index] as number) * (b[index] as number);
  return sum;
}
