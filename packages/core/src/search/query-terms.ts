import { functionWordsOf } from "../words/function-words.ts";
import { isNegation, splitWords } from "../words/split-words.ts";
import { STOP_WORDS } from "../words/stop-words.ts";

/**
 * The words of a query to look up, in order, each once, as `splitWords` has them. Function words are left out, unless the
 * query has no other ("The Who"), but not acronyms that look like them ("US tariffs"). Single letters that stand alone
 * are kept ("plan B"). Of several languages the query is of the one of which it has most function words.
 *
 * @param languages of the articles that are searched, the most frequent first
 */
export function queryTerms(text: string, languages: readonly string[] = []): readonly string[] {
  const unique = [...new Set(splitWords(text))];
  const functionWords = likeliestList(unique, languages);
  const telling = unique.filter((word) => !functionWords.has(word) && !isNegation(word));
  return telling.length > 0 ? telling : unique;
}

function likeliestList(words: readonly string[], languages: readonly string[]): ReadonlySet<string> {
  let best = STOP_WORDS;
  let most = words.filter((word) => STOP_WORDS.has(word)).length;
  for (const language of languages) {
    const list = functionWordsOf(language);
    const count = words.filter((word) => list.has(word)).length;
    if (count > most) [best, most] = [list, count];
  }
  return best;
}
