import { isNegation, splitWords } from "../words/split-words.ts";

/** English function words: they are in nearly every passage, so they cost time and say nothing. */
const STOP_WORDS = new Set(
  (
    "a about an and are as at be been but by can could did do does for from had has have he her him his how i if in into is it its me " +
    "my of on or our she should so than that the their them there these they this those to us was we were what when where which who " +
    "whom whose why will with would you your"
  ).split(" "),
);

/**
 * The words of a query to look up, in order, each once, lower case, as `splitWords` has them. Function words are left
 * out, unless the query has no other ("The Who"); single letters that stand alone are kept ("plan B").
 */
export function queryTerms(text: string): readonly string[] {
  const unique = [...new Set(splitWords(text))];
  const telling = unique.filter((word) => !STOP_WORDS.has(word) && !isNegation(word));
  return telling.length > 0 ? telling : unique;
}
