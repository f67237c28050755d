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
  readonly id: string;
  /** @returns in how many passages each of the terms occurs */
  passagesWith(terms: readonly string[]): (term: string) => number;
  /** Every term. */
  all(): readonly string[];
}

/** What misspelled words stood for at the last look at an index, for as long as it only grows. */
export class CorrectedWords {
  #segments: ReadonlySet<string> = new Set();
  #before: ReadonlyMap<string, readonly string[]> = new Map();
  /** What was not asked for in a look is forgotten, since nobody saw whether what came then changes it. */
  #now = new Map<string, readonly string[]>();

  /**
   * Goes on to an index.
   *
   * @returns the terms that it has and the index before had not; `null` when segments of that are gone, and nothing is known any more
   */
  moveTo(terms: readonly TermsOfSegment[]): ReadonlySet<string> | null {
    const before = this.#segments;
    this.#segments = new Set(terms.map(({ id }) => id));
    this.#before = this.#now;
    this.#now = new Map();
    if (before.size === 0 || [...before].some((id) => !this.#segments.has(id))) return null;
    const fresh = new Set(terms.filter(({ id }) => !before.has(id)).flatMap((one) => one.all()));
    for (const one of terms) if (before.has(one.id)) for (const term of one.all()) fresh.delete(term);
    return fresh;
  }

  before(word: string): readonly string[] | undefined {
    return this.#before.get(word);
  }

  keep(word: string, corrected: readonly string[]): void {
    this.#now.set(word, corrected);
  }
}

/** What is known of the terms of segments, which never change: kept from one look at an index to the next. */
export class SegmentTerms {
  readonly corrected = new CorrectedWords();
  #kept = new Map<string, Known>();

  /** Of the segments of a generation in turn. What is known of others is forgotten. */
  of({ segments, manifest }: Pick<OpenGeneration, "segments" | "manifest">): readonly TermsOfSegment[] {
    const before = this.#kept;
    this.#kept = new Map();
    return segments.map((segment, index) => {
      // Rows that are removed still count.
      const id = manifest.segments[index]?.id ?? `${index}`;
      const known = before.get(id) ?? { passagesWith: new Map<string, number>(), all: undefined };
      this.#kept.set(id, known);
      return termsOf(segment, { id, known });
    });
  }
}

function termsOf(
  { words }: Segment,
  { id, known }: { readonly id: string; readonly known: Known },
): TermsOfSegment {
  return {
    id,
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
