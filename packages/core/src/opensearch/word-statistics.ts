import type { WordCounts } from "../ports/word-index.ts";
import { aggregationsOf, askWhole } from "./cluster-answers.ts";
import type { ClusterClient } from "./cluster-client.ts";

/** More than a day's questions contain. */
const REMEMBERED_TERMS = 50_000;

interface TermCount {
  readonly articles: number;
  readonly passages: number;
}

interface Totals {
  readonly articles: number;
  readonly passages: number;
  readonly articleWords: number;
  readonly passageWords: number;
}

/** Cached word frequencies of one index while it does not change. */
export class WordStatistics {
  readonly #client: ClusterClient;
  readonly #index: string;
  readonly #known = new Map<string, TermCount>();
  #totals: Promise<Totals> | undefined;

  constructor(client: ClusterClient, index: string) {
    this.#client = client;
    this.#index = index;
  }

  async articlesWith(terms: readonly string[]): Promise<readonly number[]> {
    const counts = await this.#countsOf(terms);
    return counts.map(({ articles }) => articles);
  }

  async counts(terms: readonly string[]): Promise<WordCounts> {
    const [totals, counts] = await Promise.all([this.#readTotals(), this.#countsOf(terms)]);
    return {
      ...totals,
      passagesWith: counts.map(({ passages }) => passages),
      articlesWith: counts.map(({ articles }) => articles),
    };
  }

  async #readTotals(): Promise<Totals> {
    this.#totals ??= this.#askTotals().catch((error) => {
      this.#totals = undefined;
      throw error;
    });
    return await this.#totals;
  }

  async #countsOf(terms: readonly string[]): Promise<readonly TermCount[]> {
    if (this.#known.size + terms.length > REMEMBERED_TERMS) this.#known.clear();
    const missing = terms.filter((term) => !this.#known.has(term));
    if (missing.length > 0) await this.#ask([...new Set(missing)]);
    return terms.map((term) => this.#known.get(term) as TermCount);
  }

  async #ask(terms: readonly string[]): Promise<void> {
    const filters = (clauseOf: (term: string) => object) => ({
      filters: { filters: terms.map(clauseOf) },
    });
    const found = await this.#aggregate({
      articles: filters((term) => ({ term: { words: term } })),
      passages: filters((term) => ({
        bool: { should: [{ term: { terms: term } }, { term: { titleTerms: term } }] },
      })),
    });
    terms.forEach((term, position) => {
      const count = (of: "articles" | "passages") => found[of]?.buckets?.[position]?.doc_count ?? 0;
      this.#known.set(term, { articles: count("articles"), passages: count("passages") });
    });
  }

  async #askTotals(): Promise<Totals> {
    const found = await this.#aggregate({
      passageWords: { sum: { field: "length" } },
      passages: { value_count: { field: "length" } },
      articleWords: { sum: { field: "wordCount" } },
      articles: { value_count: { field: "wordCount" } },
    });
    const value = (of: keyof Totals) => found[of]?.value ?? 0;
    return {
      articles: value("articles"),
      passages: value("passages"),
      articleWords: value("articleWords"),
      passageWords: value("passageWords"),
    };
  }

  async #aggregate(aggs: object) {
    const path = `/${this.#index}/_search`;
    const body = { size: 0, track_total_hits: false, aggs };
    return aggregationsOf(await askWhole(this.#client, { method: "POST", path, body }));
  }
}
