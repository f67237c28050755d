import { compoundTerms, indexTerms } from "../../words/index-terms.ts";
import { ByteList } from "./varints.ts";

/** A word of the headline counts as so many words of the text: it says what the story is about. */
export const HEADLINE_WEIGHT = 2;

/** The texts of an article whose words are indexed. */
export interface ArticleWords {
  readonly headline: string;
  readonly passages: readonly string[];
  /** BCP 47 tag; `null` when it is not known. */
  readonly language: string | null;
}

/** All occurrences of one term. */
export interface TermPostings {
  readonly term: string;
  /** How many articles, and how many passages, hold it in the headline or the text. */
  readonly articles: number;
  readonly passages: number;
  readonly postings: Uint8Array;
}

/** The lengths in words that BM25 divides by, and which passages belong to which article. */
export interface SegmentLengths {
  /** Words of each passage, and of its headline as often as it counts. */
  readonly passages: Uint32Array;
  /** Words of each article likewise. */
  readonly articles: Uint32Array;
  /** Row of the first passage of each article, and at the end the number of passages. */
  readonly firstRows: Uint32Array;
}

interface Occurrences {
  headline: number;
  /** Ordinal and count, one passage after the other. */
  readonly passages: number[];
}

interface GrowingTerm {
  readonly bytes: ByteList;
  articles: number;
  passages: number;
  lastArticle: number;
}

/**
 * Collects the inverted index of a segment, article by article. The postings of a term are numbers as `ByteList` packs
 * them; for each article in turn: how many articles further on it is than the one before; twice the number of its passages
 * whose text has the term, and one more when its headline has it; how much the headline counts, if it does; and for each of the
 * passages twice how many passages further on it is, and one more when it has the term more than once, then how often. A
 * headline stands there once, though it counts for every passage of its article.
 */
export class PostingsBuilder {
  readonly #terms = new Map<string, GrowingTerm>();
  readonly #passageLengths: number[] = [];
  readonly #articleLengths: number[] = [];
  readonly #firstRows: number[] = [0];

  /** @param article with an empty headline when that repeats the text */
  addArticle({ headline, passages, language }: ArticleWords): void {
    const article = this.#articleLengths.length;
    const occurrences = new Map<string, Occurrences>();
    const headlineTerms = Array.from({ length: HEADLINE_WEIGHT }, () =>
      indexTerms(headline, language),
    ).flat();
    const headlineCompounds = Array.from({ length: HEADLINE_WEIGHT }, () =>
      compoundTerms(headline, language),
    );
    for (const [term, count] of countTerms([...headlineTerms, ...headlineCompounds.flat()])) {
      occurrences.set(term, { headline: count, passages: [] });
    }
    let articleLength = headlineTerms.length;
    passages.forEach((text, ordinal) => {
      const terms = indexTerms(text, language);
      articleLength += terms.length;
      this.#passageLengths.push(headlineTerms.length + terms.length);
      // Compounds are other names of words that are counted: they make no text longer.
      for (const [term, count] of countTerms([...terms, ...compoundTerms(text, language)])) {
        const entry = occurrences.get(term) ?? { headline: 0, passages: [] };
        entry.passages.push(ordinal, count);
        occurrences.set(term, entry);
      }
    });
    this.#articleLengths.push(articleLength);
    this.#firstRows.push(this.#passageLengths.length);
    for (const [term, entry] of occurrences) this.#append(term, article, { ...entry, of: passages.length });
  }

  articlesWith(term: string): number {
    return this.#terms.get(term)?.articles ?? 0;
  }

  get lengths(): SegmentLengths {
    return {
      passages: Uint32Array.from(this.#passageLengths),
      articles: Uint32Array.from(this.#articleLengths),
      firstRows: Uint32Array.from(this.#firstRows),
    };
  }

  /** Every term in the order of its UTF-16 units, so that the same articles give the same file. */
  *terms(): Iterable<TermPostings> {
    for (const term of [...this.#terms.keys()].sort()) {
      const { articles, passages, bytes } = this.#terms.get(term) as GrowingTerm;
      yield { term, articles, passages, postings: bytes.bytes };
    }
  }

  #append(term: string, article: number, { headline, passages, of }: Occurrences & { of: number }): void {
    const growing = this.#terms.get(term) ?? {
      bytes: new ByteList(),
      articles: 0,
      passages: 0,
      lastArticle: 0,
    };
    this.#terms.set(term, growing);
    growing.bytes.push(article - growing.lastArticle);
    // Half of `passages` are ordinals: their number, twice.
    growing.bytes.push(passages.length + (headline > 0 ? 1 : 0));
    if (headline > 0) growing.bytes.push(headline);
    let lastOrdinal = 0;
    for (let index = 0; index < passages.length; index += 2) {
      const ordinal = passages[index] as number;
      const count = passages[index + 1] as number;
      growing.bytes.push(2 * (ordinal - lastOrdinal) + (count > 1 ? 1 : 0));
      if (count > 1) growing.bytes.push(count);
      lastOrdinal = ordinal;
    }
    growing.lastArticle = article;
    growing.articles += 1;
    growing.passages += headline > 0 ? of : passages.length / 2;
  }
}

function countTerms(terms: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}
