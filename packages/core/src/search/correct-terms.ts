import type { Vocabulary } from "../ports/search-index.ts";
import { americanSpelling } from "../words/american-spelling.ts";
import { type Edit, editDistance, mayBeWithin, wordsOneEditAway } from "../words/edit-distance.ts";
import { isInPairs, queriedTerms, termsOfWord } from "../words/index-terms.ts";
import { keptStem, stemWord } from "../words/stem-word.ts";
import { STOP_WORDS } from "../words/stop-words.ts";

/** Shorter words are one slip away from too many others. */
const LEAST_LETTERS = 4;
/** Shorter stems are two slips away from other words: "generat" from "general". The first letter must be right. */
const LEAST_LETTERS_OF_TWO = 8;
/**
 * The number of words one slip away, and the time to stem them, grow with the square of the length. No word in news is
 * longer.
 */
const MOST_LETTERS = 40;
/** In a longer query, only the first words are corrected. */
const MOST_LETTERS_OF_QUERY = 300;
/** Maximum number of corrections of one word. */
const MOST_CORRECTIONS = 3;
const LETTERS = /^\p{L}+$/u;

/**
 * Replaces misspelled words that the corpus lacks with words that it has: "Denuclarisation", "Shel". Keeps every word
 * that a passage contains, and every word that resembles no other.
 *
 * @param terms as `queryTerms` returns them
 * @param languages of the articles that are searched
 * @param slipsOf returns the words one slip away in the order of `wordsOneEditAway`: all, or only those whose stem a
 *   segment may contain
 */
export async function correctTerms(
  terms: readonly string[],
  vocabulary: Vocabulary,
  languages: readonly string[] = [],
  slipsOf: (word: string) => readonly Edit[] = wordsOneEditAway,
): Promise<readonly string[]> {
  const doubtful = correctable(terms);
  if (doubtful.length === 0) return terms;
  const counts = await countArticles([...queriedTerms(doubtful, languages)], vocabulary);
  const isUnknown = (term: string) =>
    [...queriedTerms([term], languages)].every((indexed) => (counts.get(indexed) ?? 0) === 0);
  const unknown = new Set(doubtful.filter(isUnknown));
  const corrected = terms.map(async (term) => {
    if (!unknown.has(term)) return [term];
    return isMadeOf(term, terms) ? [] : await correct(term, vocabulary, slipsOf);
  });
  return [...new Set((await Promise.all(corrected)).flat())];
}

/** True for joined words of the query. If no passage has the joined word, the single words are enough. */
export function isMadeOf(term: string, terms: readonly string[]): boolean {
  return terms.some(
    (part) =>
      part !== term &&
      part.length > 1 &&
      term.length > part.length + 1 &&
      (term.startsWith(part) || term.endsWith(part)),
  );
}

/**
 * False for words with a kept stem. They are spelled correctly, and a slip could change their stem: "authoritis", one
 * slip from "authorities", has the stem of "author".
 */
export function mayBeMisspelled(term: string): boolean {
  const isWord = term.length >= LEAST_LETTERS && term.length <= MOST_LETTERS && LETTERS.test(term);
  return isWord && !isInPairs(term) && keptStem(americanSpelling(term)) === undefined;
}

/** The words of a query to look up and correct. */
export function correctable(terms: readonly string[]): readonly string[] {
  let letters = 0;
  return terms.filter(mayBeMisspelled).filter((term) => {
    letters += term.length;
    return letters <= MOST_LETTERS_OF_QUERY;
  });
}

async function correct(
  word: string,
  vocabulary: Vocabulary,
  slipsOf: (word: string) => readonly Edit[],
): Promise<readonly string[]> {
  const slips = await oneSlipAway(slipsOf(word), vocabulary);
  if (slips.length > 0) return slips;
  const far = await twoSlipsAway(word, vocabulary);
  return far.length > 0 ? far : [word];
}

/** Edits the word as typed, before stemming: a slip in an ending would keep that ending. */
async function oneSlipAway(slips: readonly Edit[], vocabulary: Vocabulary): Promise<readonly string[]> {
  const edits = slips
    .filter((edit) => !STOP_WORDS.has(edit.word))
    .map((edit) => ({ ...edit, term: stemWord(edit.word) }));
  const counts = await countArticles(
    edits.map(({ term }) => term),
    vocabulary,
  );
  const known = edits.filter(({ term }) => (counts.get(term) ?? 0) > 0);
  const least = Math.min(...known.map(({ cost }) => cost));
  const likely = known.filter(({ cost }) => cost === least);
  const byTerm = new Map(likely.map((edit) => [edit.term, edit.word]));
  const mostFirst = [...byTerm].sort(([a], [b]) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0));
  return mostFirst.slice(0, MOST_CORRECTIONS).map(([, edited]) => edited);
}

async function twoSlipsAway(word: string, vocabulary: Vocabulary): Promise<readonly string[]> {
  if (!mayHaveTwoSlips(word)) return [];
  const near = termsTwoSlipsAway(word, await vocabulary.termsLike(stemWord(word), 2));
  const counts = await countArticles(near, vocabulary);
  const mostFirst = [...new Set(near)].sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0));
  return mostFirst.slice(0, MOST_CORRECTIONS);
}

export function mayHaveTwoSlips(word: string): boolean {
  return stemWord(word).length >= LEAST_LETTERS_OF_TWO;
}

/** @param alike terms that `termsLike` returns for the stem of the word */
export function termsTwoSlipsAway(word: string, alike: readonly string[]): readonly string[] {
  const stem = stemWord(word);
  return alike.filter(
    (term) => mayBeWithin(stem, term, 2) && editDistance(stem, term, 2) <= 2 && isOwnStem(term),
  );
}

/** The lookup stems a term again, so it must be its own stem. */
function isOwnStem(term: string): boolean {
  const again = termsOfWord(term);
  return again.length === 1 && again[0] === term;
}

async function countArticles(
  terms: readonly string[],
  vocabulary: Vocabulary,
): Promise<ReadonlyMap<string, number>> {
  const unique = [...new Set(terms)];
  const articles = unique.length === 0 ? [] : await vocabulary.articlesWith(unique);
  return new Map(unique.map((term, index) => [term, articles[index] ?? 0]));
}
