import type { OpenGeneration } from "../generation/open-generation.ts";
import type { Segment } from "../ports/segment.ts";

/** All terms of a segment. */
const NO_LIMIT = 2 ** 31;

/** What was asked of the terms of a segment. */
interface Known {
  /** In how many passages a term occurs. */
  readonly passagesWith: Map<string, number>;
  all: readonly string[] | undefined;
}

/** Asks a segment for each of its terms once. */
export interface TermsOfSegment {
  /** @returns in how many passages each of the terms occurs */
  passagesWith(terms: readonly string[]): (term: string) => number;
  /** Every term. */
  all(): readonly string[];
}

/** What is known of the terms of segments, which never change: kept from one look at an index to the next. */
export class SegmentTerms {
  #kept = new Map<string, Known>();

  /** Of the segments of a generation in turn. What is known of others is forgotten. */
  of({ segments, manifest }: Pick<OpenGeneration, "segments" | "manifest">): readonly TermsOfSegment[] {
    const before = this.#kept;
    this.#kept = new Map();
    return segments.map((segment, index) => {
      const entry = manifest.segments[index];
      const key = JSON.stringify([entry?.id ?? index, entry?.removed]);
      const known = before.get(key) ?? { passagesWith: new Map<string, number>(), all: undefined };
      this.#kept.set(key, known);
      return termsOf(segment, known);
    });
  }
}

function termsOf({ words }: Segment, known: Known): TermsOfSegment {
  return {
    passagesWith: (terms) => {
      const missing = terms.filter((term) => !known.passagesWith.has(term));
      if (missing.length > 0) {
        words.passagesWith(missing).forEach((having, index) => {
          known.passagesWith.set(missing[index] as string, having);
        });
      }
      return (term) => known.passagesWith.get(term) as number;
    },
    all: () => {
      known.all ??= words.termsBeginning("", NO_LIMIT);
      return known.all;
    },
  };
}
