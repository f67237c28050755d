/** English function words: they are in nearly every passage, so they cost time and say nothing. */
const STOP_WORDS = new Set(
  (
    "a about an and are as at be been but by can could did do does for from had has have he her him his how i if in into is it its me " +
    "my of on or our she should so than that the their them there these they this those to us was we were what when where which who " +
    "whom whose why will with would you your"
  ).split(" "),
);

/**
 * The words of a query to look up, in order, each once, lower case. Function words are left out, unless the query has
 * no other ("The Who").
 */
export function queryTerms(text: string): readonly string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  const unique = [...new Set(words)];
  const telling = unique.filter((word) => !STOP_WORDS.has(word));
  return telling.length > 0 ? telling : unique;
}
