import type { Span } from "../types.ts";
import { wordSpans } from "../words/split-words.ts";
import { stemWord } from "../words/stem-word.ts";

/**
 * The words of a text that a query has too, in this or another form: "enriching" for "enrichment", "café" for "cafe".
 *
 * @param terms as `queryTerms` gives them
 * @returns offsets into the text, in order
 */
export function matchWords(text: string, terms: readonly string[]): readonly Span[] {
  const stems = new Set(terms.map(stemWord));
  return wordSpans(text)
    .filter(({ words }) => words.some((word) => stems.has(stemWord(word))))
    .map(({ start, end }) => ({ start, end }));
}
