import { stemmer } from "stemmer";

/** Latin letters that Unicode does not take apart into a letter and a mark. */
const UNDIVIDED: Readonly<Record<string, string>> = {
  ł: "l",
  ø: "o",
  đ: "d",
  ð: "d",
  þ: "th",
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ı: "i",
};
const UNDIVIDED_LETTER = /[łøđðþßæœı]/g;
const LETTERS = /^\p{L}+$/u;

/**
 * What the forms of a lower-case word have in common: no accents on Latin letters, no English endings (Porter 1980,
 * https://tartarus.org/martin/PorterStemmer). Initials and numbers have no endings: "u.s" is no plural.
 */
export function stemWord(word: string): string {
  const folded = foldAccents(word);
  return LETTERS.test(folded) ? stemmer(folded) : folded;
}

/** Accents of Latin letters only: in other scripts they make another letter. */
function foldAccents(word: string): string {
  return word
    .normalize("NFD")
    .replace(/(\p{Script=Latin})[\u0300-\u036f]+/gu, "$1")
    .normalize("NFC")
    .replace(UNDIVIDED_LETTER, (letter) => UNDIVIDED[letter] as string);
}
