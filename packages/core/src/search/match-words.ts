import type { Span } from "../types.ts";
import { queriedTerms, termsOfWord } from "../words/index-terms.ts";
import { joinedCompounds } from "../words/joined-compounds.ts";
import { normaliseWord } from "../words/normalise-word.ts";
import { type WordSpan, wordSpans } from "../words/split-words.ts";

const ASCII = /^[\0-\x7f]*$/;
const graphemes = new Intl.Segmenter("und", { granularity: "grapheme" });

/** In what language a text is, and in which a query is looked up. */
export interface MatchingLanguages {
  /** BCP 47 tag of the text; `null` when it is not known. */
  readonly language?: string | null;
  /** Of the articles that are searched. */
  readonly languages?: readonly string[];
}

/**
 * The words of a text that a query has too, in this or another form: "enriching" for "enrichment", "café" for "cafe". In
 * scripts without spaces these are the characters that stand together in the query as well.
 *
 * @param terms as `queryTerms` gives them
 * @returns offsets into the text, in order and apart, of whole characters
 */
export function matchWords(
  text: string,
  terms: readonly string[],
  { language = null, languages = [] }: MatchingLanguages = {},
): readonly Span[] {
  const wanted = queriedTerms(terms, languages);
  const spans = wordSpans(text).flatMap((word) => {
    const found = word.words.flatMap((it) => termsOfWord(it, language));
    const matches = found.filter((term) => wanted.has(term));
    if (matches.length === 0) return [];
    const isWhole = matches.length === found.length || ASCII.test(text.slice(word.start, word.end));
    return isWhole ? [{ start: word.start, end: word.end }] : matchPairs(text, word, wanted);
  });
  const compounds = joinedCompounds(text).filter(({ word }) =>
    termsOfWord(word, language).some((term) => wanted.has(term)),
  );
  if (compounds.length > 0) {
    const inOrder = [...spans, ...compounds].sort((a, b) => a.start - b.start || b.end - a.end);
    return widenToCharacters(text, inOrder);
  }
  return ASCII.test(text) ? spans : widenToCharacters(text, spans);
}

/** Neighbouring characters that the query has, in a word that is a whole sentence. */
function matchPairs(text: string, { start, end }: WordSpan, wanted: ReadonlySet<string>): readonly Span[] {
  const characters = [...graphemes.segment(text.slice(start, end))];
  return characters.flatMap(({ segment, index }, position) => {
    const next = characters[position + 1];
    if (next === undefined || !wanted.has(normaliseWord(`${segment}${next.segment}`.toLowerCase())))
      return [];
    return [{ start: start + index, end: start + next.index + next.segment.length }];
  });
}

/** A mark can be a word for itself, and yet belong to the sign before it. Spans that then overlap become one. */
function widenToCharacters(text: string, spans: readonly Span[]): readonly Span[] {
  const characters = graphemes.segment(text);
  const widened: { start: number; end: number }[] = [];
  for (const span of spans) {
    const { index: start } = characters.containing(span.start) ?? { index: span.start };
    const last = characters.containing(span.end - 1);
    const end = last === undefined ? span.end : last.index + last.segment.length;
    const before = widened.at(-1);
    if (before !== undefined && before.end > start) before.end = Math.max(before.end, end);
    else widened.push({ start, end });
  }
  return widened;
}
