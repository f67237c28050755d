import type { Vocabulary } from "../ports/search-index.ts";
import type { Segment } from "../ports/segment.ts";
import { correctTerms, mayHaveTwoSlips, termsTwoSlipsAway } from "../search/correct-terms.ts";
import { vocabularyOf } from "../search/segments-index.ts";
import { countBits, letterSet } from "../words/edit-distance.ts";
import { queriedTerms } from "../words/index-terms.ts";
import { stemWord } from "../words/stem-word.ts";
import { KnownSlips } from "./known-slips.ts";
import type { CorrectedWords, TermsOfSegment } from "./segment-terms.ts";

export interface CorrectionContext {
  /** Of the segments in turn. */
  readonly terms: readonly TermsOfSegment[];
  /** Of the articles. */
  readonly languages: readonly string[];
  /** From looks at the same index before. */
  readonly corrected: CorrectedWords;
}

/** Slips that `correctTerms` allows at most. */
const FARTHEST = 2;

/**
 * Puts many misspelled words right, each as `correctTerms` does: the dictionary of the index is read once, and asked once for the
 * counts of all that the words may stand for.
 */
export class Corrections {
  readonly #index: Vocabulary;
  readonly #languages: readonly string[];
  readonly #terms: readonly TermsOfSegment[];
  readonly #counts = new Map<string, number>();
  readonly #corrected = new Map<string, readonly string[]>();
  readonly #memory: CorrectedWords;
  #dictionary: Dictionary | undefined;
  /** Of the terms that the index did not have before. */
  #fresh: Dictionary | null | undefined;

  /** @param segments of the whole index */
  constructor(segments: readonly Segment[], { terms, languages, corrected }: CorrectionContext) {
    this.#terms = terms;
    this.#memory = corrected;
    this.#languages = languages;
    this.#index = vocabularyOf(segments);
  }

  /** @param words that no passage has, as `queryTerms` gives them */
  async load(words: Iterable<string>): Promise<void> {
    const missing = [...new Set(words)].filter((word) => !this.#isKnown(word));
    if (missing.length === 0) return;
    this.#dictionary ??= new Dictionary(this.#terms.map((one) => one.all()));
    const { slips, termsLike } = this.#dictionary;
    const slipsOf = (word: string) => slips.of(word);
    await this.#count(missing.flatMap((word) => slipsOf(word).map((edit) => stemWord(edit.word))));
    await this.#count(queriedTerms(missing, this.#languages));
    const vocabulary: Vocabulary = {
      ...this.#index,
      articlesWith: async (terms) => {
        await this.#count(terms);
        return terms.map((term) => this.#counts.get(term) as number);
      },
      termsLike: async (term, letters) => termsLike(term, letters),
    };
    for (const word of missing) {
      this.#keep(word, await correctTerms([word], vocabulary, this.#languages, slipsOf));
    }
  }

  /** Also of a word that was put right before, unless one of the terms that came may be better. */
  #isKnown(word: string): boolean {
    if (this.#corrected.has(word)) return true;
    if (this.#fresh === undefined) {
      const fresh = this.#memory.moveTo(this.#terms);
      this.#fresh = fresh === null ? null : new Dictionary([[...fresh]]);
    }
    const before = this.#memory.before(word);
    if (before === undefined || this.#fresh === null || mayChange(word, before, this.#fresh)) return false;
    this.#keep(word, before);
    return true;
  }

  #keep(word: string, corrected: readonly string[]): void {
    this.#corrected.set(word, corrected);
    this.#memory.keep(word, corrected);
  }

  /** What stands in the place of a word that was loaded, or the word itself. */
  of(word: string): readonly string[] {
    return this.#corrected.get(word) ?? [word];
  }

  async #count(terms: Iterable<string>): Promise<void> {
    const unknown = [...new Set(terms)].filter((term) => !this.#counts.has(term));
    if (unknown.length === 0) return;
    const counts = await this.#index.articlesWith(unknown);
    unknown.forEach((term, position) => {
      this.#counts.set(term, counts[position] as number);
    });
  }
}

/** @param fresh terms that came since the word was put right */
function mayChange(
  word: string,
  before: readonly string[],
  { terms, slips, termsLike }: Dictionary,
): boolean {
  // Of several the most frequent come first, and that may be others now.
  if (before.length > 1) return true;
  if (slips.of(word).some((edit) => terms.has(stemWord(edit.word)))) return true;
  return mayHaveTwoSlips(word) && termsTwoSlipsAway(word, termsLike(stemWord(word), FARTHEST)).length > 0;
}

/** The terms of an index in memory. */
class Dictionary {
  readonly terms: ReadonlySet<string>;
  readonly slips: KnownSlips;
  /** Of each segment, by their first letters. */
  readonly #byLetter: readonly ReadonlyMap<string, readonly KnownTerm[]>[];

  /** @param terms of each segment */
  constructor(terms: readonly (readonly string[])[]) {
    this.terms = new Set(terms.flat());
    this.slips = new KnownSlips([...this.terms]);
    this.#byLetter = terms.map(byFirstLetter);
  }

  /** As the index gives them, but for some that are further away than so many letters. */
  readonly termsLike = (term: string, letters: number): readonly string[] => {
    const [first = ""] = term;
    const own = letterSet(term);
    const isLike = (other: KnownTerm) =>
      Math.abs(other.term.length - term.length) <= letters && countBits(other.letters ^ own) <= 2 * letters;
    return this.#byLetter.flatMap((terms) => {
      const like = (terms.get(first) ?? []).filter(isLike).map((other) => other.term);
      return like.sort(byCodePoint);
    });
  };
}

interface KnownTerm {
  readonly term: string;
  /** As `letterSet` has them. */
  readonly letters: number;
}

function byFirstLetter(terms: readonly string[]): ReadonlyMap<string, readonly KnownTerm[]> {
  const letters = new Map<string, KnownTerm[]>();
  for (const term of terms) {
    const [first = ""] = term;
    const ofLetter = letters.get(first) ?? [];
    if (ofLetter.length === 0) letters.set(first, ofLetter);
    ofLetter.push({ term, letters: letterSet(term) });
  }
  return letters;
}

/** As SQLite sorts UTF-8. */
function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
