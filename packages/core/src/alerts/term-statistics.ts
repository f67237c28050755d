import type { Segment } from "../ports/segment.ts";
import { inverseFrequency } from "../words/index-terms.ts";
import type { NewPassage } from "./new-passages.ts";
import type { TermsOfSegment } from "./segment-terms.ts";

/** Word frequencies in the whole index, each looked up once. */
export class TermStatistics {
  /** Number of passages in the whole index. */
  readonly passages: number;
  readonly #terms: readonly TermsOfSegment[];
  readonly #counts = new Map<string, number>();

  /**
   * @param segments of the whole index
   * @param terms one for each segment, in order
   */
  constructor(segments: readonly Segment[], terms: readonly TermsOfSegment[]) {
    this.#terms = terms;
    this.passages = segments.reduce((sum, { words }) => sum + words.lookUp([]).counts.passages, 0);
  }

  /** Looks up many terms at once, which is faster. */
  load(terms: Iterable<string>): void {
    const missing = [...new Set(terms)].filter((term) => !this.#counts.has(term));
    if (missing.length === 0) return;
    const ofSegments = this.#terms.map((ofSegment) => ofSegment.passagesWith(missing));
    for (const term of missing) {
      let having = 0;
      for (const passagesWith of ofSegments) having += passagesWith(term);
      this.#counts.set(term, having);
    }
  }

  /** Number of passages with a term. */
  having(term: string): number {
    const known = this.#counts.get(term);
    if (known !== undefined) return known;
    this.load([term]);
    return this.#counts.get(term) as number;
  }

  /** Rarity of a group of alternative terms. As in a search, they count as one term with their total frequency. */
  rarityOf(group: readonly string[]): number {
    const having = group.reduce((sum, term) => sum + this.having(term), 0);
    return inverseFrequency(this.passages, Math.min(this.passages, having));
  }

  /** Rarity of a word that no passage contains. */
  get greatestRarity(): number {
    return inverseFrequency(this.passages, 0);
  }
}

/** Finds the new passages that contain a term. */
export class TermHolders {
  readonly #bySegment: ReadonlyMap<Segment, ReadonlyMap<number, NewPassage>>;
  readonly #terms: ReadonlyMap<Segment, TermsOfSegment>;
  readonly #holders = new Map<string, ReadonlySet<NewPassage>>();

  /** @param terms one for each segment of the index, in order */
  constructor(passages: readonly NewPassage[], terms: readonly TermsOfSegment[]) {
    this.#terms = new Map(
      passages.map(({ segment, position }) => [segment, terms[position] as TermsOfSegment]),
    );
    const bySegment = new Map<Segment, Map<number, NewPassage>>();
    for (const passage of passages) {
      const ofSegment = bySegment.get(passage.segment) ?? new Map<number, NewPassage>();
      bySegment.set(passage.segment, ofSegment.set(passage.row, passage));
    }
    this.#bySegment = bySegment;
  }

  /** Looks up many terms at once, since most occur in no new passage. */
  load(terms: Iterable<string>): void {
    const missing = [...new Set(terms)].filter((term) => !this.#holders.has(term));
    if (missing.length === 0) return;
    const found = new Map<string, Set<NewPassage>>();
    for (const [segment, byRow] of this.#bySegment) {
      const having = (this.#terms.get(segment) as TermsOfSegment).passagesWith(missing);
      for (const term of missing) {
        if (having(term) === 0) continue;
        const rows = segment.words.holding([term]);
        const ofTerm = found.get(term) ?? new Set<NewPassage>();
        for (const passage of rows.flatMap((row) => byRow.get(row) ?? [])) ofTerm.add(passage);
        found.set(term, ofTerm);
      }
    }
    for (const term of missing) this.#holders.set(term, found.get(term) ?? NOBODY);
  }

  of(term: string): ReadonlySet<NewPassage> {
    const known = this.#holders.get(term);
    if (known !== undefined) return known;
    this.load([term]);
    return this.#holders.get(term) as ReadonlySet<NewPassage>;
  }
}

const NOBODY: ReadonlySet<NewPassage> = new Set();
