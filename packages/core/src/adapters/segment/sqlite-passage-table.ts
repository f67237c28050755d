import { pathToFileURL } from "node:url";
import Database from "libsql";
import { LRUCache } from "lru-cache";
import { ARTICLE_FIELD_NAMES, type ArticleFieldName, declarationOf } from "../../article-fields.ts";
import { DatelineError } from "../../errors.ts";
import type {
  FacetCount,
  IndexedPassage,
  PassageSpan,
  PassageTable,
  RowRange,
} from "../../ports/passage-table.ts";
import type { RowSet } from "../../ports/row-set.ts";
import type { SentenceSimilarity, SentenceTable } from "../../ports/sentence-table.ts";
import type { Article, Embedding, FacetField, Filter } from "../../types.ts";
import { ArticleFilter } from "./article-filter.ts";
import type { WrittenGraph } from "./hnsw-writer.ts";
import { RowNodes } from "./row-nodes.ts";
import { keyColumnOf } from "./segment-schema.ts";
import { SentenceComparer } from "./sentence-comparer.ts";
import { SqliteStoryTable } from "./sqlite-story-table.ts";
import { SqliteWordIndex } from "./sqlite-word-index.ts";

/** Of one segment: the sentences of some ten thousand passages. */
const KEPT_SENTENCE_BYTES = 2 ** 25;
/** What an entry takes beside its bytes, about. */
const ENTRY_BYTES = 200;

