import type { Segment } from "../ports/segment.ts";
import { inverseFrequency } from "../words/inverse-frequency.ts";
import type { NewPassage } from "./new-passages.ts";
import type { PreparedSearch } from "./prepare-searches.ts";

/** A word that the index lacks may be put right, and stand for so many others. */
const MOST_CORRECTIONS = 3;

/** For every search an upper bound of its coverage, by the words that a passage has. */
export type CoverageOf = (passage: NewPassage) => Float32Array;

/** What a term adds to the coverage of a search, and for which. */
interface Share {
  readonly search: number;
  readonly share: number;
}

export interface CoverageContext {
  /** Of the whole index. */
  readonly segments: readonly Segment[];
  readonly passages: readonly NewPassage[];
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
  { segments, passages, hasCompounds }: CoverageContext,
): CoverageOf {
  if (hasCompounds) return () => new Float32Array(searches.length).fill(1);
  const counts = countTerms(new Set(searches.flatMap(({ words }) => words.flat(2))), segments);
  const base = new Float32Array(searches.length);
  const shares = new Map<string, Share[]>();
  searches.forEach((search, index) => {
    const { known, unknown, weight } = weigh(search, counts);
    base[index] = unknown / weight;
    const add = (term: string, share: number) => {
      const ofTerm = shares.get(term) ?? [];
      if (ofTerm.length === 0) shares.set(term, ofTerm);
      ofTerm.push({ search: index, share });
    };
    for (const [term, rarity] of known) add(term, rarity / weight);
    for (const term of search.synonyms) add(term, 1);
  });
  const held = holdersOf([...shares.keys()], passages);
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

function weigh({ words, ofTime }: PreparedSearch, counts: TermCounts): Weights {
  const isKnown = (word: PreparedSearch["words"][number]) =>
    word.flat().some((term) => counts.having.has(term));
  const isOfTime = (word: PreparedSearch["words"][number]) => word.flat().every((term) => ofTime.has(term));
  const known = new Map<string, number>();
  let certain = 0;
  for (const word of words.filter(isKnown)) {
    const rarity = addGroups(word, known, counts);
    if (!isOfTime(word)) certain += rarity;
  }
  const lacking = words.filter((word) => !isKnown(word) && !isOfTime(word)).length;
  const unknown = lacking * MOST_CORRECTIONS * inverseFrequency(counts.passages, 0);
  const weight = certain + unknown;
  // With nothing certain any word that is there may be all that is asked.
  return { known, unknown, weight: weight > 0 ? weight : Math.min(...known.values(), 1) };
}

/** Adds what each term of a word tells: as much as its group, as in a search. @returns what all groups tell */
function addGroups(
  groups: readonly (readonly string[])[],
  known: Map<string, number>,
  counts: TermCounts,
): number {
  let total = 0;
  for (const group of groups) {
    const fresh = group.filter((term) => !known.has(term));
    const having = fresh.reduce((sum, term) => sum + (counts.having.get(term) ?? 0), 0);
    if (having === 0) continue;
    const rarity = inverseFrequency(counts.passages, Math.min(counts.passages, having));
    for (const term of fresh) known.set(term, rarity);
    total += rarity;
  }
  return total;
}

interface TermCounts {
  readonly passages: number;
  /** In how many passages each term occurs; none of those that no passage has. */
  readonly having: ReadonlyMap<string, number>;
}

function countTerms(terms: ReadonlySet<string>, segments: readonly Segment[]): TermCounts {
  const asked = [...terms];
  const counts = new Float64Array(asked.length);
  for (const { words } of segments) {
    words.passagesWith(asked).forEach((having, index) => {
      counts[index] = (counts[index] as number) + having;
    });
  }
  const found = asked.flatMap((term, index): (readonly [string, number])[] => {
    const having = counts[index] as number;
    return having === 0 ? [] : [[term, having]];
  });
  return {
    passages: segments.reduce((sum, { words }) => sum + words.lookUp([]).counts.passages, 0),
    having: new Map(found),
  };
}

/** Which of the terms each passage has. */
function holdersOf(
  terms: readonly string[],
  passages: readonly NewPassage[],
): ReadonlyMap<NewPassage, readonly string[]> {
  const held = new Map(passages.map((passage): [NewPassage, string[]] => [passage, []]));
  for (const segment of new Set(passages.map((passage) => passage.segment))) {
    const ofRow = new Map(
      passages.filter((passage) => passage.segment === segment).map((passage) => [passage.row, passage]),
    );
    const counts = segment.words.passagesWith(terms);
    terms.forEach((term, index) => {
      if (counts[index] === 0) return;
      for (const row of segment.words.holding([term])) {
        const passage = ofRow.get(row);
        if (passage !== undefined) held.get(passage)?.push(term);
      }
    });
  }
  return held;
}
