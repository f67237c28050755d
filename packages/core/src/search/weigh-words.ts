import type { RankerInput } from "../ports/search-index.ts";
import type { WordCounts } from "../ports/word-index.ts";
import { termGroups } from "../words/index-terms.ts";
import { inverseFrequency } from "../words/inverse-frequency.ts";
import { queryTerms } from "./query-terms.ts";

/** What counts a compound beside the word that was asked for. */
const COMPOUND_WEIGHT = 0.5;

/** The words of a query, and what stands beside them. */
export type WordInput = Pick<RankerInput, "terms" | "synonyms" | "compounds" | "languages">;

/** The terms that a query looks up, each once, and how much each counts. */
export interface WordsToLookUp {
  readonly indexed: readonly string[];
  readonly weights: readonly number[];
  /** What one word of the query is in several languages; the groups are the first of `indexed`, in order. */
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

/** What the terms of a query tell in a collection. */
export interface RatedWords {
  /** The counts as BM25 shall take them. */
  readonly collection: WordCounts;
  /** Inverse frequencies of all terms that were asked for, those that no text has included, added up. */
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

/** Each term in the first group that has it. */
export function uniqueGroups(groups: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const seen = new Set<string>();
  return groups
    .map((group) => group.filter((term) => !seen.has(term) && seen.add(term)))
    .filter((group) => group.length > 0);
}

/**
 * What a word is in other languages counts as the word itself: each term of a group is as frequent as the group. The groups
 * are the first of the terms that were looked up, in order.
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
 * Of the groups of terms that were asked for, which come first. A word that nothing holds is as rare as can be, so that it
 * does not make the others telling.
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

/** Rounding, and other names of what is asked, may make the parts more than the whole. */
export function share(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.min(1, part / whole);
}
