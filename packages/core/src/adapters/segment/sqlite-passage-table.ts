import { pathToFileURL } from "node:url";
import Database from "libsql";
import { DatelineError } from "../../errors.ts";
import type { IndexedPassage, LexicalMatch, PassageTable } from "../../ports/passage-table.ts";
import type { SentenceSimilarity, SentenceTable } from "../../ports/sentence-table.ts";
import type { Article, Embedding, Filter } from "../../types.ts";
import { filterConditions } from "./filter-conditions.ts";
import { compareSentences } from "./sentence-codec.ts";

/** A word of the headline counts as a word of the passage: most passages say in other words what it is about. */
const TITLE_WEIGHT = 1;
const TEXT_WEIGHT = 1;

/**
 * Reads `passages.sqlite`. BM25 is SQLite's own, with k1 = 1.2 and b = 0.75
 * (https://www.sqlite.org/fts5.html#the_bm25_function).
 */
export class SqlitePassageTable implements PassageTable, SentenceTable {
  readonly passageCount: number;
  readonly articleCount: number;
  readonly #database: Database.Database;
  readonly #readPassage: Database.Statement;
  readonly #readSentences: Database.Statement;

  /** @throws DatelineError `index-corrupt` when the file is not a segment's database */
  constructor(file: string) {
    let database: Database.Database | undefined;
    try {
      // `immutable` spares the locks: nothing writes to a finished segment.
      database = new Database(`${pathToFileURL(file).href}?mode=ro&immutable=1`);
      this.#database = database;
      this.passageCount = this.#count("passages");
      this.articleCount = this.#count("articles");
      this.#readPassage = this.#database.prepare(READ_PASSAGE);
      this.#readSentences = this.#database.prepare(READ_SENTENCES);
    } catch (cause) {
      database?.close();
      throw new DatelineError(
        "index-corrupt",
        `Cannot open the passages in "${file}": not a segment of this format; build the index again`,
        {
          cause,
        },
      );
    }
  }

  rowsMatching(filter: Filter): readonly number[] | null {
    const { conditions, values } = filterConditions(filter);
    if (conditions.length === 0) return null;
    return this.#database
      .prepare(
        `SELECT p.row FROM articles a JOIN passages p ON p.article_row = a.row
         WHERE ${conditions.join(" AND ")} ORDER BY p.row`,
      )
      .pluck()
      .all(...values) as number[];
  }

  lexicalSearch(terms: readonly string[], limit: number, filter: Filter): readonly LexicalMatch[] {
    if (terms.length === 0) return [];
    const { conditions, values } = filterConditions(filter);
    const joins =
      conditions.length === 0
        ? ""
        : "JOIN passages p ON p.row = f.rowid JOIN articles a ON a.row = p.article_row";
    return this.#database
      .prepare(
        `SELECT f.rowid AS row, -bm25(passages_fts, ${TITLE_WEIGHT}, ${TEXT_WEIGHT}) AS score
         FROM passages_fts f ${joins} WHERE ${["passages_fts MATCH ?", ...conditions].join(" AND ")}
         ORDER BY score DESC, row LIMIT ?`,
      )
      .all(matchAny(terms), ...values, limit) as LexicalMatch[];
  }

  read(rows: readonly number[]): readonly IndexedPassage[] {
    return rows.map((row) => {
      // `get` of libsql mixes a field of its own into the row.
      const [columns] = this.#readPassage.all(row) as PassageColumns[];
      if (columns === undefined) {
        throw new DatelineError(
          "internal",
          `Cannot read passage ${row}: the segment has ${this.passageCount}`,
        );
      }
      return toIndexedPassage(columns);
    });
  }

  similarities(query: Embedding, rows: readonly number[]): readonly (readonly SentenceSimilarity[])[] {
    const found = this.#readSentences.all(JSON.stringify(rows)) as SentenceColumns[];
    const embeddingsOf = new Map(found.map(({ row, embeddings }) => [row, embeddings]));
    return rows.map((row) => {
      const embeddings = embeddingsOf.get(row);
      if (embeddings === undefined) {
        throw new DatelineError("internal", `Cannot read the sentences of passage ${row}: there is none`);
      }
      return compareSentences(query, new Uint8Array(embeddings));
    });
  }

  close(): void {
    this.#database.close();
  }

  /** Rows are dense from 0, so the last one tells their number without counting them, which reads a whole index. */
  #count(table: "passages" | "articles"): number {
    const [last] = this.#database.prepare(`SELECT max(row) FROM ${table}`).pluck().all() as [number | null];
    return last === null ? 0 : last + 1;
  }
}

const READ_PASSAGE = `
SELECT p.row, p.ordinal, p.start, p."end", a.id, a.title, a.title_derived, a.text, a.url, a.source, a.author, a.section,
       a.place, a.agency, a.language, a.published_at, a.updated_at
FROM passages p JOIN articles a ON a.row = p.article_row WHERE p.row = ?`;

/** All rows in one statement: a call into SQLite costs several times what reading one row does. */
const READ_SENTENCES = `
SELECT s.passage_row AS row, s.embeddings FROM json_each(?) wanted CROSS JOIN sentences s ON s.passage_row = wanted.value`;

interface SentenceColumns {
  readonly row: number;
  readonly embeddings: ArrayBuffer;
}

interface PassageColumns
  extends Omit<Article, "titleDerived" | "publishedAt" | "updatedAt">,
    Readonly<Record<"row" | "ordinal" | "start" | "end" | "title_derived", number>>,
    Readonly<Record<"published_at" | "updated_at", string | null>> {}

function toIndexedPassage(columns: PassageColumns): IndexedPassage {
  const { row, ordinal, start, end, title_derived, published_at, updated_at, ...rest } = columns;
  const article: Article = {
    ...rest,
    titleDerived: title_derived === 1,
    publishedAt: published_at,
    updatedAt: updated_at,
  };
  const passage = { articleId: article.id, ordinal, start, end, text: article.text.slice(start, end) };
  return { row, passage, article };
}

/** Every term as an FTS5 string, so that none of it is read as query syntax. */
function matchAny(terms: readonly string[]): string {
  return terms.map((term) => `"${term.replaceAll('"', '""')}"`).join(" OR ");
}
