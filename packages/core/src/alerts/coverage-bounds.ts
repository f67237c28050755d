import type { NewPassage } from "./new-passages.ts";
import type { PreparedSearch } from "./prepare-searches.ts";
import type { TermHolders, TermStatistics } from "./term-statistics.ts";

/** An unknown word may be corrected to at most this many others. */
export const MOST_CORRECTIONS = 3;

/** Upper bounds of the coverage of all searches, from the words of a passage. */
export type CoverageOf = (passage: NewPassage) => Float32Array;

/** Contribution of a term to a search's coverage. */
interface Share {
  readonly search: number;
  readonly share: number;
}

export interface CoverageContext {
  readonly statistics: TermStatistics;
  readonly holders: TermHolders;
  /** Whether a word also matches longer words that begin with it, which are unknown without a lookup. */
  readonly hasCompounds: boolean;
}

/**
 * Computes upper bounds of the coverage of many searches at once: from the rarity of each word in the whole
 * index and the rows that contain it, assuming that everything unknown without a lookup matches. A word that
 * no passage contains may be misspelled, and one that names a time may be left out.
 */
export function boundCoverage(
  searches: readonly PreparedSearch[],
  { statistics, holders, hasCompounds }: CoverageContext,
): CoverageOf {
  if (hasCompounds) return () => new Float32Array(searches.length).fill(1);
  statistics.load(searches.flatMap(({ words }) => words.flat(2)));
  const base = new Float32Array(searches.length);
  const shares = new Map<string, Share[]>();
  searches.forEach((search, index) => {
    const { known, unknown, weight } = weigh(search, statistics);
    base[index] = unknown / weight;
    const add = (term: string, share: number) => {
      const ofTerm = shares.get(term) ?? [];
      if (ofTerm.length === 0) shares.set(term, ofTerm);
      ofTerm.push({ search: index, share });
    };
    for (const [term, rarity] of known) add(term, rarity / weight);
    for (const term of search.synonyms) add(term, 1);
  });
  holders.load(shares.keys());
  const held = new Map<NewPassage, string[]>();
  for (const term of shares.keys()) {
    for (const passage of holders.of(term)) {
      const terms = held.get(passage) ?? [];
      if (terms.length === 0) held.set(passage, terms);
      terms.push(term);
    }
  }
  return (passage) => {
    const bounds = base.slice();
    for (const term of held.get(passage) ?? []) {
      for (const { search, share } of shares.get(term) as Share[])
        bounds[search] = (bounds[search] as number) + share;
    }
    return bounds;
  };
}

interface Weights {
  readonly known: ReadonlyMap<string, number>;
  /** Upper bound for misspelled words. */
  readonly unknown: number;
  /** Total of all words, without those that may be left out. Above 0. */
  readonly weight: number;
}

function weigh({ words, ofTime }: PreparedSearch, statistics: TermStatistics): Weights {
  const known = new Map<string, number>();
  let certain = 0;
  let lacking = 0;
  for (const word of words) {
    const isOfTime = ofTime.size > 0 && word.every((group) => group.every((term) => ofTime.has(term)));
    const isKnown = word.some((group) => group.some((term) => statistics.having(term) > 0));
    const rarity = isKnown ? addGroups(word, known, statistics) : 0;
    if (!isOfTime) certain += rarity;
    if (!isOfTime && !isKnown) lacking += 1;
  }
  const unknown = lacking * MOST_CORRECTIONS * statistics.greatestRarity;
  const weight = certain + unknown;
  // If nothing is certain, any matching word may be the whole query.
  return { known, unknown, weight: weight > 0 ? weight : Math.min(...known.values(), 1) };
}

/**
 * Adds the weight of each term of a word: that of its group, as in a search. @returns the total of all groups
 */
function addGroups(
  groups: readonly (readonly string[])[],
  known: Map<string, number>,
  statistics: TermStatistics,
): number {
  let total = 0;
  for (const group of groups) {
    const fresh = group.filter((term) => !known.has(term));
    if (fresh.every((term) => statistics.having(term) === 0)) continue;
    const rarity = statistics.rarityOf(fresh);
    for (const term of fresh) known.set(term, rarity);
    total += rarity;
  }
  return total;
}
