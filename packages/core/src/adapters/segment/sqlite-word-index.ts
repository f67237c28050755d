import type Database from "libsql";
import type { RowSet } from "../../ports/row-set.ts";
import { topK } from "../../ports/vector-index.ts";
import type { LexicalMatch, TermMatches, WordCounts, WordIndex, WordScores } from "../../ports/word-index.ts";
import { inverseFrequency } from "../../words/index-terms.ts";
import { Bm25Scores, type LengthNorms, lengthNorms } from "./bm25.ts";
import { heldRows } from "./held-rows.ts";
import type { TermPostings } from "./postings-builder.ts";
import type { ArticleRows, SegmentHead } from "./segment-head.ts";
import type { StoredBytes } from "./stored-bytes.ts";

/**
 * How much a passage loses by containing less of the words than the best one of its article. The words of a question
 * are spread over a story, so the story is scored as a whole, and this factor only locates them.
 * docs/decisions/0006-retrieval-quality.md lists what was tried.
 */
export const DISTANCE_FROM_BEST = 0.25;

/** Reads the words of a segment: the dictionary in its tables, postings in `postings.bin`. The lengths are loaded by the first search. */
export class SqliteWordIndex implements WordIndex {
  readonly #head: SegmentHead;
  readonly #postings: StoredBytes;
  readonly #selectTerms: Database.Statement;
  readonly #countTerms: Readonly<Record<keyof typeof COUNT, Database.Statement>>;
  #loaded: LoadedLengths | undefined;
  #norms: { readonly key: string; readonly norms: LengthNorms } | undefined;

  constructor(head: SegmentHead, postings: StoredBytes) {
    this.#head = head;
    this.#postings = postings;
    this.#selectTerms = head.database.prepare(SELECT_TERMS);
    this.#countTerms = {
      articles: head.database.prepare(COUNT.articles),
      passages: head.database.prepare(COUNT.passages),
    };
  }

  lookUp(terms: readonly string[]): TermMatches {
    const rows = this.#read(terms);
    const byTerm = new Map(rows.map((row) => [row.term, row]));
    const found = terms.map((term) => byTerm.get(term));
    const { passageWords, articleWords, passages, articles } = this.#lengths();
    const counts: WordCounts = {
      passages: passages.length,
      articles: articles.length,
      passageWords,
      articleWords,
      passagesWith: found.map((term) => term?.passages ?? 0),
      articlesWith: found.map((term) => term?.articles ?? 0),
    };
    return { counts, score: (collection, weights) => this.#score(found, collection, weights) };
  }

  articlesWith(terms: readonly string[]): readonly number[] {
    return this.#countOf("articles", terms);
  }

  passagesWith(terms: readonly string[]): readonly number[] {
    return this.#countOf("passages", terms);
  }

  holding(terms: readonly string[]): readonly number[] {
    const found = this.#read(terms);
    if (found.length < terms.length) return [];
    // Starting with the rarest term leaves the fewest rows to check.
    const rarestFirst = found.toSorted((a, b) => a.passages - b.passages);
    return heldRows(
      rarestFirst.map(({ postings }) => postings),
      this.#head.rows.firstRows,
    );
  }

  termsLike(term: string, letters: number): readonly string[] {
    const [first = ""] = term;
    const { length } = [...term];
    return this.#head.database
      .prepare(SELECT_TERMS_LIKE)
      .pluck()
      .all(first, `${first}\u{10ffff}`, length - letters, length + letters) as string[];
  }

  termsBeginning(letters: string, limit: number): readonly string[] {
    return this.#head.database
      .prepare(SELECT_TERMS_BEGINNING)
      .pluck()
      .all(letters, `${letters}\u{10ffff}`, limit) as string[];
  }

  termsEnding(letters: string, limit: number): readonly string[] {
    return this.#head.database
      .prepare(SELECT_TERMS_ENDING)
      .pluck()
      .all(letters, `%___${letters.replace(/[%_\\]/g, "\\$&")}`, limit) as string[];
  }

  close(): void {
    this.#postings.close();
  }

  #read(terms: readonly string[]): readonly TermPostings[] {
    const found = this.#selectTerms.all(JSON.stringify(terms)) as StoredTerm[];
    const postings = this.#postings.read(found.map(({ start, length }) => ({ start, end: start + length })));
    return found.map(({ term, articles, passages }, index) => {
      return { term, articles, passages, postings: postings[index] as Uint8Array };
    });
  }

  #countOf(what: keyof typeof COUNT, terms: readonly string[]): readonly number[] {
    const rows = this.#countTerms[what].all(JSON.stringify(terms)) as TermCount[];
    const byTerm = new Map(rows.map(({ term, count }) => [term, count]));
    return terms.map((term) => byTerm.get(term) ?? 0);
  }

  #score(
    found: readonly (TermPostings | undefined)[],
    collection: WordCounts,
    weights: readonly number[] = [],
  ): WordScores {
    const norms = this.#normsFor(collection);
    const scores = new Bm25Scores(norms);
    found.forEach((term, position) => {
      if (term === undefined) return;
      const weight = weights[position] ?? 1;
      scores.add(term.postings, {
        passages: weight * inverseFrequency(collection.passages, collection.passagesWith[position] ?? 0),
        articles: weight * inverseFrequency(collection.articles, collection.articlesWith[position] ?? 0),
      });
    });
    return new PassageScores(scores, this.#lengths());
  }

  /** Norms change only when segments are added or removed. */
  #normsFor(collection: WordCounts): LengthNorms {
    const passageAverage = collection.passageWords / Math.max(1, collection.passages);
    const articleAverage = collection.articleWords / Math.max(1, collection.articles);
    const key = `${passageAverage} ${articleAverage}`;
    if (this.#norms?.key === key) return this.#norms.norms;
    const { passages, articles, firstRows } = this.#lengths();
    const norms = {
      passages: lengthNorms(passages, passageAverage),
      articles: lengthNorms(articles, articleAverage),
      firstRows,
    };
    this.#norms = { key, norms };
    return norms;
  }

  #lengths(): LoadedLengths {
    this.#loaded ??= loadLengths(this.#head);
    return this.#loaded;
  }
}

