import { inverseFrequency } from "../words/inverse-frequency.ts";
import { NEWS_WORDS } from "./news-words.ts";
import type { WeightOf } from "./report-traits.ts";

/** What is known of news counts as much as so many reports. */
const KNOWN_REPORTS = 1_000;
/** Share of reports that have a word of which nothing is known: a name, most of the time. */
const RARE_SHARE = 0.001;
/** Words whose weight is remembered. */
const MAX_REMEMBERED = 300_000;

/** Articles whose words are counted: a segment of the index, or the one that is being built. */
export interface CountedArticles {
  readonly articleCount: number;
  /** In how many of them each term occurs. */
  articlesWith(terms: readonly string[]): readonly number[];
}

/** How telling words are, by how many articles of the index have them and how many of news as it is known. */
export class TermWeights {
  readonly #collections: readonly CountedArticles[];
  readonly #articleCount: number;
  readonly #remembered = new Map<string, number>();

  constructor(collections: readonly CountedArticles[]) {
    this.#collections = collections;
    this.#articleCount = collections.reduce((sum, { articleCount }) => sum + articleCount, KNOWN_REPORTS);
  }

  /** Of these terms; any other counts as one of which nothing is known. */
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
