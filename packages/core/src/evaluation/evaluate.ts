import { MAX_LIMIT, parseQuery } from "../search/parse-query.ts";
import type { SearchContext } from "../search/search-context.ts";
import { searchPassages } from "../search/search-passages.ts";
import type { SearchMode } from "../types.ts";
import { bootstrapInterval, type Interval } from "./bootstrap-interval.ts";
import { type JudgedQuery, type JudgedSet, searchableText } from "./judged-query.ts";

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
  /** The 95 % interval of each figure. */
  readonly intervals: Readonly<Record<keyof Figures, Interval>>;
  /** Rank of the first relevant item by query id; `null` if none was found. */
  readonly firstRelevant: ReadonlyMap<string, number | null>;
  /** Figures of each query by its id. */
  readonly byQuery: ReadonlyMap<string, Figures>;
}

/** A query and the grades of its results, best rank first. */
export interface GradedAnswer {
  readonly query: JudgedQuery;
  readonly grades: readonly number[];
}

/**
 * Runs every query of a judged set through the ordinary search. Articles are judged by their best passage.
 */
export async function evaluate(
  context: SearchContext,
  set: JudgedSet,
  mode: SearchMode = "hybrid",
): Promise<Evaluation> {
  const answers: GradedAnswer[] = [];
  const collapse = set.unit === "article" ? "article" : "none";
  for (const query of set.queries) {
    const text = searchableText(query.text);
    const { hits } = await searchPassages(context, parseQuery({ text, limit: MAX_LIMIT, collapse, mode }));
    answers.push({ query, grades: hits.map((hit) => query.gradeOf(hit)) });
  }
  return summarise(answers);
}

/** Summarises the figures of answered queries. */
export function summarise(answers: readonly GradedAnswer[]): Evaluation {
  const byQuery = new Map(answers.map(({ query, grades }) => [query.id, figuresOf(grades, query)]));
  const perQuery = [...byQuery.values()];
  const eachFigure = <Value>(of: (values: readonly number[]) => Value) => {
    const entries = FIGURES.map((name) => [name, of(perQuery.map((figures) => figures[name]))] as const);
    return Object.fromEntries(entries) as Record<keyof Figures, Value>;
  };
  const firstRelevant = answers.map(({ query, grades }) => {
    const index = grades.findIndex((grade) => grade > 0);
    return [query.id, index === -1 ? null : index + 1] as const;
  });
  return {
    figures: eachFigure(mean),
    intervals: eachFigure(bootstrapInterval),
    firstRelevant: new Map(firstRelevant),
    byQuery,
  };
}

const FIGURES = ["ndcg10", "mrr10", "recall10", "recall100", "hit1", "hit3", "hit10"] as const;

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

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

/**
 * Normalised discounted cumulative gain with linear gains, as trec_eval and BEIR compute it (Järvelin and
 * Kekäläinen 2002).
 *
 * @param grades grades of the ranked items, best rank first
 * @param relevantGrades grades of all relevant items
 * @returns 0…1; 0 if nothing is relevant
 */
function ndcgAt(k: number, grades: readonly number[], relevantGrades: readonly number[]): number {
  const ideal = dcg([...relevantGrades].sort((a, b) => b - a).slice(0, k));
  return ideal === 0 ? 0 : dcg(grades.slice(0, k)) / ideal;
}

/** 1 / rank of the first relevant item among the first k, else 0. */
function reciprocalRankAt(k: number, grades: readonly number[]): number {
  const index = grades.slice(0, k).findIndex((grade) => grade > 0);
  return index === -1 ? 0 : 1 / (index + 1);
}

/** Share of the relevant items among the first k; 0 if nothing is relevant. */
function recallAt(k: number, grades: readonly number[], relevantGrades: readonly number[]): number {
  if (relevantGrades.length === 0) return 0;
  return grades.slice(0, k).filter((grade) => grade > 0).length / relevantGrades.length;
}

/** 1 if any of the first k is relevant, else 0. */
function hitAt(k: number, grades: readonly number[]): number {
  return grades.slice(0, k).some((grade) => grade > 0) ? 1 : 0;
}

function dcg(grades: readonly number[]): number {
  return grades.reduce((sum, grade, index) => sum + grade / Math.log2(index + 2), 0);
}
