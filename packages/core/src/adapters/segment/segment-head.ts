import { pathToFileURL } from "node:url";
import Database from "libsql";
import { DatelineError } from "../../errors.ts";
import { type ArticleColumn, type FilterColumn, loadArticleColumn } from "./article-column.ts";
import type { SegmentArrays, SegmentBlobs, SegmentFacts } from "./segment-schema.ts";
import { decodeNumbers } from "./varints.ts";

/** Reads the tables of a segment. Large parts are read on first use and cached. */
export class SegmentHead {
  readonly database: Database.Database;
  readonly facts: SegmentFacts;
  readonly #columns = new Map<FilterColumn, ArticleColumn>();
  #rows: ArticleRows | undefined;

  /** @throws DatelineError `index-corrupt` when the file is not a segment's database */
  constructor(file: string) {
    let database: Database.Database | undefined;
    try {
      // `immutable` avoids locks: nothing writes to a finished segment.
      database = new Database(`${pathToFileURL(file).href}?mode=ro&immutable=1`);
      this.database = database;
      this.facts = readFacts(database);
    } catch (cause) {
      database?.close();
      throw new DatelineError(
        "index-corrupt",
        `Cannot open the passages in "${file}": not a segment of this format; build the index again`,
        { cause },
      );
    }
  }

  /** @throws DatelineError `index-corrupt` when it is missing */
  array(name: keyof SegmentArrays): Uint32Array {
    const [row] = this.database.prepare("SELECT numbers FROM arrays WHERE name = ?").all(name) as readonly {
      readonly numbers: ArrayBuffer;
    }[];
    if (row !== undefined) return decodeNumbers(new Uint8Array(row.numbers));
    throw new DatelineError("index-corrupt", `Cannot read the segment: it lacks the list "${name}"`);
  }

  /** @throws DatelineError `index-corrupt` when it is not there */
  blob(name: keyof SegmentBlobs): Uint8Array {
    const [row] = this.database.prepare("SELECT bytes FROM blobs WHERE name = ?").all(name) as readonly {
      readonly bytes: ArrayBuffer;
    }[];
    if (row !== undefined) return new Uint8Array(row.bytes);
    throw new DatelineError("index-corrupt", `Cannot read the segment: it lacks the bytes "${name}"`);
  }

  column(name: FilterColumn): ArticleColumn {
    const column = this.#columns.get(name) ?? loadArticleColumn(this.database, name);
    this.#columns.set(name, column);
    return column;
  }

  get rows(): ArticleRows {
    this.#rows ??= articleRows(this.array("passagesOfArticles"));
    return this.#rows;
  }

  close(): void {
    this.database.close();
  }
}

/** Maps between passages and articles. */
export interface ArticleRows {
  /** Row of the first passage of each article, followed by the number of passages. */
  readonly firstRows: Uint32Array;
  /** For each passage, the row of its article. */
  readonly articleOf: Uint32Array;
}

function articleRows(passagesOf: Uint32Array): ArticleRows {
  const firstRows = new Uint32Array(passagesOf.length + 1);
  passagesOf.forEach((passages, article) => {
    firstRows[article + 1] = (firstRows[article] as number) + passages;
  });
  const articleOf = new Uint32Array(firstRows.at(-1) ?? 0);
  passagesOf.forEach((_, article) => {
    articleOf.fill(article, firstRows[article], firstRows[article + 1]);
  });
  return { firstRows, articleOf };
}

function readFacts(database: Database.Database): SegmentFacts {
  const rows = database.prepare("SELECT name, value FROM facts").all() as readonly {
    readonly name: string;
    readonly value: number;
  }[];
  const facts = Object.fromEntries(rows.map(({ name, value }) => [name, value]));
  const missing = FACTS.filter((name) => !Number.isInteger(facts[name]));
  if (missing.length > 0) throw new Error(`it does not say: ${missing.join(", ")}`);
  return facts as unknown as SegmentFacts;
}

const FACTS: readonly (keyof SegmentFacts)[] = [
  "articles",
  "passages",
  "dimensions",
  "isSound",
  "textBytes",
  "postingBytes",
  "embeddingBytes",
  "graphBytes",
];
