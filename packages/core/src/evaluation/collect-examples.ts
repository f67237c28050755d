import { MAX_QUERY_CHARACTERS, parseQuery } from "../search/parse-query.ts";
import type { SearchContext } from "../search/search-context.ts";
import { searchPassages } from "../search/search-passages.ts";
import type { SearchMode } from "../types.ts";
import type { Example } from "./fit-calibration.ts";
import type { JudgedSet } from "./judged-query.ts";

/** Hits of a query that may be the surest; those behind them have less of everything. */
const BEST_HITS = 50;
/** A query counts as answered when its answer is among these: what a search cannot find teaches nothing of its figures. */
const ANSWERED_WITHIN = 10;

/** Asks every query of a set without a floor, and keeps what is known of the best hits. */
export async function collectExamples(
  context: SearchContext,
  { queries, unanswerable = [] }: JudgedSet,
  mode: SearchMode,
): Promise<readonly Example[]> {
  const competing = context.generation.manifest.passages;
  const ask = async (text: string) => {
    const cut = [...text].slice(0, MAX_QUERY_CHARACTERS).join("");
    const query = parseQuery({ text: cut, mode, limit: BEST_HITS, minConfidence: 0 });
    const { hits, understood } = await searchPassages(context, query);
    // The floor of words has no confidence to learn from.
    return understood === "words" ? null : hits;
  };
  const examples: Example[] = [];
  for (const { text, gradeOf } of queries) {
    const hits = await ask(text);
    if (hits?.slice(0, ANSWERED_WITHIN).some((hit) => gradeOf(hit) > 0) !== true) continue;
    examples.push({ isAnswered: true, hits: hits.map(({ parts }) => parts), competing });
  }
  for (const { text } of unanswerable) {
    const hits = await ask(text);
    if (hits === null) continue;
    examples.push({ isAnswered: false, hits: hits.map(({ parts }) => parts), competing });
  }
  return examples;
}
