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
    this.#segments = segments;
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

  /** The same number or a lower one, without reading the index. */
  atLeast({ filter, operators }: Pick<Query, "filter" | "operators">): number {
    const isWhole = operators === undefined && Object.keys(filter).length === 0;
    return isWhole ? this.of({ filter }) : 1;
  }
}
