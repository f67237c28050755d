import type { SentenceSimilarity } from "../ports/sentence-table.ts";
import type { Article, Highlight, Passage, Span } from "../types.ts";
import { termsOfWord, wantedTermsIn } from "../words/index-terms.ts";
import { joinedCompounds } from "../words/joined-compounds.ts";
import { normaliseWord } from "../words/normalise-word.ts";
import { remember } from "../words/remember.ts";
import { splitWords, type WordSpan, wordSpans } from "../words/split-words.ts";
import { SEMANTIC_WEIGHT } from "./score-candidates.ts";

const ASCII = /^[\0-\x7f]*$/;

const REMEMBERED_SENTENCES = 5_000;

const graphemes = new Intl.Segmenter("und", { granularity: "grapheme" });
/** Like browsers, identifies longer texts by their first and last words. */
const MAX_EXACT_LENGTH = 300;
/** Enough words to be unique on the page. */
const WORDS_AT_EACH_END = 6;
const SEPARATOR = ":~:";

/** The words that a query looks for in a text, and the language of the text. */
interface WantedWords {
  /** The terms of the query's words, as `queriedTerms` returns them. */
  readonly wanted: ReadonlySet<string>;
  /** BCP 47 tag of the text; `null` when it is not known. */
  readonly language?: string | null;
}

/** Everything that decides where a passage answers a query. */
export interface HighlightInput extends Pick<WantedWords, "wanted"> {
  readonly passage: Pick<Passage, "text" | "start">;
  /** Of the passage, with offsets into its text. */
  readonly sentences: readonly SentenceSimilarity[];
}

/** Finds the sentence that answers best and its words that the query shares, and makes a link to it. */
export function highlightPassage(
  article: Pick<Article, "url"> & Partial<Pick<Article, "language">>,
  { passage, sentences, wanted }: HighlightInput,
): Highlight {
  const words: WantedWords = { wanted, language: article.language ?? null };
  const { text, start, end } = chooseHighlight(passage, sentences, words);
  const matches = matchWords(text, words).map((word) => ({
    start: start + word.start,
    end: start + word.end,
  }));
  return { text, start, end, words: matches, link: textFragmentLink(article.url, text) };
}

/**
 * Chooses the sentence of a passage that answers best, by meaning and by the words that it shares with the query, with
 * the weights of passages. A word counts more if fewer sentences contain it. The first of equal sentences wins.
 *
 * @param sentences of the passage, with offsets into its text. Without any, the whole passage is highlighted
 * @returns offsets into the article's text
 */
export function chooseHighlight(
  passage: Pick<Passage, "text" | "start">,
  sentences: readonly SentenceSimilarity[],
  { wanted, language = null }: WantedWords,
): Span & { readonly text: string } {
  const wordScores = scoreByWords(
    sentences.map(({ start, end }) => passage.text.slice(start, end)),
    { wanted, language },
  );
  const highestWordScore = Math.max(...wordScores) || 1;
  const similarities = sentences.map(({ similarity }) => similarity);
  const lowest = Math.min(...similarities);
  const range = Math.max(...similarities) - lowest || 1;
  let best: Span = { start: 0, end: passage.text.length };
  let bestScore = Number.NEGATIVE_INFINITY;
  sentences.forEach(({ start, end, similarity }, index) => {
    const lexical = (wordScores[index] as number) / highestWordScore;
    const score = SEMANTIC_WEIGHT * ((similarity - lowest) / range) + (1 - SEMANTIC_WEIGHT) * lexical;
    if (score > bestScore) [best, bestScore] = [{ start, end }, score];
  });
  return {
    text: passage.text.slice(best.start, best.end),
    start: passage.start + best.start,
    end: passage.start + best.end,
  };
}

/** Sentences that answer one query often answer others. */
const wordsOfSentence = remember(REMEMBERED_SENTENCES, (text: string): readonly string[] => [
  ...new Set([...splitWords(text), ...joinedCompounds(text).map(({ word }) => word)]),
]);

