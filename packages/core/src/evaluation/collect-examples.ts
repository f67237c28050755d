import { parseQuery } from "../search/parse-query.ts";
import type { SearchContext } from "../search/search-context.ts";
import { searchPassages } from "../search/search-passages.ts";
import type { SearchMode } from "../types.ts";
import type { Example } from "./fit-calibration.ts";
import { type JudgedSet, searchableText } from "./judged-query.ts";

/** Number of hits that may be the most confident one. Lower hits have less similarity and coverage. */
const BEST_HITS = 50;
/**
 * A query counts as answered if its answer has at most this rank, since an answer that the search cannot find
 * teaches nothing.
 */
const ANSWERED_WITHIN = 10;

/** Runs every query of a set without a floor and records the figures of the best hits. */
export async function collectExamples(
  context: SearchContext,
  { queries, unanswerable = [] }: JudgedSet,
  mode: SearchMode,
): Promise<readonly Example[]> {
  const competing = context.generation.manifest.passages;
  const ask = async (text: string) => {
    const query = parseQuery({ text: searchableText(text), mode, limit: BEST_HITS, minConfidence: 0 });
    const { hits, understood } = await searchPassages(context, query);
    if (understood !== "words") return hits;
    // The floor for words gives no confidence to learn from. What it refuses is refused at any floor.
    const { total } = await searchPassages(context, { ...query, minConfidence: null });
    return total === 0 ? [] : null;
  };
  const examples: Example[] = [];
  for (const { text, gradeOf } of queries) {
    const hits = await ask(text);
    if (hits?.slice(0, ANSWERED_WITHIN).some((hit) => gradeOf(hit) > 0) !== true) continue;
    examples.push({ isAnswered: true, hits: hits.map(({ parts }) => parts), competing });
  }
  for (const { text } of unanswerable) {
    const hits = await ask(text);
    // No other floor needs to refuse what it lets through.
    if (hits === null) continue;
    examples.push({ isAnswered: false, hits: hits.map(({ parts }) => parts), competing });
  }
  return examples;
}
