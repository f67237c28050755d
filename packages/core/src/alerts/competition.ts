import type { Segment } from "../ports/segment.ts";
import { countCompeting } from "../search/find-candidates.ts";
import type { Query } from "../types.ts";

/** Counts the passages that compete for a query, once for queries with the same restrictions. */
export class Competition {
  readonly #segments: readonly Segment[];
  readonly #languages: readonly string[];
  readonly #counts = new Map<string, number>();

  /**
   * @param segments of the whole index
   * @param languages of its articles
   */
  constructor(segments: readonly Segment[], languages: readonly string[]) {
    this.#segments = segments.map(rememberHolding);
    this.#languages = languages;
  }

  of({ filter, operators }: Pick<Query, "filter" | "operators">): number {
    const key = JSON.stringify([filter, operators?.phrases, operators?.excluded]);
    const known = this.#counts.get(key);
    if (known !== undefined) return known;
    const count = countCompeting(this.#segments, { filter, operators, languages: this.#languages });
    this.#counts.set(key, count);
    return count;
  }

  /**
   * The same number or a lower one, without reading the index.
   *
   * @param known number of passages that certainly compete
   */
  atLeast({ filter, operators }: Pick<Query, "filter" | "operators">, known: number): number {
    const isWhole = operators === undefined && Object.keys(filter).length === 0;
    return isWhole ? this.of({ filter }) : known;
  }
}

/** Looks up names once, because many searches require the same ones. */
function rememberHolding(segment: Segment): Segment {
  const { words } = segment;
  const known = new Map<string, readonly number[]>();
  return {
    ...segment,
    words: {
      lookUp: (terms) => words.lookUp(terms),
      articlesWith: (terms) => words.articlesWith(terms),
      passagesWith: (terms) => words.passagesWith(terms),
      termsLike: (term, letters) => words.termsLike(term, letters),
      termsBeginning: (letters, limit) => words.termsBeginning(letters, limit),
      termsEnding: (letters, limit) => words.termsEnding(letters, limit),
      holding: (terms) => {
        const key = terms.join(" ");
        const rows = known.get(key) ?? words.holding(terms);
        known.set(key, rows);
        return rows;
      },
    },
  };
}
