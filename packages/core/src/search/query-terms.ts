import { isNegation, splitWords } from "../words/split-words.ts";
import { STOP_WORDS } from "../words/stop-words.ts";

/**
 * The words of a query to look up, in order, each once, as `splitWords` has them. Function words are left out, unless the
 * query has no other ("The Who"), but not acronyms that look like them ("US tariffs"). Single letters that stand alone
 * are kept ("plan B").
 */
export function queryTerms(text: string): readonly string[] {
  const unique = [...new Set(splitWords(text))];
  const telling = unique.filter((word) => !STOP_WORDS.has(word) && !isNegation(word));
  return telling.length > 0 ? telling : unique;
}
