import { languagesOf } from "../generation/count-languages.ts";
import type { Vocabulary } from "../ports/search-index.ts";
import { queriedTerms } from "../words/index-terms.ts";
import { primaryLanguage } from "../words/languages-of-words.ts";
import { normaliseWord } from "../words/normalise-word.ts";
import type { SearchedManifest } from "./search-engine.ts";

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
export async function findCompounds(
  words: readonly string[],
  vocabulary: Vocabulary,
  segments: SearchedManifest["segments"],
): Promise<readonly string[]> {
  const languages = compoundingLanguages(segments);
  if (languages.length === 0) return [];
  const found = words
    .filter((word) => LETTERS.test(word) && word.length >= LEAST_LETTERS)
    .map(async (word) => {
      const own = queriedTerms([word], languages);
      const longer = await Promise.all(
        [...beginningsOf(word, own)].map((letters) => vocabulary.termsBeginning(letters, MOST_COMPOUNDS)),
      );
      const shorter = await knownBeginnings(word, { vocabulary, languages });
      return [...longer.flat(), ...shorter].filter((term) => !own.has(term) && LETTERS.test(term));
    });
  return [...new Set((await Promise.all(found)).flat())];
}

/** The languages of an index whose words are looked for in compounds; none where they are rare. */
export function compoundingLanguages(segments: SearchedManifest["segments"]): readonly string[] {
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
