import { DatelineError } from "../../errors.ts";
import { ByteReader } from "./varints.ts";

/** Saturation of repeated words and penalty for long texts: the usual values. */
const K1 = 1.2;
const B = 0.75;

/** Text lengths of a segment, relative to the averages of the whole collection. */
export interface LengthNorms {
  /** For each passage and article, the length term in the denominator of BM25. */
  readonly passages: Float32Array;
  readonly articles: Float32Array;
  /** Row of the first passage of each article, followed by the number of passages. */
  readonly firstRows: Uint32Array;
}

/** The norm of each length. */
export function lengthNorms(lengths: Uint32Array, averageLength: number): Float32Array {
  return Float32Array.from(lengths, (length) => lengthNorm(length, averageLength));
}

export function lengthNorm(length: number, averageLength: number): number {
  return K1 * (1 - B + (B * length) / averageLength);
}

/** The passages of an article whose text contains a term. */
interface ArticlePostings {
  /** Positioned before the first of them. */
  readonly reader: ByteReader;
  readonly article: number;
  readonly count: number;
}

/** Inverse frequencies of a term in passages and in articles. */
export interface TermWeights {
  readonly passages: number;
  readonly articles: number;
}

/**
 * BM25 of every passage and article of a segment (Robertson and Zaragoza 2009,
 * https://doi.org/10.1561/1500000019), summed over the added terms. The headline is part of each passage. An
 * article is also scored as one text, so that words in different passages count together.
 */
export class Bm25Scores {
  readonly passages: Float32Array;
  readonly articles: Float32Array;
  /** For each passage, the sum of the inverse frequencies of its terms, regardless of their counts. */
  readonly covered: Float32Array;
  readonly #norms: LengthNorms;

  constructor(norms: LengthNorms) {
    this.#norms = norms;
    this.passages = new Float32Array(norms.passages.length);
    this.articles = new Float32Array(norms.articles.length);
    this.covered = new Float32Array(norms.passages.length);
  }

  /**
   * @param postings of the term, in the layout of `PostingsBuilder`
   * @throws DatelineError `index-corrupt` when the postings refer to a missing article or passage
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

  /** @returns number of occurrences in the texts of all passages of the article */
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

  /** Every passage then contains the term, if only in the headline. */
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

/** 0…K1 + 1. Grows ever more slowly with the count. */
export function saturation(count: number, norm: number): number {
  return (count * (K1 + 1)) / (count + norm);
}

function damaged(what: string): DatelineError {
  return new DatelineError(
    "index-corrupt",
    `Cannot read the word index: it names ${what}, which is not there`,
  );
}
