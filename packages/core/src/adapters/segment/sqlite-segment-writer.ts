import Database from "libsql";
import { ARTICLE_FIELD_NAMES, declarationOf } from "../../article-fields.ts";
import { DatelineError } from "../../errors.ts";
import type { PassageToEmbed } from "../../ports/segment-format.ts";
import type { Article, Passage } from "../../types.ts";
import { nameKey } from "../../words/name-key.ts";
import type { WrittenGraph } from "./hnsw-writer.ts";
import { PostingsBuilder } from "./postings-builder.ts";
import { isCompared, keyColumnOf, SEGMENT_INDEXES, SEGMENT_SCHEMA } from "./segment-schema.ts";
import { SqliteStoryWriter } from "./sqlite-story-writer.ts";

/** Segments with fewer passages get small pages. */
const SMALL_SEGMENT_PASSAGES = 256;
const SMALL_PAGE_BYTES = 4_096;
const PAGE_BYTES = 16_384;
/** Rows per transaction: large enough to be fast, small enough that SQLite's page cache stays small. */
const ARTICLES_PER_TRANSACTION = 1_000;

/** Writes `passages.sqlite` of a new segment. Rows are numbered from 0 in the order of insertion. */
export class SqliteSegmentWriter {
  readonly #database: Database.Database;
  readonly #insertArticle: Database.Statement;
  readonly #insertPassage: Database.Statement;
  readonly #words = new PostingsBuilder();
  readonly #insertSentences: Database.Statement;
  readonly #selectTexts: Database.Statement;
  readonly stories: SqliteStoryWriter;
  #articleCount = 0;
  #passageCount = 0;

  constructor(file: string) {
    this.#database = new Database(file);
    // A half-written segment is thrown away whole, so a journal and fsync would protect nothing.
    // A row of sentence embeddings has some 2.5 kB: pages of 4 kB would each hold one and be half empty.
    this.#database.exec(
      `PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA page_size = ${PAGE_BYTES};`,
    );
    this.#database.exec(SEGMENT_SCHEMA);
    this.#insertArticle = this.#database.prepare(INSERT_ARTICLE);
    this.#insertPassage = this.#database.prepare("INSERT INTO passages VALUES (?, ?, ?, ?, ?)");
    this.#selectTexts = this.#database.prepare("SELECT title, text FROM articles WHERE row = ?");
    this.#insertSentences = this.#database.prepare("INSERT INTO sentences VALUES (?, ?)");
    this.stories = new SqliteStoryWriter(this.#database);
    this.#database.exec("BEGIN");
  }

  get articleCount(): number {
    return this.#articleCount;
  }

  get passageCount(): number {
    return this.#passageCount;
  }

  addArticle(article: Article, passages: readonly Passage[]): void {
    const articleRow = this.#articleCount++;
    this.#insertArticle.run(...articleColumns(articleRow, article));
    for (const passage of passages) {
      const row = this.#passageCount++;
      this.#insertPassage.run(row, articleRow, passage.ordinal, passage.start, passage.end);
    }
    this.#words.addArticle({
      headline: headlineToIndex(article),
      passages: passages.map(({ text }) => text),
      language: article.language,
    });
    if (this.#articleCount % ARTICLES_PER_TRANSACTION === 0) this.#database.exec("COMMIT; BEGIN");
  }

  passagesToEmbed(start: number, count: number): readonly PassageToEmbed[] {
    const rows = this.#database
      .prepare(
        `SELECT row, article_row AS articleRow, start, "end" FROM passages WHERE row >= ? AND row < ? ORDER BY row`,
      )
      .all(start, start + count) as { row: number; articleRow: number; start: number; end: number }[];
    const articles = new Map<number, ArticleTexts>();
    return rows.map(({ row, articleRow, start: from, end }) => {
      // Once for each article: a long one has thousands of passages.
      const article = articles.get(articleRow) ?? this.#readTexts(articleRow);
      articles.set(articleRow, article);
      return { row, title: article.title, text: article.text.slice(from, end) };
    });
  }

  articlesWith(terms: readonly string[]): readonly number[] {
    return terms.map((term) => this.#words.articlesWith(term));
  }

  /** @param sentences as `encodeSentences` lays them out */
  addSentences(row: number, sentences: Uint8Array): void {
    this.#insertSentences.run(row, sentences);
  }

  finish({ nodes: { nodeOfRow }, isSound }: WrittenGraph): void {
    this.#insertWords();
    this.#database
      .prepare("INSERT INTO graph VALUES (?, ?)")
      .run(isSound ? 1 : 0, nodeOfRow === null ? null : bytesOf(nodeOfRow));
    this.#database.exec("COMMIT");
    this.#database.exec(SEGMENT_INDEXES);
    // Every table and index takes a page at least, and what is added is an article or two at a time.
    const pageBytes = this.#passageCount < SMALL_SEGMENT_PASSAGES ? SMALL_PAGE_BYTES : PAGE_BYTES;
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

  abandon(): void {
    this.#database.close();
  }

  #insertWords(): void {
    const insertWord = this.#database.prepare("INSERT INTO words VALUES (?, ?, ?, ?)");
    for (const { term, articles, passages, postings } of this.#words.terms()) {
      insertWord.run(term, articles, passages, postings);
    }
    const { passages, articles, firstRows } = this.#words.lengths;
    this.#database
      .prepare("INSERT INTO lengths VALUES (?, ?, ?)")
      .run(bytesOf(passages), bytesOf(articles), bytesOf(firstRows));
  }

  #readTexts(articleRow: number): ArticleTexts {
    const [texts] = this.#selectTexts.all(articleRow) as [ArticleTexts];
    return texts;
  }
}

type ArticleTexts = Pick<Article, "title" | "text">;

/** libsql returns the row, better-sqlite3 the bare value: accept either. */
function isOk(problems: unknown): boolean {
  return JSON.stringify(problems).includes('"ok"');
}

function bytesOf({ buffer, byteOffset, byteLength }: Uint32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** A title that was cut from the beginning of the text would count those words for every passage of the article. */
export function headlineToIndex({ title, titleDerived, text }: Article): string {
  return titleDerived && text.startsWith(title.replace(/…$/u, "")) ? "" : title;
}

const INSERTED = ARTICLE_FIELD_NAMES.flatMap((name) => {
  const { column } = declarationOf(name);
  return isCompared(name) ? [column, keyColumnOf(name)] : [column];
});
const INSERT_ARTICLE = `INSERT INTO articles (row, ${INSERTED.join(", ")})
VALUES (?${", ?".repeat(INSERTED.length)})`;

/** What `INSERT_ARTICLE` takes. */
function articleColumns(row: number, article: Article): (string | number | null)[] {
  const columns = ARTICLE_FIELD_NAMES.flatMap((name) => {
    const value = article[name];
    const stored = typeof value === "boolean" ? Number(value) : value;
    return isCompared(name) ? [stored, keyOf(article[name], declarationOf(name).filter?.compares)] : [stored];
  });
  return [row, ...columns];
}

/** What a filter compares; `filterConditions` does the same to its values. */
function keyOf(value: string | null, compares: "name" | "language" | "id" | undefined): string | null {
  if (value === null) return null;
  return compares === "language" ? value.toLowerCase() : nameKey(value);
}
