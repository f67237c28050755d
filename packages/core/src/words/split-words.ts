import type { Span } from "../types.ts";

/** An apostrophe as typed, and as typeset. U+02BC is absent: it is a letter, here and for BM25. */
const APOSTROPHES = /[’＇]/g;

/** Initials with dots between them ("U.S."), or letters and digits, also around apostrophes. */
const WORD =
  /(?<![\p{L}\p{N}\p{M}])\p{L}(?:\.\p{L})+(?![\p{L}\p{N}\p{M}])(?:\.?'[\p{L}\p{N}\p{M}]+)*|[\p{L}\p{N}\p{M}]+(?:'[\p{L}\p{N}\p{M}]+)*/gu;

/** The ends of "Apple's", "I'm", "she'd", "we're", "they've" and "it'll", with the last dot of "the U.S.'s". */
const CLITICS = /\.?(?:'(?:s|m|d|re|ve|ll))+$/;

/** The beginnings of "O'Brien" and "d'Ivoire": texts have the names with and without them. */
const ELISION = /^[a-z]'(?=.)/;

const NEGATION = /n't$/;

/** A run of letters and digits of a text, with the words that `splitWords` makes of it. */
export interface WordSpan extends Span {
  readonly words: readonly string[];
}

/**
 * The words of a text in order, lower case. Possessives and contractions lose what the apostrophe cuts off ("Apple's"
 * is "apple", "we're" is "we"), negations stay whole ("don't"), and so do dotted initials ("u.s"), of which the
 * letters alone would be found everywhere.
 */
export function splitWords(text: string): readonly string[] {
  const words: string[] = [];
  for (const word of text.replace(APOSTROPHES, "'").match(WORD) ?? [])
    words.push(...baseWords(word.toLowerCase()));
  return words;
}

/** The same words with where they are; what the apostrophe cuts off belongs to the word. */
export function wordSpans(text: string): readonly WordSpan[] {
  // Lower case comes after: it can be longer ("İ"), and the offsets would be another text's.
  const matches = text.replace(APOSTROPHES, "'").matchAll(WORD);
  return Array.from(matches, ({ 0: word, index: start }) => {
    return { start, end: start + word.length, words: baseWords(word.toLowerCase()) };
  });
}

function baseWords(word: string): readonly string[] {
  // Nearly all words; looking for what an apostrophe cuts off takes longer than all the rest.
  if (!word.includes("'")) return [word];
  const bare = word.replace(CLITICS, "");
  return isNegation(bare) ? [bare] : bare.replace(ELISION, "").split("'");
}

/** True for "don't", "isn't", "won't" and their like: all of them are auxiliary verbs. */
export function isNegation(word: string): boolean {
  return NEGATION.test(word);
}
