import type { NewPassage } from "./new-passages.ts";
import type { PreparedSearch } from "./prepare-searches.ts";
import type { TermHolders, TermStatistics } from "./term-statistics.ts";

/** An unknown word may be corrected to at most this many others. */
export const MOST_CORRECTIONS = 3;

export interface CoverageContext {
  readonly statistics: TermStatistics;
  readonly holders: TermHolders;
  /** Whether a word also matches longer words that begin with it, which are unknown without a lookup. */
  readonly hasCompounds: boolean;
}

/** A word, as groups of alternative terms. */
type Word = PreparedSearch["words"][number];

/** A word with its rarity and the new passages that contain it. */
interface RatedWord {
  readonly isKnown: boolean;
  /** Sum over its groups. */
  readonly rarity: number;
  /** One for each group with a term that a new passage contains. */
  readonly held: readonly Held[];
}

interface Held {
  readonly rarity: number;
  readonly positions: readonly number[];
}

/**
 * Computes upper bounds of the coverage of new passages by searches, from the rarity of each word in the whole index and
 * the passages that contain it. Assumes that everything that needs a lookup matches: a word that no passage contains may
 * be misspelled, and a word that names a time may be dropped. Searches share the results for equal words.
 */
export class CoverageBounds {
  readonly #context: CoverageContext;
  readonly #positions: ReadonlyMap<NewPassage, number>;
  readonly #rated = new Map<Word, RatedWord>();
  readonly #bounds: Float64Array;

  /** @param searches the searches that `of` is called with */
  constructor(
    searches: readonly PreparedSearch[],
    passages: readonly NewPassage[],
    context: CoverageContext,
  ) {
    this.#context = context;
    this.#positions = new Map(passages.map((passage, position) => [passage, position]));
    this.#bounds = new Float64Array(passages.length).fill(1);
    if (context.hasCompounds) return;
    const terms = new Set([...new Set(searches.flatMap(({ words }) => words))].flat(2));
    for (const { synonyms } of searches) for (const term of synonyms) terms.add(term);
    context.statistics.load(terms);
    context.holders.load(terms);
  }

  /**
   * The next call overwrites the result.
   *
   * @returns the bound for each passage, 0…1
   */
  of(search: PreparedSearch): Float64Array {
    const bounds = this.#bounds;
    if (this.#context.hasCompounds) return bounds;
    const words = this.#ratedWords(search);
    const { unknown, weight } = this.#weigh(search, words);
    bounds.fill(unknown / weight);
    for (const { held } of words) {
      for (const { rarity, positions } of held) {
        for (const position of positions) bounds[position] = (bounds[position] as number) + rarity / weight;
      }
    }
    for (const position of this.#positionsOf(search.synonyms)) bounds[position] = 1;
    for (let position = 0; position < bounds.length; position++) {
      if ((bounds[position] as number) > 1) bounds[position] = 1;
    }
    return bounds;
  }

  #weigh(
    { words, ofTime }: PreparedSearch,
    rated: readonly RatedWord[],
  ): { readonly unknown: number; readonly weight: number } {
    let [certain, lacking, least] = [0, 0, 1];
    rated.forEach(({ isKnown, rarity, held }, index) => {
      for (const group of held) least = Math.min(least, group.rarity);
      const isOfTime = ofTime.size > 0 && (words[index] as Word).flat().every((term) => ofTime.has(term));
      if (isOfTime) return;
      certain += rarity;
      if (!isKnown) lacking += 1;
    });
    const unknown = lacking * MOST_CORRECTIONS * this.#context.statistics.greatestRarity;
    const weight = certain + unknown;
    // If nothing is certain, any matching word may be the whole query.
    return { unknown, weight: weight > 0 ? weight : least };
  }

  #ratedWords({ words, areWordsApart }: PreparedSearch): readonly RatedWord[] {
    if (areWordsApart) return words.map((word) => this.#rate(word));
    const seen = new Set<string>();
    return words.map((word) => this.#rateGroups(word, seen));
  }

  #rate(word: Word): RatedWord {
    const known = this.#rated.get(word);
    if (known !== undefined) return known;
    const rated = this.#rateGroups(word, new Set());
    this.#rated.set(word, rated);
    return rated;
  }

  /**
   * A term counts for the first group that contains it, as in a search.
   *
   * @param seen terms of earlier groups
   */
  #rateGroups(word: Word, seen: Set<string>): RatedWord {
    const { statistics } = this.#context;
    const isKnown = word.some((group) => group.some((term) => statistics.having(term) > 0));
    const held: Held[] = [];
    let total = 0;
    for (const group of word) {
      const fresh = group.filter((term) => !seen.has(term));
      if (fresh.every((term) => statistics.having(term) === 0)) continue;
      for (const term of fresh) seen.add(term);
      const rarity = statistics.rarityOf(fresh);
      const positions = this.#positionsOf(fresh);
      if (positions.length > 0) held.push({ rarity, positions });
      total += rarity;
    }
    return { isKnown, rarity: total, held };
  }

  #positionsOf(terms: readonly string[]): readonly number[] {
    const { holders } = this.#context;
    return terms.flatMap((term) =>
      Array.from(holders.of(term), (passage) => this.#positions.get(passage) as number),
    );
  }
}
