import { readFileSync } from "node:fs";
import { DatelineError } from "../../errors.ts";
import { ByteList, decodeNumbers } from "./varints.ts";

/** Fingerprints of the articles in a segment's stories. */
export interface Fingerprints {
  /** Articles whose fingerprints contain a hash, ascending; at most `limit`. */
  articlesWith(hash: number, limit: number): readonly number[];
  /** Number of hashes in an article's fingerprint; `undefined` when it has none. */
  hashCountOf(article: number): number | undefined;
}

/** Hashes are below 2^30, so a hash and an article together fit into the 53 bits of a number. */
const MOST_ARTICLES = 2 ** 23;
const FIRST_SLOTS = 2 ** 12;

/**
 * Fingerprints of a segment under construction: a hash table with chaining in typed arrays, about twelve
 * bytes per hash and article. A `Map` is limited to 2^24 entries, which half a million passages reach.
 */
export class FingerprintsBuilder implements Fingerprints {
  /** For each slot its last pair, plus one. */
  #slots = new Uint32Array(FIRST_SLOTS);
  /** For each pair its hash, its article, and the previous pair of its slot, plus one. */
  #hashes = new Uint32Array(FIRST_SLOTS);
  #articles = new Uint32Array(FIRST_SLOTS);
  #before = new Uint32Array(FIRST_SLOTS);
  #pairCount = 0;
  readonly #hashCounts = new Map<number, number>();

  /** @throws DatelineError `internal` for more articles than a segment can have */
  add(article: number, hashes: readonly number[]): void {
    if (article >= MOST_ARTICLES) {
      throw new DatelineError(
        "internal",
        `Cannot add the fingerprint of article ${article}: too many articles`,
      );
    }
    this.#hashCounts.set(article, hashes.length);
    for (const hash of hashes) this.#addPair(hash, article);
  }

  articlesWith(hash: number, limit: number): readonly number[] {
    const articles: number[] = [];
    for (let next = this.#slots[this.#slotOf(hash)] as number; next > 0; ) {
      const pair = next - 1;
      if (this.#hashes[pair] === hash) articles.push(this.#articles[pair] as number);
      next = this.#before[pair] as number;
    }
    return articles.sort((a, b) => a - b).slice(0, limit);
  }

  hashCountOf(article: number): number | undefined {
    return this.#hashCounts.get(article);
  }

  /**
   * The number of hashes; each hash, as the difference from the previous one, with its article; then each
   * article with its number of hashes.
   */
  encode(): Uint8Array {
    const pairs = new Float64Array(this.#pairCount);
    for (let pair = 0; pair < pairs.length; pair++) {
      pairs[pair] = (this.#hashes[pair] as number) * MOST_ARTICLES + (this.#articles[pair] as number);
    }
    pairs.sort();
    const bytes = new ByteList();
    bytes.push(pairs.length);
    let last = 0;
    for (const pair of pairs) {
      const hash = Math.floor(pair / MOST_ARTICLES);
      bytes.push(hash - last);
      bytes.push(pair % MOST_ARTICLES);
      last = hash;
    }
    for (const [article, count] of [...this.#hashCounts].sort(([a], [b]) => a - b)) {
      bytes.push(article);
      bytes.push(count);
    }
    return bytes.bytes;
  }

  #addPair(hash: number, article: number): void {
    if (this.#pairCount === this.#hashes.length) this.#grow();
    const pair = this.#pairCount++;
    this.#hashes[pair] = hash;
    this.#articles[pair] = article;
    this.#link(pair);
  }

  #link(pair: number): void {
    const slot = this.#slotOf(this.#hashes[pair] as number);
    this.#before[pair] = this.#slots[slot] as number;
    this.#slots[slot] = pair + 1;
  }

  /** Knuth's multiplicative hash, whose upper bits are the best. */
  #slotOf(hash: number): number {
    return Math.imul(hash, 0x9e3779b1) >>> (Math.clz32(this.#slots.length) + 1);
  }

  #grow(): void {
    const size = 2 * this.#hashes.length;
    const longer = (numbers: Uint32Array) => {
      const copy = new Uint32Array(size);
      copy.set(numbers);
      return copy;
    };
    this.#hashes = longer(this.#hashes);
    this.#articles = longer(this.#articles);
    this.#before = new Uint32Array(size);
    this.#slots = new Uint32Array(size);
    for (let pair = 0; pair < this.#pairCount; pair++) this.#link(pair);
  }
}

/**
 * Fingerprints of a finished segment, read only to find the stories of new articles.
 *
 * @throws DatelineError `index-corrupt` when the file is missing or not written by `FingerprintsBuilder`
 */
export function readFingerprints(path: string): Fingerprints {
  const numbers = decodeNumbers(readFile(path));
  const pairCount = numbers[0] ?? 0;
  const [hashes, articles] = [new Uint32Array(pairCount), new Uint32Array(pairCount)];
  if (numbers.length < 1 + 2 * pairCount || numbers.length % 2 === 0) {
    throw new DatelineError("index-corrupt", `Cannot read the fingerprints in "${path}": they are cut short`);
  }
  let last = 0;
  for (let index = 0; index < pairCount; index++) {
    last += numbers[1 + 2 * index] as number;
    hashes[index] = last;
    articles[index] = numbers[2 + 2 * index] as number;
  }
  const counts = new Map<number, number>();
  for (let at = 1 + 2 * pairCount; at < numbers.length; at += 2) {
    counts.set(numbers[at] as number, numbers[at + 1] as number);
  }
  return {
    articlesWith: (hash, limit) => {
      const first = countBelow(hashes, hash);
      let end = first;
      while (end < pairCount && end - first < limit && hashes[end] === hash) end++;
      return [...articles.subarray(first, end)];
    },
    hashCountOf: (article) => counts.get(article),
  };
}

function readFile(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new DatelineError("index-corrupt", `Cannot read the fingerprints in "${path}"`, { cause });
  }
}

function countBelow(sorted: Uint32Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