function scoreByWords(
  sentences: readonly string[],
  { wanted, language = null }: WantedWords,
): readonly number[] {
  const wantedTerms = wantedTermsIn(wanted, language);
  const shared = sentences.map((sentence) => new Set(wordsOfSentence(sentence).flatMap(wantedTerms)));
  const weights = [...wanted].map((term) => {
    const holding = shared.filter((terms) => terms.has(term)).length;
    return [term, holding === 0 ? 0 : Math.log(1 + sentences.length / holding)] as const;
  });
  return shared.map((terms) =>
    weights.reduce((sum, [term, weight]) => sum + (terms.has(term) ? weight : 0), 0),
  );
}

/**
 * Finds the words of a text that a query contains in any form: "enriching" for "enrichment", "café" for "cafe". In
 * scripts without spaces, finds neighbouring characters that are neighbours in the query too.
 *
 * @returns offsets into the text, in order, without overlaps, of whole characters
 */
export function matchWords(text: string, { wanted, language = null }: WantedWords): readonly Span[] {
  const wantedTerms = wantedTermsIn(wanted, language);
  const spans = wordSpans(text).flatMap((word) => {
    const matches = word.words.flatMap(wantedTerms);
    if (matches.length === 0) return [];
    const isWhole =
      ASCII.test(text.slice(word.start, word.end)) ||
      matches.length === word.words.flatMap((it) => termsOfWord(it, language)).length;
    return isWhole ? [{ start: word.start, end: word.end }] : matchPairs(text, word, wanted);
  });
  const compounds = joinedCompounds(text).filter(({ word }) => wantedTerms(word).length > 0);
  if (compounds.length > 0) {
    const inOrder = [...spans, ...compounds].sort((a, b) => a.start - b.start || b.end - a.end);
    return widenToCharacters(text, inOrder);
  }
  return ASCII.test(text) ? spans : widenToCharacters(text, spans);
}

/** Neighbouring characters that the query contains, within a run that may be a whole sentence. */
function matchPairs(text: string, { start, end }: WordSpan, wanted: ReadonlySet<string>): readonly Span[] {
  const characters = [...graphemes.segment(text.slice(start, end))];
  return characters.flatMap(({ segment, index }, position) => {
    const next = characters[position + 1];
    if (next === undefined || !wanted.has(normaliseWord(`${segment}${next.segment}`.toLowerCase())))
      return [];
    return [{ start: start + index, end: start + next.index + next.segment.length }];
  });
}

/** A mark can be a separate word although it belongs to the preceding character. Merges spans that then overlap. */
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

/**
 * A link that makes a browser scroll to a text and highlight it:
 * https://wicg.github.io/scroll-to-text-fragment/. A text that is long or spans paragraphs is identified by
 * its start and end, since an exact match must lie within one block of a page.
 *
 * @returns `null` when the URL is not an http or https URL, or the text has no letter or digit
 */
export function textFragmentLink(url: string | null, text: string): string | null {
  const target = text.trim();
  if (url === null || !/^https?:\/\//i.test(url) || !URL.canParse(url)) return null;
  if (!/[\p{L}\p{N}]/u.test(target)) return null;
  const [base = ""] = url.split(SEPARATOR);
  const page = base.includes("#") ? base : `${base}#`;
  return `${page}${SEPARATOR}text=${toDirective(target)}`;
}

function toDirective(text: string): string {
  if (text.length <= MAX_EXACT_LENGTH && !text.includes("\n")) return encode(text);
  const words = wordRanges(text);
  const count = Math.min(WORDS_AT_EACH_END, Math.floor(words.length / 2));
  const [first, last] = [words[count - 1], words.at(-count)];
  // A single word, however long, has no other end.
  if (count === 0 || first === undefined || last === undefined) return encode(text);
  return `${encode(text.slice(0, first.end))},${encode(text.slice(last.start))}`;
}

/** Unicode word boundaries, which browsers use too, since not every script has spaces between words. */
function wordRanges(text: string): readonly { readonly start: number; readonly end: number }[] {
  const segments = new Intl.Segmenter("en", { granularity: "word" }).segment(text);
  return [...segments]
    .filter(({ isWordLike }) => isWordLike)
    .map(({ index, segment }) => ({ start: index, end: index + segment.length }));
}

/**
 * "&" and "," separate directives and their parts, and "-" marks context. `encodeURIComponent` escapes all
 * but the last.
 */
function encode(text: string): string {
  const flowing = text.replace(/\s+/g, " ").replace(/\p{Surrogate}/gu, "\ufffd");
  return encodeURIComponent(flowing).replaceAll("-", "%2D");
}
