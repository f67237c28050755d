import type { Filter, QueryOperators } from "../types.ts";

/** Double quotation marks as typed, as typeset in English, German and French, and full width. */
export const QUOTES = '"“”„‟«»＂';
const QUOTE = `[${QUOTES}]`;
/** Those of Chinese, Japanese and Korean, which stand beside letters without a space. */
const CORNERS = "「」『』";
/** Also full width, as Japanese keyboards type it. */
export const MINUS = "[-−－]";
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;
/** At the beginning of a word. */
const BEGINS = "(?<=^|[\\s(])";

/**
 * A quoted phrase, optionally after a minus, a word after a minus, or a source. A minus counts only at the beginning of
 * a word, which excludes "cease-fire" and "Trump - Putin", and before a letter, which excludes "-40 degrees". After
 * "source:" there is no space, unlike in a credit: "Source: Reuters".
 */
const OPERATOR = new RegExp(
  `${BEGINS}(?<notSource>${MINUS})?source:(?:${QUOTE}(?<quotedSource>[^${QUOTES}]*)${QUOTE}|(?<source>[\\p{L}\\p{N}][^\\s,;()${QUOTES}]*))` +
    `|(?<![\\p{L}\\p{N}\\p{M}])(?:${BEGINS}(?<minus>${MINUS}))?${QUOTE}(?<phrase>[^${QUOTES}]*)${QUOTE}(?![\\p{L}\\p{N}])` +
    `|(?:${BEGINS}(?<minusCorner>${MINUS}))?[「『](?<cornered>[^${CORNERS}]*)[」』]` +
    `|${BEGINS}${MINUS}(?<word>\\p{L}[\\p{L}\\p{N}\\p{M}'’.&_-]*)`,
  "giu",
);

/** Every operator has one of these. The expression takes some milliseconds to compile, and few queries have operators. */
const SIGN_OF_OPERATOR = new RegExp(`[${QUOTES}${CORNERS}]|${MINUS}|source:`, "iu");

type Group =
  | "minus"
  | "phrase"
  | "minusCorner"
  | "cornered"
  | "word"
  | "notSource"
  | "quotedSource"
  | "source";

/** What a text requires and excludes. */
export interface ParsedOperators extends QueryOperators {
  /** Sources that the text names, to be added to those of the filter. */
  readonly sources: Required<Pick<Filter, "source" | "excludeSource">>;
}

/**
 * Parses query operators: "a phrase" must occur; -word and -"a phrase" must not; source:Reuters and -source:"The Hindu"
 * restrict the sources. An unmatched quotation mark is ignored.
 *
 * @returns `null` when there are none
 */
export function parseOperators(text: string): ParsedOperators | null {
  if (!SIGN_OF_OPERATOR.test(text)) return null;
  const found = {
    phrases: [] as string[],
    excluded: [] as string[],
    source: [] as string[],
    excludeSource: [] as string[],
  };
  const question = text.replaceAll(OPERATOR, (...match) => {
    const operator = readOperator(match.at(-1));
    if (!LETTER_OR_DIGIT.test(operator.words)) return " ";
    found[operator.kind].push(operator.words);
    return operator.kind === "phrases" ? ` ${operator.words} ` : " ";
  });
  const { phrases, excluded, ...sources } = found;
  if (Object.values(found).every(({ length }) => length === 0)) return null;
  const unquoted = text.replaceAll(OPERATOR, " ");
  // Commas and parentheses between exclusions are not a question.
  const asked = LETTER_OR_DIGIT.test(question) ? oneLine(question) : "";
  return { question: asked, unquoted: oneLine(unquoted), phrases, excluded, sources };
}

function readOperator(groups: Partial<Record<Group, string>>) {
  const source = groups.quotedSource ?? groups.source;
  const words = (source ?? groups.word ?? groups.phrase ?? groups.cornered ?? "").trim();
  if (source !== undefined)
    return { kind: groups.notSource === undefined ? "source" : "excludeSource", words } as const;
  const isExcluded = (groups.word ?? groups.minus ?? groups.minusCorner) !== undefined;
  return { kind: isExcluded ? "excluded" : "phrases", words } as const;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
