import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import Database from "libsql";
import { DatelineError } from "../../errors.ts";
import type { EmbeddingCache } from "../../ports/embedding-cache.ts";
import type { Embedding } from "../../types.ts";

/** How long to wait while another process writes. */
const BUSY_TIMEOUT_MS = 30_000;
const FLOAT_BYTES = 4;

/**
 * An embedding cache in one SQLite file, which several processes may use at once. Floats are little-endian.
 */
export class SqliteEmbeddingCache implements EmbeddingCache {
  readonly #database: Database.Database;
  readonly #select: Database.Statement;
  readonly #insert: Database.Statement;

  /** @throws DatelineError `invalid-input` when the file is not a cache or cannot be created */
  constructor(file: string) {
    let database: Database.Database | undefined;
    try {
      mkdirSync(dirname(file), { recursive: true });
      database = new Database(file);
      database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
        CREATE TABLE IF NOT EXISTS embeddings (key BLOB PRIMARY KEY, floats BLOB NOT NULL) STRICT, WITHOUT ROWID`);
      this.#database = database;
      this.#select = database.prepare(
        "SELECT lower(hex(key)) AS key, floats FROM embeddings WHERE key IN (SELECT unhex(value) FROM json_each(?))",
      );
      this.#insert = database.prepare("INSERT OR IGNORE INTO embeddings VALUES (unhex(?), ?)");
    } catch (cause) {
      database?.close();
      throw new DatelineError(
        "invalid-input",
        `Cannot open the embedding cache "${file}": ${(cause as Error).message}; remove the file to start a new one`,
        { cause },
      );
    }
  }

  async getMany(keys: readonly string[]): Promise<readonly (Embedding | undefined)[]> {
    const rows = this.#select.all(JSON.stringify(keys)) as { key: string; floats: ArrayBuffer }[];
    const found = new Map(rows.map(({ key, floats }) => [key, toFloats(floats)]));
    return keys.map((key) => found.get(key));
  }

  async putMany(entries: ReadonlyMap<string, Embedding>): Promise<void> {
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      for (const [key, { buffer, byteOffset, byteLength }] of entries) {
        this.#insert.run(key, Buffer.from(buffer, byteOffset, byteLength));
      }
      this.#database.exec("COMMIT");
    } catch (error) {
      this.#database.exec("ROLLBACK");
      throw error;
    }
  }

  close(): void {
    this.#database.close();
  }
}

/** Copies the result of SQLite, which may not be aligned to four bytes. */
function toFloats(bytes: ArrayBuffer | Uint8Array): Embedding | undefined {
  const copy = new Uint8Array(bytes).slice();
  return copy.byteLength % FLOAT_BYTES === 0 ? new Float32Array(copy.buffer) : undefined;
}
