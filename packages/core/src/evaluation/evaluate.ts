import { MAX_LIMIT, parseQuery } from "../search/parse-query.ts";
import type { SearchContext } from "../search/search-passages.ts";
import { searchPassages } from "../search/search-passages.ts";
import type { Hit } from "../types.ts";
import type { JudgedQuery, JudgedSet } from "./judged-query.ts";
import { hitAt, ndcgAt, recallAt, reciprocalRankAt } from "./metrics.ts";

/** Means over the queries of a set, each 0…1. */
export interface Figures {
  readonly ndcg10: number;
  readonly mrr10: number;
  readonly recall10: number;
  readonly recall100: number;
  readonly hit1: number;
  readonly hit3: number;
  readonly hit10: number;
}

export interface Evaluation {
  readonly figures: Figures;
  /** Rank of the first relevant item by query id; null when none was found. */
  readonly firstRelevant: ReadonlyMap<string, number | null>;
  /** Figures of each query by its id. */
  readonly byQuery: ReadonlyMap<string, Figures>;
}

/** Puts every query of a judged set to the ordinary search. */
export async function evaluate(context: SearchContext, set: JudgedSet): Promise<Evaluation> {
  const byQuery = new Map<string, Figures>();
  const firstRelevant = new Map<string, number | null>();
  for (const query of set.queries) {
    const { hits } = await searchPassages(context, parseQuery({ text: query.text, limit: MAX_LIMIT }));
    const items = set.unit === "article" ? bestOfEachArticle(hits) : hits;
    const grades = items.map((hit) => query.gradeOf(hit));
    byQuery.set(query.id, figuresOf(grades, query));
    const index = grades.findIndex((grade) => grade > 0);
    firstRelevant.set(query.id, index === -1 ? null : index + 1);
  }
  return { figures: meanFigures([...byQuery.values()]), firstRelevant, byQuery };
}

function figuresOf(grades: readonly number[], { relevantGrades }: JudgedQuery): Figures {
  return {
    ndcg10: ndcgAt(10, grades, relevantGrades),
    mrr10: reciprocalRankAt(10, grades),
    recall10: recallAt(10, grades, relevantGrades),
    recall100: recallAt(100, grades, relevantGrades),
    hit1: hitAt(1, grades),
    hit3: hitAt(3, grades),
    hit10: hitAt(10, grades),
  };
}

function bestOfEachArticle(hits: readonly Hit[]): readonly Hit[] {
  const seen = new Set<string>();
  return hits.filter(({ article }) => !seen.has(article.id) && seen.add(article.id));
}

function meanFigures(all: readonly Figures[]): Figures {
  const mean = (name: keyof Figures) =>
    all.reduce((sum, figures) => sum + figures[name], 0) / Math.max(1, all.length);
  return {
    ndcg10: mean("ndcg10"),
    mrr10: mean("mrr10"),
    recall10: mean("recall10"),
    recall100: mean("recall100"),
    hit1: mean("hit1"),
    hit3: mean("hit3"),
    hit10: mean("hit10"),
  };
}
