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
  /** One for each segment, in order. */
  readonly terms: readonly TermsOfSegment[];
  /** Languages of the articles. */
  readonly languages: readonly string[];
  /** Corrections of earlier rounds on the same index. */
  readonly corrected: CorrectedWords;
}

/** The largest edit distance that `correctTerms` allows. */
const FARTHEST = 2;

/**
 * Corrects many misspelled words, each as `correctTerms` does. Reads the terms of the index once, and looks up the counts
 * of all candidates together.
 */
export class Corrections {
  readonly #index: Vocabulary;
  readonly #languages: readonly string[];
  readonly #terms: readonly TermsOfSegment[];
  readonly #counts = new Map<string, number>();
  readonly #corrected = new Map<string, readonly string[]>();
  readonly #memory: CorrectedWords;
  #dictionary: Dictionary | undefined;
  /** The terms that are new in the index. */
  #fresh: Dictionary | null | undefined;

  /** @param segments of the whole index */
  constructor(segments: readonly Segment[], { terms, languages, corrected }: CorrectionContext) {
    this.#terms = terms;
    this.#memory = corrected;
    this.#languages = languages;
    this.#index = vocabularyOf(segments);
  }

  /** @param words that no passage contains, as `queryTerms` returns them */
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

  /** Also true for a word that was corrected before, unless a new term may be a better correction. */
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

  /** The corrections of a loaded word, or the word itself. */
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

/** @param fresh terms that are new since the word was corrected */
function mayChange(
  word: string,
  before: readonly string[],
  { terms, slips, termsLike }: Dictionary,
): boolean {
  // Several corrections are ordered by frequency, which may have changed.
  if (before.length > 1) return true;
  if (slips.of(word).some((edit) => terms.has(stemWord(edit.word)))) return true;
  return mayHaveTwoSlips(word) && termsTwoSlipsAway(word, termsLike(stemWord(word), FARTHEST)).length > 0;
}

/** The terms of an index in memory. */
class Dictionary {
  readonly terms: ReadonlySet<string>;
  readonly slips: KnownSlips;
  /** The terms of each segment, by first letter. */
  readonly #byLetter: readonly ReadonlyMap<string, readonly KnownTerm[]>[];

  /** @param terms of each segment */
  constructor(terms: readonly (readonly string[])[]) {
    this.terms = new Set(terms.flat());
    this.slips = new KnownSlips([...this.terms]);
    this.#byLetter = terms.map(byFirstLetter);
  }

  /** As `termsLike` of the index, without some of the terms that differ in more than `letters` letters. */
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
  /** As `letterSet` returns them. */
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

/** The order in which SQLite sorts UTF-8. */
function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
