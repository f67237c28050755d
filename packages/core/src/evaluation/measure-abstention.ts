import { MAX_LIMIT, parseQuery } from "../search/parse-query.ts";
import type { SearchContext } from "../search/search-context.ts";
import { searchPassages } from "../search/search-passages.ts";
import type { SearchMode } from "../types.ts";
import { type JudgedQuery, type JudgedSet, searchableText, type UnanswerableQuery } from "./judged-query.ts";

/** Quality of refusals, as shares of queries, 0…1. */
export interface Abstention {
  /** Share of the queries answered without the floor that keep their answer. */
  readonly kept: number;
  /** Share of the unanswerable queries that get no hit. */
  readonly refused: number;
  /** The answerable queries that lost their answer, and the unanswerable ones that got one. */
  readonly lost: readonly JudgedQuery[];
  readonly answered: readonly UnanswerableQuery[];
}

/**
 * Runs every query of a set with the floor and without it.
 *
 * @returns `null` for a set without unanswerable queries, and for an uncalibrated model
 */
export async function measureAbstention(
  context: SearchContext,
  { queries, unanswerable = [], unit }: JudgedSet,
  mode: SearchMode = "hybrid",
): Promise<Abstention | null> {
  if (unanswerable.length === 0 || context.embedder.calibration === null) return null;
  const collapse = unit === "article" ? "article" : "none";
  const ask = async (text: string, minConfidence?: number) => {
    const query = parseQuery({ text: searchableText(text), limit: MAX_LIMIT, collapse, mode, minConfidence });
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