/** Reads `passages.sqlite`. */
export class SqlitePassageTable implements PassageTable, SentenceTable {
  readonly passageCount: number;
  readonly articleCount: number;
  readonly words: SqliteWordIndex;
  readonly stories: SqliteStoryTable;
  readonly #database: Database.Database;
  readonly #filter: ArticleFilter;
  readonly #readPassages: Database.Statement;
  readonly #readSentences: Database.Statement;
  readonly #sentences = new LRUCache<number, Uint8Array>({
    maxSize: KEPT_SENTENCE_BYTES,
    sizeCalculation: ({ length }) => length + ENTRY_BYTES,
  });
  #comparer: SentenceComparer | undefined;

  /** @throws DatelineError `index-corrupt` when the file is not a segment's database */
  constructor(file: string) {
    let database: Database.Database | undefined;
    try {
      // `immutable` spares the locks: nothing writes to a finished segment.
      database = new Database(`${pathToFileURL(file).href}?mode=ro&immutable=1`);
      this.#database = database;
      this.passageCount = this.#count("passages");
      this.articleCount = this.#count("articles");
      this.#readPassages = this.#database.prepare(READ_PASSAGES);
      this.#readSentences = this.#database.prepare(READ_SENTENCES);
      const words = new SqliteWordIndex(database);
      this.words = words;
      this.#filter = new ArticleFilter(database, () => words.firstRows);
      this.stories = new SqliteStoryTable(database);
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

  rows(): readonly number[] {
    return Array.from({ length: this.passageCount }, (_, row) => row);
  }

  rowsMatching(filter: Filter): RowSet | null {
    return this.#filter.rowsMatching(filter);
  }

  read(rows: readonly number[]): readonly IndexedPassage[] {
    const found = this.#readPassages.all(JSON.stringify(rows)) as PassageColumns[];
    const passages = new Map(found.map((columns) => [columns.row, columns]));
    return rows.map((row) => {
      const columns = passages.get(row);
      if (columns !== undefined) return toIndexedPassage(columns);
      throw new DatelineError("internal", `Cannot read passage ${row}: the segment has ${this.passageCount}`);
    });
  }

  spans(rows: readonly number[]): readonly PassageSpan[] {
    const spans = this.#database.prepare(READ_SPANS).all(JSON.stringify(rows)) as PassageSpan[];
    if (spans.length === rows.length) return spans;
    throw new DatelineError(
      "internal",
      `Cannot read the spans of passages: ${rows.length} were asked for, the segment has ${spans.length} of them`,
    );
  }

  articleRanges(rows: ArrayLike<number>): readonly RowRange[] {
    return this.words.articleRanges(rows);
  }

  countArticles(field: FacetField, rows: ArrayLike<number> | null): readonly FacetCount[] {
    const { value, key } = facetColumns(field);
    const some =
      rows === null
        ? ""
        : `WHERE a.row IN (SELECT p.article_row FROM json_each(?) wanted
             CROSS JOIN passages p ON p.row = wanted.value)`;
    return this.#database
      .prepare(
        `SELECT min(${value}) AS value, count(*) AS count FROM articles a ${some}
         GROUP BY ${key} ORDER BY count DESC, ${key}`,
      )
      .all(...(rows === null ? [] : [JSON.stringify(Array.from(rows))])) as FacetCount[];
  }

  similarities(query: Embedding, rows: readonly number[]): readonly (readonly SentenceSimilarity[])[] {
    if (this.#comparer?.dimensions !== query.length) this.#comparer = new SentenceComparer(query.length);
    return this.#comparer.compare(query, this.#keptSentences(rows));
  }

  /** @throws DatelineError `index-corrupt` when it is not told, or not of whole numbers that follow one another */
  graph(): WrittenGraph {
    const [graph] = this.#database.prepare(READ_GRAPH).all() as GraphColumns[];
    if (graph === undefined) {
      throw new DatelineError(
        "index-corrupt",
        "Cannot read the passages: what is known of their graph is missing",
      );
    }
    const { isSound, nodeOfPassage } = graph;
    if (nodeOfPassage === null)
      return { isSound: isSound === 1, nodes: RowNodes.distinct(this.passageCount) };
    // A copy, since what SQLite returns need not begin at a multiple of four bytes.
    const { buffer } = new Uint8Array(nodeOfPassage).slice();
    const nodes = RowNodes.of(new Uint32Array(buffer, 0, Math.floor(buffer.byteLength / 4)));
    return { isSound: isSound === 1, nodes };
  }

  /** The sentences of some passages, as `encodeSentences` lays them out. */
  storedSentences(rows: readonly number[]): readonly Uint8Array[] {
    if (rows.length === 0) return [];
    const found = this.#readSentences.all(JSON.stringify(rows)) as SentenceColumns[];
    const embeddingsOf = new Map(found.map(({ row, embeddings }) => [row, embeddings]));
    return rows.map((row) => {
      const embeddings = embeddingsOf.get(row);
      if (embeddings === undefined) {
        throw new DatelineError("internal", `Cannot read the sentences of passage ${row}: there is none`);
      }
      return new Uint8Array(embeddings);
    });
  }

  /** Getting bytes out of SQLite takes longer than comparing them, and queries often meet the same passages. */
  #keptSentences(rows: readonly number[]): readonly Uint8Array[] {
    const missing = rows.filter((row) => !this.#sentences.has(row));
    const read = new Map(
      this.storedSentences(missing).map((bytes, index) => [missing[index] as number, bytes]),
    );
    const kept = rows.map((row) => (read.get(row) ?? this.#sentences.get(row)) as Uint8Array);
    for (const [row, bytes] of read) this.#sentences.set(row, bytes);
    return kept;
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

/** All rows in one statement: a call into SQLite costs several times what reading one row does. */
const READ_PASSAGES = `
SELECT p.row, p.ordinal, p.start, p."end",
       ${ARTICLE_FIELD_NAMES.map((name) => `a.${declarationOf(name).column} AS ${name}`).join(", ")}
FROM json_each(?) wanted CROSS JOIN passages p ON p.row = wanted.value JOIN articles a ON a.row = p.article_row`;

const READ_SENTENCES = `
SELECT s.passage_row AS row, s.embeddings FROM json_each(?) wanted CROSS JOIN sentences s ON s.passage_row = wanted.value`;

const READ_SPANS = `
SELECT p.ordinal, p.start, p."end" FROM json_each(?) wanted CROSS JOIN passages p ON p.row = wanted.value`;

/** What is shown of the values that are counted as one, and what makes them one. */
function facetColumns(field: FacetField): { readonly value: string; readonly key: string } {
  if (field !== "month") return { value: `a.${declarationOf(field).column}`, key: `a.${keyColumnOf(field)}` };
  const month = "substr(a.published_at, 1, 7)";
  return { value: month, key: month };
}

const READ_GRAPH = "SELECT is_sound AS isSound, node_of_passage AS nodeOfPassage FROM graph";

interface GraphColumns {
  readonly isSound: number;
  readonly nodeOfPassage: ArrayBuffer | null;
}

interface SentenceColumns {
  readonly row: number;
  readonly embeddings: ArrayBuffer;
}

/** What SQLite has of a passage and its article. */
type PassageColumns = Readonly<Record<"row" | "ordinal" | "start" | "end", number>> &
  Readonly<Record<ArticleFieldName, string | number | null>>;

function toIndexedPassage({ row, ordinal, start, end, ...columns }: PassageColumns): IndexedPassage {
  const fields = ARTICLE_FIELD_NAMES.map((name) => [name, fieldValue(name, columns[name])]);
  const article = Object.fromEntries(fields) as Article;
  const passage = { articleId: article.id, ordinal, start, end, text: article.text.slice(start, end) };
  return { row, passage, article };
}

function fieldValue(name: ArticleFieldName, stored: string | number | null): Article[ArticleFieldName] {
  return declarationOf(name).type === "flag" ? stored === 1 : (stored as string | null);
}
