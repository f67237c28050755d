import { functionWordsOf } from "../words/function-words.ts";
import { isNegation, splitWords } from "../words/split-words.ts";
import { STOP_WORDS } from "../words/stop-words.ts";

/**
 * "us" where it can only be the country, in a query without capitals: before the first noun ("us tariffs", but not "us and
 * them"), after "the" ("in the us") and beside a hyphen ("china-us talks"). English has no pronoun in these places. After
 * any other word it can be one ("tell us more", "with us").
 */
const COUNTRY_IN_SMALL_LETTERS =
  /(?<![\p{L}\p{N}'’.])(?:(?<=^\s*)us(?=(?:['’]s)?\s+(?!(?:all|both|either|neither)\b|too\W*$|(?:and|or|vs\.?|versus|against)\s+them\b)[\p{L}\p{N}])|(?<=(?:^|\s)the\s+)us|(?<=\p{L}-)us|us(?=-\p{L}))(?![\p{L}\p{N}])/gu;
const CAPITAL = /\p{Lu}/u;

/**
 * The words of a query to look up, in order, each once, as `splitWords` has them. Function words are left out, unless the
 * query has no other ("The Who"), but not acronyms that look like them ("US tariffs"). Single letters that stand alone
 * are kept ("plan B"). Of several languages the query is of the one of which it has most function words.
 *
 * @param languages of the articles that are searched, the most frequent first
 */
export function queryTerms(text: string, languages: readonly string[] = []): readonly string[] {
  const unique = [...new Set(splitWords(withCountry(text)))];
  const functionWords = likeliestList(unique, languages);
  const telling = unique.filter((word) => !functionWords.has(word) && !isNegation(word));
  return telling.length > 0 ? telling : unique;
}

function withCountry(text: string): string {
  return CAPITAL.test(text) ? text : text.replace(COUNTRY_IN_SMALL_LETTERS, "US");
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
