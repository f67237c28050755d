import { MAX_LIMIT, MAX_QUERY_CHARACTERS, parseQuery } from "../search/parse-query.ts";
import type { SearchContext } from "../search/search-context.ts";
import { searchPassages } from "../search/search-passages.ts";
import type { SearchMode } from "../types.ts";
import type { JudgedQuery, JudgedSet, UnanswerableQuery } from "./judged-query.ts";

/** How well a ranking knows when nothing answers, shares of queries, 0…1. */
export interface Abstention {
  /** Of the queries whose answer is found without the floor, how many keep it. */
  readonly kept: number;
  /** Of the queries that nothing answers, how many get no hit. */
  readonly refused: number;
  /** The answerable queries that lost their answer, and the unanswerable ones that got one. */
  readonly lost: readonly JudgedQuery[];
  readonly answered: readonly UnanswerableQuery[];
}

/**
 * Asks every query of a set with the floor and without it.
 *
 * @returns `null` for a set without unanswerable queries, and for a model that was not calibrated
 */
export async function measureAbstention(
  context: SearchContext,
  { queries, unanswerable = [], unit }: JudgedSet,
  mode: SearchMode = "hybrid",
): Promise<Abstention | null> {
  if (unanswerable.length === 0 || context.embedder.calibration === null) return null;
  const collapse = unit === "article" ? "article" : "none";
  const ask = async (text: string, minConfidence?: number) => {
    const cut = [...text].slice(0, MAX_QUERY_CHARACTERS).join("");
    const query = parseQuery({ text: cut, limit: MAX_LIMIT, collapse, mode, minConfidence });
    return (await searchPassages(context, query)).hits;
  };
  let answerable = 0;
  const lost: JudgedQuery[] = [];
  for (const query of queries) {
    const isAnswered = async (floor?: number) =>
      (await ask(query.text, floor)).some((hit) => query.gradeOf(hit) > 0);
    if (!(await isAnswered(0))) continue;
    answerable++;
    if (!(await isAnswered())) lost.push(query);
  }
  const answered: UnanswerableQuery[] = [];
  for (const query of unanswerable) if ((await ask(query.text)).length > 0) answered.push(query);
  return {
    kept: answerable === 0 ? 1 : 1 - lost.length / answerable,
    refused: 1 - answered.length / unanswerable.length,
    lost,
    answered,
  };
}
