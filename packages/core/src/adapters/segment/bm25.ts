import { DatelineError } from "../../errors.ts";
import { ByteReader } from "./byte-reader.ts";

/** How soon repeating a word stops to count, and how much long texts are held back: the usual values. */
const K1 = 1.2;
const B = 0.75;

/** How long the texts of a segment are, relative to those of the whole collection. */
export interface LengthNorms {
  /** For each passage and for each article, what its length adds below the fraction of BM25. */
  readonly passages: Float32Array;
  readonly articles: Float32Array;
  /** Row of the first passage of each article, and at the end the number of passages. */
  readonly firstRows: Uint32Array;
}

/** The norm of each length. */
export function lengthNorms(lengths: Uint32Array, averageLength: number): Float32Array {
  return Float32Array.from(lengths, (length) => lengthNorm(length, averageLength));
}

export function lengthNorm(length: number, averageLength: number): number {
  return K1 * (1 - B + (B * length) / averageLength);
}

/** The passages of an article whose text has a term. */
interface ArticlePostings {
  /** Before the first of them. */
  readonly reader: ByteReader;
  readonly article: number;
  readonly count: number;
}

/** What a term counts in a passage and in an article: its inverse frequencies. */
export interface TermWeights {
  readonly passages: number;
  readonly articles: number;
}

/**
 * BM25 of every passage and of every article of a segment (Robertson and Zaragoza 2009,
 * https://doi.org/10.1561/1500000019), summed over the terms that were added. The headline counts as a part of each
 * passage. An article is scored as one text, so that words which it spreads over its passages meet.
 */
export class Bm25Scores {
  readonly passages: Float32Array;
  readonly articles: Float32Array;
  /** For each passage, the inverse frequencies of the terms that it has, added up: how often it has them does not count. */
  readonly covered: Float32Array;
  readonly #norms: LengthNorms;

  constructor(norms: LengthNorms) {
    this.#norms = norms;
    this.passages = new Float32Array(norms.passages.length);
    this.articles = new Float32Array(norms.articles.length);
    this.covered = new Float32Array(norms.passages.length);
  }

  /**
   * @param postings of the term, as `PostingsBuilder` lays them out
   * @throws DatelineError `index-corrupt` when the postings name an article or a passage that is not there
   */
  add(postings: Uint8Array, weights: TermWeights): void {
    const reader = new ByteReader(postings);
    for (let article = 0; !reader.atEnd; ) {
      article += reader.next();
      const texts = reader.next();
      const headline = (texts & 1) === 0 ? 0 : reader.next();
      const postings = { reader, article, count: texts >>> 1 };
      const inTexts =
        headline === 0
          ? this.#addTexts(postings, weights.passages)
          : this.#addHeadlineAndTexts(postings, { headline, weight: weights.passages });
      this.articles[article] =
        (this.articles[article] as number) +
        weights.articles * saturation(headline + inTexts, this.#norms.articles[article] as number);
    }
  }

  /** @returns how often the texts of all passages of the article have the term */
  #addTexts({ reader, article, count: texts }: ArticlePostings, weight: number): number {
    const { first, end } = this.#rowsOf(article);
    let row = first;
    let total = 0;
    for (let left = texts; left > 0; left--) {
      const step = reader.next();
      row += step >>> 1;
      if (row >= end) throw damaged(`passage ${row - first} of article ${article}`);
      const count = (step & 1) === 0 ? 1 : reader.next();
      total += count;
      this.#addPassage(row, count, weight);
    }
    return total;
  }

  /** All passages have the term then, if only in the headline. */
  #addHeadlineAndTexts(
    { reader, article, count: texts }: ArticlePostings,
    { headline, weight }: { headline: number; weight: number },
  ): number {
    const { first, end } = this.#rowsOf(article);
    const counts = new Float64Array(end - first).fill(headline);
    let ordinal = 0;
    let total = 0;
    for (let left = texts; left > 0; left--) {
      const step = reader.next();
      ordinal += step >>> 1;
      if (ordinal >= counts.length) throw damaged(`passage ${ordinal} of article ${article}`);
      const count = (step & 1) === 0 ? 1 : reader.next();
      total += count;
      counts[ordinal] = headline + count;
    }
    counts.forEach((count, index) => {
      this.#addPassage(first + index, count, weight);
    });
    return total;
  }

  #rowsOf(article: number): { readonly first: number; readonly end: number } {
    const [first, end] = [this.#norms.firstRows[article], this.#norms.firstRows[article + 1]];
    if (first === undefined || end === undefined) throw damaged(`article ${article}`);
    return { first, end };
  }

  #addPassage(row: number, count: number, weight: number): void {
    this.passages[row] =
      (this.passages[row] as number) + weight * saturation(count, this.#norms.passages[row] as number);
    this.covered[row] = (this.covered[row] as number) + weight;
  }
}

/** 0…K1 + 1: grows with the count, ever more slowly. */
export function saturation(count: number, norm: number): number {
  return (count * (K1 + 1)) / (count + norm);
}

function damaged(what: string): DatelineError {
  return new DatelineError(
    "index-corrupt",
    `Cannot read the word index: it names ${what}, which is not there`,
  );
}
