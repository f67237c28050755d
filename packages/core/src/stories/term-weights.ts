import { inverseFrequency } from "../words/index-terms.ts";
import { NEWS_WORDS } from "./news-words.ts";
import type { WeightOf } from "./report-traits.ts";

/** Prior knowledge about news counts as this many reports. */
const KNOWN_REPORTS = 1_000;
/** Share of reports that contain an unknown word, which is usually a name. */
const RARE_SHARE = 0.001;
/** Number of words whose weights are cached. */
const MAX_REMEMBERED = 300_000;

/** Articles to count words in: a segment of the index, or the one under construction. */
export interface CountedArticles {
  readonly articleCount: number;
  /** Number of its articles that contain each term. */
  articlesWith(terms: readonly string[]): readonly number[];
}

/** Weights of words by their frequency in the index and in news in general. */
export class TermWeights {
  readonly #collections: readonly CountedArticles[];
  readonly #articleCount: number;
  readonly #remembered = new Map<string, number>();

  constructor(collections: readonly CountedArticles[]) {
    this.#collections = collections;
    this.#articleCount = collections.reduce((sum, { articleCount }) => sum + articleCount, KNOWN_REPORTS);
  }

  /** Weights of these terms. Any other term counts as unknown. */
  readonly of = (terms: readonly string[]): WeightOf => {
    const unknown = terms.filter((term) => !this.#remembered.has(term));
    if (this.#remembered.size + unknown.length > MAX_REMEMBERED) this.#remembered.clear();
    const counts = this.#collections.map((collection) => collection.articlesWith(unknown));
    unknown.forEach((term, index) => {
      const counted = counts.reduce((sum, ofCollection) => sum + (ofCollection[index] ?? 0), 0);
      const known = (NEWS_WORDS.get(term) ?? RARE_SHARE) * KNOWN_REPORTS;
      this.#remembered.set(term, inverseFrequency(this.#articleCount, counted + known));
    });
    return this.weightOf;
  };

  readonly weightOf: WeightOf = (term) =>
    this.#remembered.get(term) ?? inverseFrequency(this.#articleCount, RARE_SHARE * KNOWN_REPORTS);
}
