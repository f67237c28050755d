import { splitWords } from "./split-words.ts";
import { stemWord } from "./stem-word.ts";

/** Scripts that set no spaces between words: a run of them is no word but a sentence. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}ー\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Mymr}]+/gu;

const ASCII = /^[\0-\x7f]*$/;
const graphemes = new Intl.Segmenter("und", { granularity: "grapheme" });

/** Terms that were worked out before: a corpus has a million words and some ten thousand different ones. */
const remembered = new Map<string, readonly string[]>();
const REMEMBERED_WORDS = 100_000;

/** The terms of a text in order, as they stand in the index and are looked up in it, repetitions included. */
export function indexTerms(text: string): readonly string[] {
  return splitWords(text).flatMap(termsOfWord);
}

/**
 * The terms of one word of `splitWords`: its stem. Scripts without spaces become pairs of neighbouring characters, which
 * finds their words without a dictionary.
 */
export function termsOfWord(word: string): readonly string[] {
  const known = remembered.get(word);
  if (known !== undefined) return known;
  if (remembered.size >= REMEMBERED_WORDS) remembered.clear();
  const terms = ASCII.test(word) ? [stemWord(word)] : [...pairs(word), ...spacedParts(word)];
  remembered.set(word, terms);
  return terms;
}

function spacedParts(word: string): readonly string[] {
  return word
    .replace(UNSPACED, " ")
    .split(" ")
    .filter((part) => part !== "")
    .map(stemWord);
}

function pairs(word: string): readonly string[] {
  return [...word.matchAll(UNSPACED)].flatMap(([run]) => {
    const characters = [...graphemes.segment(run)].map(({ segment }) => segment);
    if (characters.length === 1) return characters;
    return characters.slice(1).map((character, index) => `${characters[index]}${character}`);
  });
}
