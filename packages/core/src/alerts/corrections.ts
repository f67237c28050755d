import type { Vocabulary } from "../ports/search-index.ts";
import type { Segment } from "../ports/segment.ts";
import { correctTerms } from "../search/correct-terms.ts";
import { vocabularyOf } from "../search/segments-index.ts";
import { countBits, letterSet } from "../words/edit-distance.ts";
import { queriedTerms } from "../words/index-terms.ts";
import { stemWord } from "../words/stem-word.ts";
import { KnownSlips } from "./known-slips.ts";
import type { TermsOfSegment } from "./segment-terms.ts";

export interface CorrectionContext {
  readonly terms: readonly TermsOfSegment[];
  readonly languages: readonly string[];
}

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
  #dictionary: Dictionary | undefined;

  /**
   * @param segments of the whole index
   * @param context.terms of the segments in turn
   * @param context.languages of its articles
   */
  constructor(segments: readonly Segment[], { terms, languages }: CorrectionContext) {
    this.#terms = terms;
    this.#languages = languages;
    this.#index = vocabularyOf(segments);
  }

  /** @param words that no passage has, as `queryTerms` gives them */
  async load(words: Iterable<string>): Promise<void> {
    const missing = [...new Set(words)].filter((word) => !this.#corrected.has(word));
    if (missing.length === 0) return;
    this.#dictionary ??= new Dictionary(this.#terms);
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
      this.#corrected.set(word, await correctTerms([word], vocabulary, this.#languages, slipsOf));
    }
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

/** The terms of an index in memory. */
class Dictionary {
  readonly slips: KnownSlips;
  /** Of each segment, by their first letters. */
  readonly #byLetter: readonly ReadonlyMap<string, readonly KnownTerm[]>[];

  constructor(ofSegments: readonly TermsOfSegment[]) {
    const terms = ofSegments.map((one) => one.all());
    this.slips = new KnownSlips([...new Set(terms.flat())]);
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
