import { languagesOf } from "../generation/count-languages.ts";
import type { RankerInput } from "../ports/search-index.ts";
import type { WordCounts } from "../ports/word-index.ts";
import { inverseFrequency, termGroups } from "../words/index-terms.ts";
import { joinedCompounds } from "../words/joined-compounds.ts";
import { isNegation, LETTERED, splitWords } from "../words/split-words.ts";
import { primaryLanguage } from "../words/stem-word.ts";
import { functionWordsOf, STOP_WORDS } from "../words/stop-words.ts";
import type { SearchedGeneration } from "./search-engine.ts";

/**
 * Matches "us" if it can only be the country, in a query without capitals: before the first noun ("us tariffs", but not
 * "us and them"), after "the" ("in the us"), and next to a hyphen ("china-us talks"). Elsewhere it may be the pronoun
 * ("tell us more", "with us").
 */
const COUNTRY_IN_SMALL_LETTERS =
  /(?<![\p{L}\p{N}'’.])(?:(?<=^\s*)us(?=(?:['’]s)?\s+(?!(?:all|both|either|neither)\b|too\W*$|(?:and|or|vs\.?|versus|against)\s+them\b)[\p{L}\p{N}])|(?<=(?:^|\s)the\s+)us|(?<=\p{L}-)us|us(?=-\p{L}))(?![\p{L}\p{N}])/gu;
const CAPITAL = /\p{Lu}/u;

const alternatives = (words: string) => words.trim().replaceAll(/\s+/g, "|");

/**
 * Nouns that cannot follow the pronouns: of the IT trade ("it layoffs") and of the health organisation ("who chief").
 */
const IT_NOUNS = alternatives(`
  consultan(?:cy|ts?) consulting cell compan(?:y|ies) departments? employees? engineers? firms? giants? graduates? hiring hubs? index
  industry infrastructure jobs? layoffs? lay-offs? majors? managers? ministers? ministry outages? outsourcing park professionals? raids?
  recruitment rules sector security services skills specialists? spending staff stocks? systems? technicians? workers? workforce`);
const WHO_NOUNS = alternatives(`
  advisers? advisory advisors? africa approval boss budget cent(?:er|re) chief classification committee constitution contributions data
  declaration delegation director(?:-general)? emergency envoy europe experts? funding guidance guidelines headquarters
  investigation investigators? list listing members? membership mission office officials? pandemic panel prequalification
  recommendations? regional report representative scientists? spokes(?:man|woman|person) standards statement summit team treaty vaccines?
  warning withdrawal`);
/**
 * What the health organisation does in headlines. A question with the pronoun uses the past tense ("who said") or has a
 * question mark.
 */
const WHO_VERBS = alternatives(`
  advises appeals approves backs classifies confirms convenes declares downgrades drops ends endorses estimates extends issues
  launches lifts lists prequalifies recommends reclassifies renames suspends upgrades urges validates warns`);
const TO_WHO = alternatives("exits? from fund(?:s|ing)? joins? leave(?:s|ing)? quits?(?:ting)? rejoins?");

/** In "is it hiring", "it" is the pronoun. */
const NO_AUXILIARY_BEFORE =
  "(?<!\\b(?:is|was|are|were|does|do|did|has|had|have|will|would|can|could|should|may|might|must)\\s+)";
const NO_WORD_BEFORE = "(?<![\\p{L}\\p{N}'’.])";
const ENDS = "(?![\\p{L}\\p{N}])";

/** Matches "it" and "who" in small letters if they are acronyms, also in a query with capitals. */
const ACRONYM_BEFORE_NOUN = new RegExp(
  `${NO_WORD_BEFORE}${NO_AUXILIARY_BEFORE}(?:it(?=\\s+(?:${IT_NOUNS})${ENDS})|who(?=(?:['’]s)?\\s+(?:${WHO_NOUNS})${ENDS}))`,
  "gu",
);
/**
 * Matches "who" if it is an acronym in a query without capitals or question mark: "who declares emergency", "us
 * withdrawal from who".
 */
const WHO_IN_HEADLINE = new RegExp(
  `^\\s*who(?=\\s+(?:${WHO_VERBS})${ENDS})|(?<=\\b(?:${TO_WHO})\\s+(?:the\\s+)?)who(?=\\W*$)|(?<=\\p{L}-)who${ENDS}|${NO_WORD_BEFORE}who(?=-\\p{L})`,
  "gu",
);

/** Single letters before a name, in a query without capitals: "m k stalin", but not "vitamin b c deficiency". */
const INITIALS_IN_SMALL_LETTERS = new RegExp(
  `(?<![\\p{L}\\p{N}'’.&-]|\\b(?:${LETTERED}) )(?:[b-hj-z](?: [a-z]){1,3}|a(?: [a-z]){2,3})(?= \\p{L}{3})`,
  "gu",
);

/**
 * The words of a query to look up, in order, without duplicates, as `splitWords` returns them. Omits function words,
 * unless the query has no others ("The Who"), but keeps acronyms that look like them ("US tariffs") and single letters
 * ("plan B"). Compounds as one word follow at the end: "ceasefire" for "cease-fire". The language is the one with the
 * most function words in the query.
 *
 * @param languages of the articles that are searched, the most frequent first
 */
export function queryTerms(text: string, languages: readonly string[] = []): readonly string[] {
  const unique = [...new Set(splitWords(withAcronyms(text)))];
  const functionWords = likeliestList(unique, languages);
  const telling = unique.filter((word) => !functionWords.has(word) && !isNegation(word));
  const compounds = joinedCompounds(text).map(({ word }) => word);
  return [...new Set([...(telling.length > 0 ? telling : unique), ...compounds])];
}

