import { writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "libsql";
import { DatelineError } from "../../errors.ts";
import type { PassageToEmbed } from "../../ports/segment-format.ts";
import type { Article, Passage } from "../../types.ts";
import { ArticleColumnsBuilder } from "./article-column.ts";
import { FileAppender } from "./file-appender.ts";
import { FingerprintsBuilder } from "./fingerprint-file.ts";
import { PostingsBuilder } from "./postings-builder.ts";
import { SEGMENT_FILES } from "./segment-files.ts";
import type { ArticleRows } from "./segment-head.ts";
import {
  SEGMENT_INDEXES,
  SEGMENT_SCHEMA,
  type SegmentArrays,
  type SegmentBlobs,
  type SegmentFacts,
} from "./segment-schema.ts";
import { SqliteStoryWriter } from "./sqlite-story-writer.ts";
import { hashBlocks } from "./stored-bytes.ts";
import { TextWriter } from "./text-file.ts";
import { encodeNumbers } from "./varints.ts";

/** Segments with fewer passages get small pages. */
const SMALL_SEGMENT_PASSAGES = 256;
const SMALL_PAGE_BYTES = 1_024;
const PAGE_BYTES = 8_192;
/** Rows per transaction: large enough to be fast, small enough that SQLite's page cache stays small. */
const ARTICLES_PER_TRANSACTION = 1_000;

/** Facts about the embeddings that the tables contain. */
export interface EmbeddingFacts
  extends Pick<SegmentFacts, "dimensions" | "isSound" | "embeddingBytes" | "graphBytes">,
    Pick<SegmentArrays, "recordLengths">,
    Pick<SegmentBlobs, "signs"> {
  /** `null` if every passage has a separate node. */
  readonly nodeOfPassage: Uint32Array | null;
}

/** Writes the tables, the texts, the words and the stories of a new segment. Rows are numbered from 0 in the order of insertion. */
export class SqliteSegmentWriter {
  readonly stories: SqliteStoryWriter;
  readonly #folder: string;
  readonly #database: Database.Database;
  readonly #insertArticle: Database.Statement;
  readonly #textFile: FileAppender;
  readonly #texts: TextWriter;
  readonly #words = new PostingsBuilder();
  readonly #columns = new ArticleColumnsBuilder();
  readonly #fingerprints = new FingerprintsBuilder();
  readonly #firstRows: number[] = [0];
  #rows: ArticleRows | undefined;

  constructor(folder: string) {
    this.#folder = folder;
    this.#database = new Database(join(folder, SEGMENT_FILES.tables));
    // No journal or fsync, because a half-written segment is discarded.
    this.#database.exec(
      `PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA page_size = ${PAGE_BYTES};`,
    );
    this.#database.exec(SEGMENT_SCHEMA);
    this.#insertArticle = this.#database.prepare("INSERT INTO articles VALUES (?, ?, NULL)");
    this.#textFile = new FileAppender(join(folder, SEGMENT_FILES.texts));
    this.#texts = new TextWriter(this.#textFile);
    this.stories = new SqliteStoryWriter(this.#database, {
      rows: () => this.#articleRows(),
      publishedAt: (article) => this.#columns.dates[article] ?? null,
      dates: () => this.#columns.dates,
      articles: (rows) => new Map(rows.map((row) => [row, this.#texts.read(row).article])),
      fingerprints: () => this.#fingerprints,
    });
    this.#database.exec("BEGIN");
  }

  get articleCount(): number {
    return this.#texts.articleCount;
  }

  get passageCount(): number {
    return this.#firstRows.at(-1) as number;
  }

  addArticle(article: Article, passages: readonly Passage[]): void {
    this.#insertArticle.run(this.articleCount, article.id);
    this.#texts.add({ article, spans: passages.map(({ start, end }) => ({ start, end })) });
    this.#columns.add(article);
    this.#firstRows.push(this.passageCount + passages.length);
    this.#words.addArticle({
      headline: headlineToIndex(article),
      passages: passages.map(({ text }) => text),
      language: article.language,
    });
    if (this.articleCount % ARTICLES_PER_TRANSACTION === 0) this.#database.exec("COMMIT; BEGIN");
  }

  passagesToEmbed(start: number, count: number): readonly PassageToEmbed[] {
    const { firstRows, articleOf } = this.#articleRows();
    const end = Math.min(start + count, this.passageCount);
    return Array.from({ length: Math.max(0, end - start) }, (_, index) => {
      const row = start + index;
      const article = articleOf[row] as number;
      const { article: whole, spans } = this.#texts.read(article);
      const span = spans[row - (firstRows[article] as number)];
      return { row, title: whole.title, text: whole.text.slice(span?.start, span?.end) };
    });
  }

  articlesWith(terms: readonly string[]): readonly number[] {
    return terms.map((term) => this.#words.articlesWith(term));
  }

  finish({ nodeOfPassage, recordLengths, signs, ...ofEmbeddings }: EmbeddingFacts): void {
    const { firstArticles, starts } = this.#texts.finish();
    this.#textFile.close();
    const postingBytes = this.#writeWords();
    this.#columns.write(this.#database);
    const { passages, articles } = this.#words.lengths;
    this.#writeFacts({
      ...ofEmbeddings,
      articles: this.articleCount,
      passages: this.passageCount,
      textBytes: this.#textFile.sizeBytes,
      postingBytes,
    });
    this.#writeArrays({
      passageLengths: passages,
      articleLengths: articles,
      passagesOfArticles: differences(this.#firstRows),
      recordLengths,
      nodeOfPassage: nodeOfPassage ?? new Uint32Array(0),
      firstArticles: Uint32Array.from(firstArticles),
      blockLengths: differences(starts),
    });
    this.#writeBlobs({
      signs,
      textHashes: this.#hashBlocks("texts"),
      postingHashes: this.#hashBlocks("postings"),
      embeddingHashes: this.#hashBlocks("embeddings"),
    });
    writeFileSync(join(this.#folder, SEGMENT_FILES.fingerprints), this.#fingerprints.encode());
    this.#closeDatabase();
  }

  abandon(): void {
    this.#textFile.close();
    this.#database.close();
  }

  #articleRows(): ArticleRows {
    if (this.#rows !== undefined && this.#rows.articleOf.length === this.passageCount) return this.#rows;
    const firstRows = Uint32Array.from(this.#firstRows);
    const articleOf = new Uint32Array(this.passageCount);
    for (let article = 0; article < this.articleCount; article++) {
      articleOf.fill(article, firstRows[article], firstRows[article + 1]);
    }
    this.#rows = { firstRows, articleOf };
    return this.#rows;
  }

  /** @returns size of the file in bytes */
  #writeWords(): number {
    const file = new FileAppender(join(this.#folder, SEGMENT_FILES.postings));
    const insertWord = this.#database.prepare("INSERT INTO words VALUES (?, ?, ?, ?, ?)");
    let gathered: Uint8Array[] = [];
    let start = 0;
    let gatheredBytes = 0;
    const flush = () => {
      file.append(Buffer.concat(gathered));
      [gathered, gatheredBytes] = [[], 0];
    };
    for (const { term, articles, passages, postings } of this.#words.terms()) {
      insertWord.run(term, articles, passages, start, postings.length);
      start += postings.length;
      gathered.push(postings);
      gatheredBytes += postings.length;
      if (gatheredBytes > 2 ** 20) flush();
    }
    flush();
    file.close();
    return start;
  }

  #writeFacts(facts: SegmentFacts): void {
    const insert = this.#database.prepare("INSERT INTO facts VALUES (?, ?)");
    for (const [name, value] of Object.entries(facts)) insert.run(name, value);
  }

  #writeArrays(arrays: SegmentArrays): void {
    const insert = this.#database.prepare("INSERT INTO arrays VALUES (?, ?)");
    for (const [name, numbers] of Object.entries(arrays)) insert.run(name, encodeNumbers(numbers));
  }

  #writeBlobs(blobs: SegmentBlobs): void {
    const insert = this.#database.prepare("INSERT INTO blobs VALUES (?, ?)");
    for (const [name, bytes] of Object.entries(blobs)) insert.run(name, bytes);
  }

  #hashBlocks(file: keyof typeof SEGMENT_FILES): Uint8Array {
    return hashBlocks(join(this.#folder, SEGMENT_FILES[file]));
  }

  #closeDatabase(): void {
    this.#database.exec("COMMIT");
    this.#database.exec(SEGMENT_INDEXES);
    // Every table and index takes at least a page, and updates often add only an article or two.
    const pageBytes = this.passageCount < SMALL_SEGMENT_PASSAGES ? SMALL_PAGE_BYTES : PAGE_BYTES;
    this.#database.exec(`ANALYZE; PRAGMA page_size = ${pageBytes}; VACUUM`);
    const problems = this.#database.pragma("integrity_check", { simple: true });
    this.#database.close();
    if (problems !== "ok" && !isOk(problems)) {
      throw new DatelineError(
        "internal",
        `Cannot finish the segment: SQLite found it damaged: ${JSON.stringify(problems)}`,
      );
    }
  }
}

/** libsql returns the row, better-sqlite3 the bare value: accept either. */
function isOk(problems: unknown): boolean {
  return JSON.stringify(problems).includes('"ok"');
}

/** The difference of each number from the previous one. */
function differences(numbers: ArrayLike<number>): Uint32Array {
  const next = (index: number) => (numbers[index + 1] as number) - (numbers[index] as number);
  return Uint32Array.from({ length: numbers.length - 1 }, (_, index) => next(index));
}

/** A title cut from the beginning of the text would count those words again for every passage. */
export function headlineToIndex({ title, titleDerived, text }: Article): string {
  return titleDerived && text.startsWith(title.replace(/…$/u, "")) ? "" : title;
}
