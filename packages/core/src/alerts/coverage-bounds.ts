import type { NewPassage } from "./new-passages.ts";
import type { PreparedSearch } from "./prepare-searches.ts";
import type { TermHolders, TermStatistics } from "./term-statistics.ts";

/** A word that the index lacks may be put right, and stand for so many others. */
export const MOST_CORRECTIONS = 3;

/** For every search an upper bound of its coverage, by the words that a passage has. */
export type CoverageOf = (passage: NewPassage) => Float32Array;

/** What a term adds to the coverage of a search, and for which. */
interface Share {
  readonly search: number;
  readonly share: number;
}

export interface CoverageContext {
  readonly statistics: TermStatistics;
  readonly holders: TermHolders;
  /** Whether a word also finds others that begin with it, of which nothing is known without asking. */
  readonly hasCompounds: boolean;
}

/**
 * Bounds the coverage of many searches at once, from above: by the rarity of each word in the whole index, by the rows that
 * have it, and as if what cannot be known without asking were there. A word that no passage has may be misspelled, and one
 * that names a time may be left out.
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
  /** What misspelled words may add. */
  readonly unknown: number;
  /** Of all words, less what may be left out. Above 0. */
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
  // With nothing certain any word that is there may be all that is asked.
  return { known, unknown, weight: weight > 0 ? weight : Math.min(...known.values(), 1) };
}

/** Adds what each term of a word tells: as much as its group, as in a search. @returns what all groups tell */
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
