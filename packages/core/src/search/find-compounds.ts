import { languagesOf } from "../generation/count-languages.ts";
import type { Vocabulary } from "../ports/search-index.ts";
import { queriedTerms } from "../words/index-terms.ts";
import { normaliseWord } from "../words/normalise-word.ts";
import { primaryLanguage } from "../words/stem-word.ts";
import type { SearchedManifest } from "./search-engine.ts";

/** Languages that write compounds as one word. */
const COMPOUNDING: ReadonlySet<string> = new Set("da de fi hu is nb nl nn no sv".split(" "));
/**
 * Below this share of articles in these languages, words of other languages that begin alike would outnumber compounds.
 */
const LEAST_SHARE = 0.1;
/** Too many words begin with a shorter one. */
const LEAST_LETTERS = 5;
/** The last part of a compound is its head, so it may be shorter: "Wahl" counts, "Amt" is too short. */
const LEAST_LETTERS_OF_END = 4;
/** Minimum before a short last part, so that "Feier" does not match "Eier". */
const LEAST_LETTERS_BEFORE = 4;
/** Below this share, words of other languages would end alike: "port" and "support". */
const LEAST_SHARE_FOR_ENDS = 0.3;
/** A placeholder for the first part of a compound. */
const ANY_FIRST_PART = "haupt";
/** Letters that are one sound belong to one part: "Wirtschaft" does not end with "Haft". */
const PARTED_SOUND = /(?:c|s|sc)$/;
const REST_OF_SOUND = /^(?:ch|h|k)/;
/** For one word. */
const MOST_COMPOUNDS = 16;
const LETTERS = /^\p{L}+$/u;

/**
 * Finds terms of the index that begin or end with a word of the query, as German compounds do: "Bundestag" and "Wahl"
 * find "Bundestagswahl". Also finds the beginnings of the query's words: "Bundestagswahl" finds "Bundestag".
 *
 * @param words as `queryTerms` returns them
 * @returns none if less than a tenth of the articles are in languages that write compounds as one word
 */
export async function findCompounds(
  words: readonly string[],
  vocabulary: Vocabulary,
  segments: SearchedManifest["segments"],
): Promise<readonly string[]> {
  const languages = compoundingLanguages(segments);
  if (languages.length === 0) return [];
  const hasEnds = compoundingShare(segments) >= LEAST_SHARE_FOR_ENDS;
  const found = words
    .filter((word) => LETTERS.test(word))
    .map(async (word) => {
      const own = queriedTerms([word], languages);
      const compounds = [
        ...(await beginningWith(word, own, vocabulary)),
        ...(hasEnds ? await endingWith(word, own, { vocabulary, languages }) : []),
        ...(await knownBeginnings(word, { vocabulary, languages })),
      ];
      return compounds.filter((term) => !own.has(term) && LETTERS.test(term));
    });
  return [...new Set((await Promise.all(found)).flat())];
}

/** The languages of an index in which to look for compounds; none if they are rare. */
export function compoundingLanguages(segments: SearchedManifest["segments"]): readonly string[] {
  if (compoundingShare(segments) < LEAST_SHARE) return [];
  return languagesOf(segments).flatMap(({ language }) => {
    const primary = language === null ? "" : primaryLanguage(language);
    return COMPOUNDING.has(primary) ? [primary] : [];
  });
}

function compoundingShare(segments: SearchedManifest["segments"]): number {
  const counts = languagesOf(segments);
  const sum = (some: typeof counts) => some.reduce((total, { articles }) => total + articles, 0);
  const compounding = counts.filter(
    ({ language }) => language !== null && COMPOUNDING.has(primaryLanguage(language)),
  );
  return sum(compounding) / Math.max(1, sum(counts));
}

async function beginningWith(
  word: string,
  stems: ReadonlySet<string>,
  vocabulary: Vocabulary,
): Promise<readonly string[]> {
  const forms = formsOf(word, stems, LEAST_LETTERS);
  // A term that begins with a word also begins with its stem.
  const parts = forms.filter((one) => !forms.some((other) => other !== one && one.startsWith(other)));
  const found = parts.map((letters) => vocabulary.termsBeginning(letters, MOST_COMPOUNDS));
  return (await Promise.all(found)).flat();
}

async function endingWith(
  word: string,
  stems: ReadonlySet<string>,
  { vocabulary, languages }: { readonly vocabulary: Vocabulary; readonly languages: readonly string[] },
): Promise<readonly string[]> {
  // A stemmer may remove more from a longer word: "Fabrik" stays, "Möbelfabrik" becomes "mobelfabr".
  const asEnds = [...queriedTerms([`${ANY_FIRST_PART}${word}`], languages)]
    .filter((term) => term.startsWith(ANY_FIRST_PART))
    .map((term) => term.slice(ANY_FIRST_PART.length));
  const ends = new Set([...stems, ...asEnds]);
  const found = formsOf(word, ends, LEAST_LETTERS_OF_END).map(async (letters) => {
    const terms = await vocabulary.termsEnding(letters, MOST_COMPOUNDS);
    return terms.filter((term) => isCompound(term.slice(0, -letters.length), letters));
  });
  return (await Promise.all(found)).flat();
}

function isCompound(before: string, end: string): boolean {
  if (end.length < LEAST_LETTERS && before.length < LEAST_LETTERS_BEFORE) return false;
  return !(PARTED_SOUND.test(before) && REST_OF_SOUND.test(end));
}

/** The word and its stems that are long enough. */
function formsOf(word: string, stems: ReadonlySet<string>, least: number): readonly string[] {
  if (word.length < least) return [];
  return [...new Set([normaliseWord(word), ...stems])].filter(({ length }) => length >= least);
}

/** The longest beginning of a word that the index contains, with or without an "s" between the parts. */
async function knownBeginnings(
  word: string,
  { vocabulary, languages }: { readonly vocabulary: Vocabulary; readonly languages: readonly string[] },
): Promise<readonly string[]> {
  const normalised = normaliseWord(word);
  for (let length = normalised.length - LEAST_LETTERS + 1; length >= LEAST_LETTERS; length--) {
    const terms = [...queriedTerms([normalised.slice(0, length)], languages)];
    const articles = await vocabulary.articlesWith(terms);
    if (articles.some((count) => count > 0)) return terms;
  }
  return [];
}
