import type { Span } from "../types.ts";
import { ACRONYMS } from "./stop-words.ts";

/** An apostrophe as typed or typeset, or a character used as one. */
const APOSTROPHES = /[‘’ʼ＇`´]/g;

const HYPHEN = "[-\u2010\u2011]";

/**
 * One or two letters that form no name with a number after a space: "I 5", "Vitamin C 500", "EU 27" or, in an
 * all-capitals text, "AT 50".
 */
const NO_NAME =
  "AD AM AN AS AT BC BE BY CE CM CO DO DR EU FT GB HE HP IF IN IS IT KG KM LB LT MB ME MM MR MS MY NO OF OK ON OR OZ PM RS SO ST TB TO TV UK UN UP US VS WE";
export const LETTERED =
  "vitamin|hepatitis|plan|series|group|type|class|grade|part|block|phase|section|schedule|influenza";

/** Everything that is one word. Words with more than letters and digits come first. */
const wordIn = wordExpression((signs) => {
  const { letters, capitals, smallLetters, digits } = signs;
  const sign = `[${letters}${digits}${signs.marks}]`;
  const cliticParts = `(?:'${sign}+)*`;
  const noWordBefore = `(?<!${sign}|['’.&-])`;
  const lettered = `${LETTERED}|${capitalised(LETTERED)}`;
  return [
    // Initials with spaces, before a name: "J. K. Rowling", "A. P. J. Abdul Kalam", and "M K Stalin", as some papers
    // write. Not "Vitamin B C" nor "I".
    `${noWordBefore}[${capitals}]\\.(?: [${capitals}]\\.)+(?= [${capitals}][${smallLetters}])`,
    `(?<!${sign}|['’.&-]|\\b(?:${lettered}) )[A-HJ-Z](?: [${capitals}]){1,3}(?= [${capitals}][${smallLetters}])`,
    // Letters with a full stop after each but the last: "U.S", "J.K", "a.m". The last stop may end the sentence.
    `(?<!${sign})Ph\\.D(?!${sign})`,
    `(?<!${sign})[${letters}](?:\\.[${letters}])+(?!${sign})(?:\\.?'${sign}+)*`,
    // Digits grouped as in the West (127,900), India (1,27,900), Switzerland (127'900) and France (127 900).
    `(?<![${letters}${digits}${signs.marks}.,'])\\d{1,3}(?:(?:,\\d{2,3})*,\\d{3}|(?:[\\u00a0\\u2009\\u202f]\\d{3})+|(?:'\\d{3})+)(?!\\d|[,']\\d)`,
    // A short name with a hyphen and a number: "F-16", "Su-27", "G-20", "B-52s". Longer words stay separate: "COVID-19".
    `(?<!${sign}|${HYPHEN})[A-Za-z]{1,2}${HYPHEN}\\d${sign}*${cliticParts}`,
    // The same with a space: "F 16", "MH 370".
    `(?<!${sign}|['’.&-]|& |\\b(?:${lettered}|[A-Z]) )(?:[B-HJ-Z] \\d{1,3}|(?!${NO_NAME.replaceAll(" ", "|")})[A-Z]{2} \\d{2,3})(?!${sign}|[.,:/%-]\\d|%| ?(?:per cent|million|billion|trillion|mg|years?|people)\\b)`,
    // Letters or digits, also around apostrophes.
    `${sign}+${cliticParts}`,
  ].join("|");
}, "g");

/**
 * The endings of "Apple's", "I'm", "she'd", "we're", "they've" and "it'll", with the last dot of "the
 * U.S.'s".
 */
