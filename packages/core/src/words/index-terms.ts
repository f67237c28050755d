import { joinedCompounds } from "./joined-compounds.ts";
import { normaliseWord } from "./normalise-word.ts";
import { remember } from "./remember.ts";
import { splitWords } from "./split-words.ts";
import { initialOfStem, stemWord } from "./stem-word.ts";

/** Scripts without spaces between words, and Korean, whose particles are attached to words: 서울, 서울의, 서울에서. */
const IN_PAIRS =
  /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}ー\p{sc=Hang}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Mymr}]+/gu;

const ASCII = /^[\0-\x7f]*$/;
const graphemes = new Intl.Segmenter("und", { granularity: "grapheme" });

/** A corpus of a million words has some ten thousand different ones. */
const REMEMBERED_WORDS = 100_000;
const REMEMBERED_LANGUAGES = 1_000;

/**
 * The terms of a text in order, with repetitions, as the index contains them and queries look them up.
 *
 * @param language BCP 47 tag of the text, if known
 */
export function indexTerms(text: string, language: string | null = null): readonly string[] {
  return splitWords(text).flatMap((word) => termsOfWord(word, language));
}

/**
 * The terms of the compounds of a text, in addition to those of its words, so that "ceasefire" finds "cease-fire" and
 * vice versa.
 */
export function compoundTerms(text: string, language: string | null = null): readonly string[] {
  return joinedCompounds(text).flatMap(({ word }) => termsOfWord(word, language));
}

/**
 * The terms of one word of `splitWords`: its stem. Words of scripts without spaces, and of Korean, become pairs of
 * neighbouring characters, because this needs no dictionary.
 */
export function termsOfWord(word: string, language: string | null = null): readonly string[] {
  return termsIn(language)(word);
}

const termsIn = remember(REMEMBERED_LANGUAGES, (language: string | null) =>
  remember(REMEMBERED_WORDS, (word: string): readonly string[] => {
    if (ASCII.test(word)) return [stemWord(word, language)];
    return [...pairs(word.normalize("NFKC")), ...spacedParts(word).map((part) => stemWord(part, language))];
  }),
);

/** The first letter of a word's only term; empty if it is not known without stemming. */
const initialsIn = remember(REMEMBERED_LANGUAGES, (language: string | null) =>
  remember(REMEMBERED_WORDS, (word: string): string =>
    ASCII.test(word) ? (initialOfStem(word, language) ?? "") : "",
  ),
);

/**
 * Finds which terms of a word are among the wanted ones. Stems only words that may have one, because a new container
 * knows no stems.
 *
 * @param wanted terms as `queriedTerms` returns them
 * @returns a function of a word of `splitWords`, which returns its wanted terms
 */
export function wantedTermsIn(
  wanted: ReadonlySet<string>,
  language: string | null = null,
): (word: string) => readonly string[] {
  const initials = new Set(["", ...Array.from(wanted, (term) => term.charAt(0))]);
  const [initialOf, termsOf] = [initialsIn(language), termsIn(language)];
  return (word) => (initials.has(initialOf(word)) ? termsOf(word).filter((term) => wanted.has(term)) : []);
}

/**
 * The terms to look up for a word of a query, each with its equivalents in articles of other languages. An article that
 * contains any of a group contains the term.
 *
 * @param languages of the articles that are searched
 */
export function termGroups(word: string, languages: readonly string[]): readonly (readonly string[])[] {
  const asPairs = ASCII.test(word) ? [] : pairs(word.normalize("NFKC"));
  const parts = spacedParts(word).map((part) => {
    const spellings = languages.includes("de") ? spellingsInGerman(part) : [part];
    const stems = spellings.flatMap((spelling) =>
      [null, ...languages].map((language) => stemWord(spelling, language)),
    );
    return [...new Set(stems)];
  });
  return [...asPairs.map((pair) => [pair]), ...parts];
}

/** All terms of the words of a query, in the searched languages. */
export function queriedTerms(words: readonly string[], languages: readonly string[]): ReadonlySet<string> {
  return new Set(words.flatMap((word) => termGroups(word, languages).flat()));
}

/** True if part of a word is looked up by pairs of characters. */
export function isInPairs(word: string): boolean {
  return !ASCII.test(word) && word.search(IN_PAIRS) >= 0;
}

/** "Muenchen" for "München", as Germans write without umlauts, and "Ministerin" for "Minister". */
function spellingsInGerman(word: string): readonly string[] {
  const plain = word.replace(/(?<!q)[aou]e/g, (letters) => letters.slice(0, 1));
  return [word, plain, word.replace(/(?<=.{4}er)in(?:nen)?$/, "")];
}

function spacedParts(word: string): readonly string[] {
  if (ASCII.test(word)) return [word];
  // Keep accents, which distinguish endings in some languages.
  return word
    .normalize("NFKC")
    .replace(IN_PAIRS, " ")
    .split(" ")
    .filter((part) => part !== "");
}

function pairs(word: string): readonly string[] {
  return [...word.matchAll(IN_PAIRS)].flatMap(([run]) => {
    const characters = Array.from(graphemes.segment(normaliseWord(run)), ({ segment }) => segment);
    if (characters.length === 1) return characters;
    return characters.slice(1).map((character, index) => `${characters[index]}${character}`);
  });
}

/**
 * Lucene's inverse document frequency, which never reaches 0: a word in every text still counts, but least.
 */
export function inverseFrequency(total: number, having: number): number {
  return Math.log(1 + (total - having + 0.5) / (having + 0.5));
}