/** Capitalises acronyms in small letters, and removes spaces between initials. */
function withAcronyms(text: string): string {
  const toCapitals = (word: string) => word.toUpperCase();
  const marked = text.replace(ACRONYM_BEFORE_NOUN, toCapitals);
  if (CAPITAL.test(text)) return marked;
  const withInitials = marked.replace(INITIALS_IN_SMALL_LETTERS, (letters) => letters.replaceAll(" ", ""));
  const withCountry = withInitials.replace(COUNTRY_IN_SMALL_LETTERS, toCapitals);
  return text.includes("?") ? withCountry : withCountry.replace(WHO_IN_HEADLINE, toCapitals);
}

function likeliestList(words: readonly string[], languages: readonly string[]): ReadonlySet<string> {
  let best = STOP_WORDS;
  let most = words.filter((word) => STOP_WORDS.has(word)).length;
  for (const language of languages) {
    const list = functionWordsOf(language);
    const count = words.filter((word) => list.has(word)).length;
    if (count > most) [best, most] = [list, count];
  }
  return best;
}

/** Weight of a compound relative to the word of the query. */
const COMPOUND_WEIGHT = 0.5;

/** The words of a query and their variants. */
export type WordInput = Pick<RankerInput, "terms" | "synonyms" | "compounds" | "languages">;

/** The terms to look up, without duplicates, and their weights. */
export interface WordsToLookUp {
  readonly indexed: readonly string[];
  readonly weights: readonly number[];
  /** The terms of each word in all languages. `indexed` begins with these, in order. */
  readonly groups: readonly (readonly string[])[];
}

export function wordsToLookUp({
  terms,
  synonyms = [],
  compounds = [],
  languages = [],
}: WordInput): WordsToLookUp {
  const groups = uniqueGroups(terms.flatMap((word) => termGroups(word, languages)));
  const asked = groups.flat();
  const weights = new Map([
    ...compounds.map((term) => [term, COMPOUND_WEIGHT] as const),
    ...weighSynonyms(synonyms, languages),
    ...asked.map((term) => [term, 1] as const),
  ]);
  const indexed = [...new Set([...asked, ...weights.keys()])];
  return { indexed, weights: indexed.map((term) => weights.get(term) as number), groups };
}

/** How informative a query's terms are in a collection. */
export interface RatedWords {
  /** The counts for BM25. */
  readonly collection: WordCounts;
  /** Sum of the inverse frequencies of all terms of the query, including those that no text contains. */
  readonly weight: number;
  readonly rarestShare: number;
}

/** @param counts of the whole collection, for the terms of `wordsToLookUp` in order */
export function rateWords(counts: WordCounts, groups: WordsToLookUp["groups"]): RatedWords {
  const collection = countGroups(counts, groups);
  const rarities = raritiesOf(collection, groups);
  const weight = rarities.reduce((total, rarity) => total + rarity, 0);
  return { collection, weight, rarestShare: share(Math.max(0, ...rarities), weight) };
}

/** Keeps each term in the first group that contains it. */
export function uniqueGroups(groups: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const seen = new Set<string>();
  return groups
    .map((group) => group.filter((term) => !seen.has(term) && seen.add(term)))
    .filter((group) => group.length > 0);
}

/**
 * A word's translations count as the word itself: each term of a group is as frequent as the group. The
 * groups are the first of the looked-up terms, in order.
 */
function countGroups(counts: WordCounts, groups: readonly (readonly string[])[]): WordCounts {
  const [passagesWith, articlesWith] = [[...counts.passagesWith], [...counts.articlesWith]];
  let start = 0;
  for (const { length } of groups) {
    const positions = Array.from({ length }, (_, index) => start + index);
    for (const [list, most] of [
      [passagesWith, counts.passages],
      [articlesWith, counts.articles],
    ] as const) {
      const total = positions.reduce((sum, position) => sum + (list[position] as number), 0);
      for (const position of positions) list[position] = Math.min(most, total);
    }
    start += length;
  }
  return { ...counts, passagesWith, articlesWith };
}

/** All words of a synonym together count as one word of the query. */
function weighSynonyms(
  synonyms: readonly string[],
  languages: readonly string[],
): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  for (const name of synonyms) {
    const groups = queryTerms(name, languages).flatMap((word) => termGroups(word, languages));
    for (const term of groups.flat()) weights.set(term, Math.max(weights.get(term) ?? 0, 1 / groups.length));
  }
  return weights;
}

/**
 * Inverse frequencies of the query's term groups, which come first. A word that occurs nowhere gets the
 * maximum, so that it does not raise the others.
 */
function raritiesOf(
  { passages, passagesWith }: WordCounts,
  groups: readonly (readonly string[])[],
): readonly number[] {
  let start = 0;
  return groups.map(({ length }) => {
    const having = passagesWith[start] as number;
    start += length;
    return inverseFrequency(passages, having);
  });
}

/** Limits to 1, because rounding and synonyms can make the parts exceed the whole. */
export function share(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.min(1, part / whole);
}

/** Languages of a generation's articles, as two-letter codes, most frequent first. */
export function languagesSearched({ manifest }: Pick<SearchedGeneration, "manifest">): readonly string[] {
  const tags = languagesOf(manifest.segments).map(({ language }) => language);
  return [...new Set(tags.filter((tag) => tag !== null).map(primaryLanguage))];
}
