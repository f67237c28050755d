import type { QueryOperators } from "../types.ts";

/** Double quotation marks as typed, as typeset in English, German and French, and full width. */
const QUOTE = '["“”„‟«»＂]';
const MINUS = "[-−]";
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

/**
 * A quoted phrase, optionally after a minus, or a word after a minus. A minus counts only at the beginning of
 * a word, which excludes "cease-fire" and "Trump - Putin", and before a letter, which excludes "-40 degrees".
 */
const OPERATOR = new RegExp(
  `(?<![\\p{L}\\p{N}\\p{M}])(?:(?<=^|[\\s(])(?<minus>${MINUS}))?${QUOTE}(?<phrase>[^"“”„‟«»＂]*)${QUOTE}(?![\\p{L}\\p{N}])` +
    `|(?<=^|[\\s(])${MINUS}(?<word>\\p{L}[\\p{L}\\p{N}\\p{M}'’.&_-]*)`,
  "gu",
);

/**
 * Parses query operators: "a phrase" must occur; -word and -"a phrase" must not. An unmatched quotation mark
 * is ignored.
 *
 * @returns `null` when there are none
 */
export function parseOperators(text: string): QueryOperators | null {
  const phrases: string[] = [];
  const excluded: string[] = [];
  const question = text.replaceAll(OPERATOR, (...match) => {
    const { minus, phrase, word } = match.at(-1) as Partial<Record<"minus" | "phrase" | "word", string>>;
    const words = (word ?? phrase ?? "").trim();
    if (!LETTER_OR_DIGIT.test(words)) return " ";
    const isExcluded = word !== undefined || minus !== undefined;
    (isExcluded ? excluded : phrases).push(words);
    return isExcluded ? " " : ` ${words} `;
  });
  if (phrases.length === 0 && excluded.length === 0) return null;
  const unquoted = text.replaceAll(OPERATOR, " ");
  // Commas and parentheses between exclusions are not a question.
  const asked = LETTER_OR_DIGIT.test(question) ? oneLine(question) : "";
  return { question: asked, unquoted: oneLine(unquoted), phrases, excluded };
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