const CLITICS = /\.?(?:'(?:s|m|d|re|ve|ll))+$/;

/** The beginnings of "O'Brien" and "d'Ivoire", since texts write the names with and without them. */
const ELISION = /^[a-z]'(?=.)/;

const NEGATION = /n't$/;
const GROUPING = /(?<=\d)[,'\u00a0\u2009\u202f](?=\d)/g;
const JOINT = new RegExp(`^([a-z]{1,2})(?:${HYPHEN}| )(?=\\d)`);
const PLURAL_OF_NAME = /^([a-z]{1,2}\d+)s$/;
const NAME_AND_NUMBER = /^([a-z]{3,})(\d+)$/;
const CAPITALS = /^\p{Lu}+$/u;
const SMALL_LETTER = /\p{Ll}/u;

function capitalised(words: string): string {
  return words.replace(/\b[a-z]/g, (letter) => letter.toUpperCase());
}

/** A run of letters and digits in a text, and its words in `splitWords`. */
export interface WordSpan extends Span {
  readonly words: readonly string[];
}

/**
 * Splits a text into normalised lower-case words, in order. Possessives and contractions lose what follows
 * the apostrophe ("Apple's" is "apple", "we're" is "we"); negations stay whole ("don't"). Dotted initials
 * lose their dots ("U.N." is "un"). Function words in capitals within lower-case text are acronyms, marked by
 * dots: "US" and "U.S." are "u.s", "WHO" is "w.h.o". Numbers lose their grouping ("1,27,900" is "127900"),
 * and short names the separator before their number ("F-16" is "f16"; "COVID19" is "covid", "19"). Initials
 * before a name are one word: "J. K. Rowling" is "jk", "rowling".
 */
export function splitWords(text: string): readonly string[] {
  const words: string[] = [];
  const isAcronym = acronymsOf(text);
  forEachWord(text.replace(APOSTROPHES, "'"), (written) => {
    for (const word of baseWords(written, isAcronym)) words.push(word);
  });
  return words;
}

/** The same words with their positions. The positions include what is cut off at an apostrophe. */
export function wordSpans(text: string): readonly WordSpan[] {
  const spans: WordSpan[] = [];
  const isAcronym = acronymsOf(text);
  forEachWord(text.replace(APOSTROPHES, "'"), (written, start) => {
    spans.push({ start, end: start + written.length, words: baseWords(written, isAcronym) });
  });
  return spans;
}

/**
 * Finds the matches of `wordIn`, in order. Finds plain words, which are most, without the expression in a third of the
 * time.
 */
function forEachWord(text: string, found: (written: string, start: number) => void): void {
  const expression = wordIn(hasAsciiWords(text));
  for (let at = 0; at < text.length; ) {
    if (isBetweenWords(text, at)) {
      at++;
      continue;
    }
    const end = plainWordEnd(text, at);
    if (end > at) {
      found(text.slice(at, end), at);
      at = end;
      continue;
    }
    expression.lastIndex = at;
    const match = expression.exec(text);
    if (match === null) return;
    at = expression.lastIndex;
    found(match[0], match.index);
  }
}

/** True for "don't", "isn't", "won't" and similar auxiliary verbs. */
export function isNegation(word: string): boolean {
  return NEGATION.test(word);
}

/** Tells whether a function word is an acronym, from the word as written and in lower case. */
type IsAcronym = (written: string, lower: string) => boolean;

/** In an all-capitals text every word looks like an acronym: only "US" counts, or a text of a single word. */
function acronymsOf(text: string): IsAcronym {
  if (SMALL_LETTER.test(text)) return (written, lower) => ACRONYMS.has(lower) && CAPITALS.test(written);
  const isOneWord = !/[\p{L}\p{N}]\P{L}+[\p{L}\p{N}]/u.test(text.trim());
  return (_, lower) => lower === "us" || (isOneWord && ACRONYMS.has(lower));
}

function baseWords(written: string, isAcronym: IsAcronym): readonly string[] {
  // Lower-case after matching, because it can change the length ("İ") and thus offsets.
  const word = written.toLowerCase();
  const bare = word.includes("'") ? word.replace(CLITICS, "") : word;
  if (ACRONYMS.has(bare)) return [isAcronym(written.slice(0, bare.length), bare) ? dotted(bare) : bare];
  if (/\d/.test(bare)) return nameAndNumber(bare);
  if (bare.includes(".") || bare.includes(" ")) return [withoutDots(bare)];
  // Fast path for nearly all words, because apostrophes take longer than everything else.
  if (!bare.includes("'")) return [bare];
  return isNegation(bare) ? [bare] : bare.replace(ELISION, "").split("'");
}

function withoutDots(initials: string): string {
  const letters = initials.replaceAll(/[.' ]/g, "");
  return ACRONYMS.has(letters) ? dotted(letters) : letters;
}

function dotted(word: string): string {
  return [...word].join(".");
}

function nameAndNumber(word: string): readonly string[] {
  const joined = word.replace(GROUPING, "").replace(JOINT, "$1").replace(PLURAL_OF_NAME, "$1");
  const [, name, number] = NAME_AND_NUMBER.exec(joined) ?? [];
  if (name !== undefined && number !== undefined) return [name, number];
  return joined.replace(ELISION, "").split("'");
}

const KIND = { other: 0, small: 1, capital: 2, digit: 3 } as const;

/** The kind of each ASCII character. */
const KINDS = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[a-z]/.test(character)) return KIND.small;
  if (/[A-Z]/.test(character)) return KIND.capital;
  return /\d/.test(character) ? KIND.digit : KIND.other;
});

const CODE = { space: 0x20, apostrophe: 0x27, comma: 0x2c, hyphen: 0x2d, fullStop: 0x2e } as const;

/** Before a full stop, a hyphen or a space within a word: "U.S", "Ph.D", "F-16", "MH 370", "J K Rowling". */
const MOST_LETTERS_IN_NAMES = 2;

/** Whether no word can begin here: ASCII that is neither a letter nor a digit. */
function isBetweenWords(text: string, at: number): boolean {
  return KINDS[text.charCodeAt(at)] === KIND.other;
}

/**
 * The end of a run of ASCII letters and digits that is certainly a word: not part of initials, of a name with a number,
 * of a grouped number, or of a word with an apostrophe or other letters.
 *
 * @param start of the run
 * @returns `start` if the run may be part of something else
 */
function plainWordEnd(text: string, start: number): number {
  const first = KINDS[text.charCodeAt(start)];
  if (first === undefined || first === KIND.other) return start;
  let end = start + 1;
  while (isLetterOrDigit(KINDS[text.charCodeAt(end)])) end++;
  const next = text.charCodeAt(end);
  // Not ASCII: other alphabets, and spaces that group digits.
  if (next === CODE.apostrophe || next >= KINDS.length) return start;
  if (first === KIND.digit) return next === CODE.comma ? start : end;
  if (end - start > MOST_LETTERS_IN_NAMES) return end;
  if (next === CODE.fullStop || next === CODE.hyphen) return start;
  const isInCapitals = first === KIND.capital && KINDS[text.charCodeAt(end - 1)] === KIND.capital;
  return isInCapitals && next === CODE.space ? start : end;
}

function isLetterOrDigit(kind: number | undefined): boolean {
  return kind !== undefined && kind !== KIND.other;
}

// The characters of words, as parts of regular expressions. V8 takes some 10 ms to compile an expression with all letters of Unicode
// in several places, and compiles it twice. English texts need only ASCII, so their expressions are compiled separately.

/** Character classes without their brackets. */
export interface WordSigns {
  readonly letters: string;
  readonly capitals: string;
  readonly smallLetters: string;
  /** Marks that belong to the letter before. */
  readonly marks: string;
  readonly digits: string;
}

const OF_UNICODE: WordSigns = {
  letters: "\\p{L}",
  capitals: "\\p{Lu}",
  smallLetters: "\\p{Ll}",
  marks: "\\p{M}",
  digits: "\\p{N}",
};

const OF_ASCII: WordSigns = {
  letters: "A-Za-z",
  capitals: "A-Z",
  smallLetters: "a-z",
  marks: "",
  digits: "0-9",
};

/**
 * Characters other than ASCII and the signs of Latin-1, punctuation and currencies, which are no letters, digits or
 * marks.
 */
const OTHER_SIGN =
  /[^\0-\x7f\u00a0-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf\u00d7\u00f7\u2000-\u2064\u2066-\u206f\u20a0-\u20c0]/;

/** Whether all letters, digits and marks of a text are ASCII. */
export function hasAsciiWords(text: string): boolean {
  return !OTHER_SIGN.test(text);
}

/**
 * Creates an expression with two forms, for texts with ASCII words and for others. Each is compiled on first use.
 *
 * @param flags without "u"
 * @returns the expression for a text. It is a shared object, so set `lastIndex` before use
 */
export function wordExpression(
  sourceOf: (signs: WordSigns) => string,
  flags: string,
): (isAscii: boolean) => RegExp {
  let ofAscii: RegExp | undefined;
  let ofUnicode: RegExp | undefined;
  return (isAscii) => {
    if (isAscii) {
      ofAscii ??= new RegExp(sourceOf(OF_ASCII), flags);
      return ofAscii;
    }
    ofUnicode ??= new RegExp(sourceOf(OF_UNICODE), `${flags}u`);
    return ofUnicode;
  };
}
