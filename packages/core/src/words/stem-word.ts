import { newStemmer } from "snowball-stemmers";
import { americanSpelling } from "./american-spelling.ts";
import { foldAccents } from "./fold-accents.ts";
import { keptStem } from "./kept-stems.ts";

const LETTERS = /^\p{L}+$/u;
const english = newStemmer("english");

/**
 * What the forms of a lower-case word have in common: no accents on Latin letters, American spelling, no English endings
 * (Snowball's English stemmer, also called Porter 2, https://snowballstem.org/algorithms/english/stemmer.html), but for
 * words that it would take for others. Initials and numbers have no endings: "u.s" is no plural.
 */
export function stemWord(word: string): string {
  const folded = foldAccents(word);
  if (!LETTERS.test(folded)) return folded;
  const spelled = americanSpelling(folded);
  return keptStem(spelled) ?? english.stem(spelled);
}
