import type { OpenGeneration } from "../generation/open-generation.ts";
import type { Segment } from "../ports/segment.ts";

/** More than the terms of any segment. */
const NO_LIMIT = 2 ** 31;

/** Cached lookups of a segment's terms. */
interface Known {
  /** Number of passages with a term. */
  readonly passagesWith: Map<string, number>;
  all: readonly string[] | undefined;
}

/** Looks up each term of a segment once. */
export interface TermsOfSegment {
  readonly id: string;
  /** @returns the number of passages with each term */
  passagesWith(terms: readonly string[]): (term: string) => number;
  /** Every term. */
  all(): readonly string[];
}

/** The corrections of the last round, valid as long as the index only grows. */
export class CorrectedWords {
  #segments: ReadonlySet<string> = new Set();
  #before: ReadonlyMap<string, readonly string[]> = new Map();
  /** Those used in this round. Others are dropped, because nothing checks whether new terms change them. */
  #now = new Map<string, readonly string[]>();

  /**
   * Moves on to the next state of the index.
   *
   * @returns its new terms; `null` if earlier segments are gone, which drops all corrections
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

/** Lookups of the terms of segments, which never change. Kept between rounds. */
export class SegmentTerms {
  readonly corrected = new CorrectedWords();
  #kept = new Map<string, Known>();

  /** The lookups of each segment of a generation. Drops those of other segments. */
  of({ segments, manifest }: Pick<OpenGeneration, "segments" | "manifest">): readonly TermsOfSegment[] {
    const before = this.#kept;
    this.#kept = new Map();
    return segments.map((segment, index) => {
      // The same id has the same terms, because removed rows still count.
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
