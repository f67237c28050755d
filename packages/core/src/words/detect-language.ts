import eld from "eld/extrasmall";

/** The beginning of a text is enough to detect its language. */
const READ_CHARACTERS = 500;
/** The detector fails on shorter texts in Latin letters, above all on names ("Modi, Trump" is not Danish). */
const LEAST_LATIN_LETTERS = 60;
const LATIN_LETTER = /\p{Script=Latin}/gu;
const OTHER_LETTER = /(?!\p{Script=Latin})\p{L}/gu;

/**
 * Detects the language of a text.
 *
 * eld 2.1.0 (Apache-2.0) with its smallest data knows 60 languages. docs/decisions/0024-languages.md compares
 * it with others.
 *
 * @returns a two-letter ISO 639-1 code, which is also a BCP 47 tag; `null` when the text is too short
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
