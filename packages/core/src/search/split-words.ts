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

/**
 * The words of a text in order, lower case. Possessives and contractions lose what the apostrophe cuts off ("Apple's"
 * is "apple", "we're" is "we"), negations stay whole ("don't"), and so do dotted initials ("u.s"), of which the
 * letters alone would be found everywhere.
 */
export function splitWords(text: string): readonly string[] {
  const words = text.toLowerCase().replace(APOSTROPHES, "'").match(WORD) ?? [];
  return words.flatMap((word) => {
    const bare = word.replace(CLITICS, "");
    return isNegation(bare) ? [bare] : bare.replace(ELISION, "").split("'");
  });
}

/** True for "don't", "isn't", "won't" and their like: all of them are auxiliary verbs. */
export function isNegation(word: string): boolean {
  return NEGATION.test(word);
}
