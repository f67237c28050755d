import { languagesOf } from "../generation/count-languages.ts";
import type { OpenGeneration } from "../generation/open-generation.ts";
import { queriedTerms } from "../words/index-terms.ts";
import { primaryLanguage } from "../words/languages-of-words.ts";
import { normaliseWord } from "../words/normalise-word.ts";

/** Languages that write compounds as one word. */
const COMPOUNDING: ReadonlySet<string> = new Set("da de fi hu is nb nl nn no sv".split(" "));
/** With fewer articles in such languages, the words of others that begin alike would outnumber compounds. */
const LEAST_SHARE = 0.1;
/** Shorter words begin too many others. */
const LEAST_LETTERS = 5;
/** Of one word. */
const MOST_COMPOUNDS = 16;
const LETTERS = /^\p{L}+$/u;

/**
 * Terms of the index that begin with a word of a query, as German compounds do: "Bundestag" finds "Bundestagswahl". And
 * the other way round, words that a word of the query begins with: "Bundestagswahl" finds "Bundestag".
 *
 * @param words as `queryTerms` gives them
 * @returns none where no tenth of the articles is in a language that writes compounds as one word
 */
export function findCompounds(
  words: readonly string[],
  { segments, manifest }: Pick<OpenGeneration, "segments" | "manifest">,
): readonly string[] {
  const languages = compoundingLanguages(manifest.segments);
  if (languages.length === 0) return [];
  const found = words
    .filter((word) => LETTERS.test(word) && word.length >= LEAST_LETTERS)
    .flatMap((word) => {
      const own = queriedTerms([word], languages);
      const longer = segments.flatMap((segment) =>
        [...beginningsOf(word, own)].flatMap((letters) =>
          segment.words.termsBeginning(letters, MOST_COMPOUNDS),
        ),
      );
      const shorter = knownBeginnings(word, { segments, languages });
      return [...longer, ...shorter].filter((term) => !own.has(term) && LETTERS.test(term));
    });
  return [...new Set(found)];
}

/** The languages of an index whose words are looked for in compounds; none where they are rare. */
export function compoundingLanguages(segments: OpenGeneration["manifest"]["segments"]): readonly string[] {
  const counts = languagesOf(segments);
  const total = counts.reduce((sum, { articles }) => sum + articles, 0);
  const compounding = counts.flatMap(({ language, articles }) => {
    const primary = language === null ? "" : primaryLanguage(language);
    return COMPOUNDING.has(primary) ? [{ primary, articles }] : [];
  });
  const share = compounding.reduce((sum, { articles }) => sum + articles, 0) / Math.max(1, total);
  return share < LEAST_SHARE ? [] : compounding.map(({ primary }) => primary);
}

/** The word itself, and its stems where these are long enough. */
function beginningsOf(word: string, stems: ReadonlySet<string>): ReadonlySet<string> {
  const beginnings = [normaliseWord(word), ...stems].filter(({ length }) => length >= LEAST_LETTERS);
  // What begins with a word begins with its stem, too.
  return new Set(
    beginnings.filter((one) => !beginnings.some((other) => other !== one && one.startsWith(other))),
  );
}

/** The longest beginning of a long word that the index has, with or without an s between the parts. */
function knownBeginnings(
  word: string,
  { segments, languages }: Pick<OpenGeneration, "segments"> & { readonly languages: readonly string[] },
): readonly string[] {
  const normalised = normaliseWord(word);
  for (let length = normalised.length - LEAST_LETTERS + 1; length >= LEAST_LETTERS; length--) {
    const terms = [...queriedTerms([normalised.slice(0, length)], languages)];
    const isKnown = segments.some(({ words }) => words.articlesWith(terms).some((articles) => articles > 0));
    if (isKnown) return terms;
  }
  return [];
}
