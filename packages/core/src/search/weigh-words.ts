import type { RankerInput } from "../ports/search-index.ts";
import type { WordCounts } from "../ports/word-index.ts";
import { inverseFrequency, termGroups } from "../words/index-terms.ts";
import { queryTerms } from "./query-terms.ts";

/** Weight of a compound relative to the word of the query. */
const COMPOUND_WEIGHT = 0.5;

/** The words of a query and their variants. */
export type WordInput = Pick<RankerInput, "terms" | "synonyms" | "compounds" | "languages">;

/** The terms to look up, without duplicates, and their weights. */
export interface WordsToLookUp {
  readonly indexed: readonly string[];
  readonly weights: readonly number[];
  /** One word of the query in several languages; the groups are the first of `indexed`, in order. */
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

/** All words of a name together count as one word of the query. */
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
