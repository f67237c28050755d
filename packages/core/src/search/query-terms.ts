import { isNegation, splitWords } from "../words/split-words.ts";

/** English function words: they are in nearly every passage, so they cost time and say nothing. */
const STOP_WORDS = new Set(
  (
    "a about above after again against all am an and any are as at be because been before being below between both but by can could " +
    "did do does doing down during each few for from further had has have having he her here hers herself him himself his how i if in " +
    "into is it its itself just me more most my myself no nor not of off on once only or other our ours ourselves out over own same " +
    "she should so some such than that the their theirs them themselves then there these they this those through to too under until " +
    "up us very was we were what when where which while who whom whose why will with would you your yours yourself yourselves"
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
