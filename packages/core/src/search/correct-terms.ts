import type { Segment } from "../ports/segment.ts";
import { editDistance, mayBeWithin, wordsOneEditAway } from "../words/edit-distance.ts";
import { isInPairs, queriedTerms, termsOfWord } from "../words/index-terms.ts";
import { stemWord } from "../words/stem-word.ts";
import { STOP_WORDS } from "../words/stop-words.ts";

/** Shorter words are within a slip of too many others. */
const LEAST_LETTERS = 4;
/** From here on two slips are allowed, of which the first letter is none. */
const LEAST_LETTERS_OF_TWO = 8;
/** Words that one that is misspelled may stand for. */
const MOST_CORRECTIONS = 3;
const LETTERS = /^\p{L}+$/u;

/**
 * Puts words of the corpus in the place of words that it lacks and that look misspelled: "Denuclarisation", "Shel". A word
 * that any passage has is never touched, and one that resembles none stays as it is.
 *
 * @param terms as `queryTerms` gives them
 * @param languages of the articles that are searched
 * @param mayBeKnown false only for words whose stem no segment has: a quick look, for whoever corrects many words
 */
export function correctTerms(
  terms: readonly string[],
  segments: readonly Segment[],
  languages: readonly string[] = [],
  mayBeKnown: (word: string) => boolean = () => true,
): readonly string[] {
  const doubtful = terms.filter(mayBeMisspelled);
  if (doubtful.length === 0) return terms;
  const counts = countArticles([...queriedTerms(doubtful, languages)], segments);
  const isUnknown = (term: string) =>
    doubtful.includes(term) &&
    [...queriedTerms([term], languages)].every((indexed) => (counts.get(indexed) ?? 0) === 0);
  return [
    ...new Set(terms.flatMap((term) => (isUnknown(term) ? correct(term, segments, mayBeKnown) : [term]))),
  ];
}

/** What no passage has is then put right, if something like it can be found. */
export function mayBeMisspelled(term: string): boolean {
  return LETTERS.test(term) && term.length >= LEAST_LETTERS && !isInPairs(term);
}

function correct(
  word: string,
  segments: readonly Segment[],
  mayBeKnown: (word: string) => boolean,
): readonly string[] {
  const slips = oneSlipAway(word, segments, mayBeKnown);
  if (slips.length > 0) return slips;
  const far = twoSlipsAway(word, segments);
  return far.length > 0 ? far : [word];
}

/** Edits the word as it is typed, before its ending is taken off: slips in an ending would keep it. */
function oneSlipAway(
  word: string,
  segments: readonly Segment[],
  mayBeKnown: (word: string) => boolean,
): readonly string[] {
  const edits = wordsOneEditAway(word)
    .filter((edit) => !STOP_WORDS.has(edit.word) && mayBeKnown(edit.word))
    .map((edit) => ({ ...edit, term: stemWord(edit.word) }));
  const counts = countArticles(
    edits.map(({ term }) => term),
    segments,
  );
  const known = edits.filter(({ term }) => (counts.get(term) ?? 0) > 0);
  const least = Math.min(...known.map(({ cost }) => cost));
  const likely = known.filter(({ cost }) => cost === least);
  const byTerm = new Map(likely.map((edit) => [edit.term, edit.word]));
  const mostFirst = [...byTerm].sort(([a], [b]) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0));
  return mostFirst.slice(0, MOST_CORRECTIONS).map(([, edited]) => edited);
}

function twoSlipsAway(word: string, segments: readonly Segment[]): readonly string[] {
  if (word.length < LEAST_LETTERS_OF_TWO) return [];
  const stem = stemWord(word);
  const near = segments
    .flatMap(({ words }) => words.termsLike(stem, 2))
    .filter((term) => mayBeWithin(stem, term, 2) && editDistance(stem, term, 2) <= 2 && isOwnStem(term));
  const counts = countArticles(near, segments);
  const mostFirst = [...new Set(near)].sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0));
  return mostFirst.slice(0, MOST_CORRECTIONS);
}

/** What is looked up is stemmed once more. */
function isOwnStem(term: string): boolean {
  const again = termsOfWord(term);
  return again.length === 1 && again[0] === term;
}

function countArticles(terms: readonly string[], segments: readonly Segment[]): ReadonlyMap<string, number> {
  const unique = [...new Set(terms)];
  const counts = new Map<string, number>();
  for (const { words } of segments) {
    words.articlesWith(unique).forEach((articles, index) => {
      const term = unique[index] as string;
      counts.set(term, (counts.get(term) ?? 0) + articles);
    });
  }
  return counts;
}
