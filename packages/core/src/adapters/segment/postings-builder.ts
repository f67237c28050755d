import { compoundTerms, indexTerms } from "../../words/index-terms.ts";
import { ByteList } from "./varints.ts";

/** A word in the headline counts as this many in the text, because it says what the story is about. */
export const HEADLINE_WEIGHT = 2;

/** The texts of an article whose words are indexed. */
export interface ArticleWords {
  readonly headline: string;
  readonly passages: readonly string[];
  /** BCP 47 tag; `null` if unknown. */
  readonly language: string | null;
}

/** All occurrences of one term. */
export interface TermPostings {
  readonly term: string;
  /** Number of articles, and of passages, that contain it in the headline or the text. */
  readonly articles: number;
  readonly passages: number;
  readonly postings: Uint8Array;
}

/** Lengths in words for BM25, and the passages of each article. */
export interface SegmentLengths {
  /** Words of each passage, including its weighted headline. */
  readonly passages: Uint32Array;
  /** The same for each article. */
  readonly articles: Uint32Array;
  /** Row of the first passage of each article, followed by the number of passages. */
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
 * Collects the inverted index of a segment, article by article. The postings of a term are numbers packed by
 * `ByteList`. For each article: the difference from the previous article; twice the number of passages whose text
 * contains the term, plus one if the headline does; the weight of the headline, if it does; then for each of these
 * passages twice the difference from the previous one, plus one if the term occurs several times, followed by the
 * number of occurrences. A headline is stored once, although it counts for every passage.
 */
export class PostingsBuilder {
  readonly #terms = new Map<string, GrowingTerm>();
  readonly #passageLengths: number[] = [];
  readonly #articleLengths: number[] = [];
  readonly #firstRows: number[] = [0];

  /** @param article with an empty headline if it repeats the text */
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
      // Compounds repeat words that are already counted, so they do not lengthen the text.
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

  /** All terms, ordered by UTF-16 units, so that the same articles give the same file. */
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
    // Half of `passages` are ordinals, so its length is twice their number.
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
