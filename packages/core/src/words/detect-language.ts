import eld from "eld/extrasmall";

/** The beginning of a text tells its language; more would only take time. */
const READ_CHARACTERS = 500;
/** In Latin letters the detector mistakes shorter texts, names above all ("Modi, Trump" is no Danish). */
const LEAST_LATIN_LETTERS = 60;
const LATIN_LETTER = /\p{Script=Latin}/gu;
const OTHER_LETTER = /(?!\p{Script=Latin})\p{L}/gu;

/**
 * The language that a text is written in.
 *
 * eld 2.1.0 (Apache-2.0) with its smallest data knows 60 languages. docs/decisions/0024-languages.md compares it with others.
 *
 * @returns a two-letter code of ISO 639-1, which is a BCP 47 tag too; `null` when the text is too short to tell
 */
export function detectLanguage(text: string): string | null {
  const beginning = text.slice(0, READ_CHARACTERS);
  const latin = countMatches(beginning, LATIN_LETTER);
  const isLatin = latin > countMatches(beginning, OTHER_LETTER);
  if (isLatin && latin < LEAST_LATIN_LETTERS) return null;
  const found = eld.detect(beginning);
  if (found.language === "" || (isLatin && !found.isReliable())) return null;
  return found.language;
}

function countMatches(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
