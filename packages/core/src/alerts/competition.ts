import type { Segment } from "../ports/segment.ts";
import { countCompeting } from "../search/find-candidates.ts";
import type { Query } from "../types.ts";

/** Counts the passages that the answers to queries compete with, once for queries that allow the same. */
export class Competition {
  readonly #segments: readonly Segment[];
  readonly #counts = new Map<string, number>();

  /** @param segments of the whole index */
  constructor(segments: readonly Segment[]) {
    this.#segments = segments;
  }

  of({ filter, operators }: Pick<Query, "filter" | "operators">): number {
    const key = JSON.stringify([filter, operators?.phrases, operators?.excluded]);
    const known = this.#counts.get(key);
    if (known !== undefined) return known;
    const count = countCompeting(this.#segments, { filter, operators });
    this.#counts.set(key, count);
    return count;
  }

  /** The same or less, without asking the index. */
  atLeast({ filter, operators }: Pick<Query, "filter" | "operators">): number {
    const isWhole = operators === undefined && Object.keys(filter).length === 0;
    return isWhole ? this.of({ filter }) : 1;
  }
}