const SELECT_TERMS =
  "SELECT w.term, w.articles, w.passages, w.start, w.length FROM json_each(?) wanted CROSS JOIN words w ON w.term = wanted.value";

const COUNT = {
  articles:
    "SELECT w.term, w.articles AS count FROM json_each(?) wanted CROSS JOIN words w ON w.term = wanted.value",
  passages:
    "SELECT w.term, w.passages AS count FROM json_each(?) wanted CROSS JOIN words w ON w.term = wanted.value",
};

/** The location of a term's postings. */
interface StoredTerm extends Omit<TermPostings, "postings"> {
  readonly start: number;
  readonly length: number;
}

interface TermCount {
  readonly term: string;
  readonly count: number;
}

/** A range of the key, so that only terms with this first letter are read. */
const SELECT_TERMS_LIKE =
  "SELECT term FROM words WHERE term >= ? AND term < ? AND length(term) BETWEEN ? AND ? ORDER BY term";

const SELECT_TERMS_BEGINNING =
  "SELECT term FROM words WHERE term > ? AND term < ? ORDER BY articles DESC, term LIMIT ?";

/** LIKE ignores case, so compare exactly as well. */
const SELECT_TERMS_ENDING =
  "SELECT term FROM words WHERE substr(term, -length(?1)) = ?1 AND term LIKE ?2 ESCAPE '\\' ORDER BY articles DESC, term LIMIT ?3";

interface LoadedLengths extends ArticleRows {
  /** Whether an article has only a headline. */
  readonly hasEmptyArticles: boolean;
  readonly passages: Uint32Array;
  readonly articles: Uint32Array;
  readonly passageWords: number;
  readonly articleWords: number;
}

function loadLengths(head: SegmentHead): LoadedLengths {
  const [passages, articles] = [head.array("passageLengths"), head.array("articleLengths")];
  const { firstRows } = head.rows;
  const hasEmptyArticles = articles.some((_, article) => firstRows[article] === firstRows[article + 1]);
  const words = { passageWords: sum(passages), articleWords: sum(articles) };
  return { passages, articles, ...head.rows, ...words, hasEmptyArticles };
}

function sum(numbers: Uint32Array): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** Scores of passages: the article's score, minus part of the passage's gap to the article's best passage. */
class PassageScores implements WordScores {
  readonly #scores: Bm25Scores;
  readonly #lengths: LoadedLengths;

  constructor(scores: Bm25Scores, lengths: LoadedLengths) {
    this.#scores = scores;
    this.#lengths = lengths;
  }

  best(limit: number, allowed: RowSet | null): readonly LexicalMatch[] {
    const holding = this.#rowsToRank(limit, allowed);
    return topK(this.of(holding), limit, holding).map(({ row, similarity }) => ({
      row,
      score: similarity,
    }));
  }

  of(rows: ArrayLike<number>): Float32Array {
    const { passages, articles } = this.#scores;
    const { articleOf } = this.#lengths;
    const scores = new Float32Array(rows.length);
    let [article, best] = [-1, 0];
    // A loop, because a common word is in every other passage and `from` calls a function for each.
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index] as number;
      if (articleOf[row] !== article) {
        article = articleOf[row] as number;
        best = this.#bestOf(article);
      }
      const missing = best - (passages[row] as number);
      scores[index] = Math.max(0, (articles[article] as number) - DISTANCE_FROM_BEST * missing);
    }
    return scores;
  }

  covered(rows: readonly number[]): Float32Array {
    const { covered } = this.#scores;
    return Float32Array.from(rows, (row) => covered[row] as number);
  }

  #bestOf(article: number): number {
    const { firstRows } = this.#lengths;
    const end = firstRows[article + 1] as number;
    let best = 0;
    for (let row = firstRows[article] as number; row < end; row++) {
      best = Math.max(best, this.#scores.passages[row] as number);
    }
    return best;
  }

  /** The rows with words that may be among the best, ascending. */
  #rowsToRank(limit: number, allowed: RowSet | null): ArrayLike<number> {
    const { passages, articles } = this.#scores;
    const { firstRows } = this.#lengths;
    const least = allowed === null ? this.#leastOfBest(limit) : 0;
    const rows = new Uint32Array(passages.length);
    let count = 0;
    for (let article = 0; article < articles.length; article++) {
      const score = articles[article] as number;
      if (score === 0 || score < least) continue;
      const end = firstRows[article + 1] as number;
      for (let row = firstRows[article] as number; row < end; row++) {
        if ((passages[row] as number) > 0 && (allowed === null || allowed.has(row))) rows[count++] = row;
      }
    }
    return rows.subarray(0, count);
  }

  /**
   * No passage scores more than its article, and the best one of each article scores the same. Articles below the best
   * `limit` therefore contain none of the best passages.
   */
  #leastOfBest(limit: number): number {
    if (this.#lengths.hasEmptyArticles) return 0;
    const best = topK(this.#scores.articles, limit);
    return best.length < limit ? 0 : (best.at(-1)?.similarity ?? 0);
  }
}
