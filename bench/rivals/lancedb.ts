import { queryTerms } from "@dateline-search/core/search/query-terms";
import type { Embedding } from "@dateline-search/core/types";
import { embeddingAt, type PassageSet } from "../passages/passage-set.ts";
import { type Engine, type EngineQuery, HNSW, loadRival, type Rows, WANTED } from "./engine.ts";

interface Query {
  select(columns: readonly string[]): Query;
  limit(count: number): Query;
  ef(ef: number): Query;
  nprobes(count: number): Query;
  refineFactor(factor: number): Query;
  nearestTo(vector: Float32Array): Query;
  fullTextSearch(text: string, options: { readonly columns: readonly string[] }): Query;
  rerank(reranker: unknown): Query;
  toArray(): Promise<readonly { readonly row: number; readonly text: string }[]>;
}

interface Table {
  createIndex(column: string, options: { readonly config: unknown }): Promise<void>;
  optimize(options: { readonly cleanupOlderThan: Date }): Promise<unknown>;
  query(): Query;
  vectorSearch(vector: Float32Array): Query;
}

export interface LanceDb {
  connect(
    uri: string,
    options?: object,
  ): Promise<{
    createTable(name: string, rows: readonly object[]): Promise<Table>;
    openTable(name: string): Promise<Table>;
  }>;
  readonly Index: {
    hnswSq(options: object): unknown;
    ivfPq(options: object): unknown;
    ivfRq(options: object): unknown;
    fts(options: object): unknown;
  };
  readonly rerankers: { readonly RRFReranker: { create(): Promise<unknown> } };
}

const TABLE = "passages";
/** Without the vector, like a search page. */
const SHOWN = ["row", "text"];

function loadLanceDb(): LanceDb {
  // Otherwise it logs a warning for each query.
  process.env["LANCEDB_LOG"] = "error";
  return loadRival<LanceDb>("@lancedb/lancedb");
}

type VectorIndex = (index: LanceDb["Index"]) => unknown;
type Effort = (query: Query, effort: number) => Query;

/** LanceDB with HNSW at 8 bits per dimension, and its word index for hybrid search. */
export const lanceHnswSq: Engine = {
  build: (set, folder) => buildTable(set, folder, { vectors: hnswSq, hasWords: true }),
  async open(folder, effort) {
    const { rerankers } = loadLanceDb();
    const table = await openTable(folder);
    const reranker = await rerankers.RRFReranker.create();
    return {
      nearest: ({ embedding }) => rowsOf(table.vectorSearch(embedding).ef(effort)),
      words: ({ text }) => rowsOf(withWords(table.query(), text)),
      hybrid: (query) => rowsOf(hybridQuery(table, query, effort).rerank(reranker)),
    };
  },
};

/** LanceDB with product quantization. The effort is the number of partitions that are read. */
export const lanceIvfPq = vectorsOnly(
  (index) => index.ivfPq({ distanceType: "cosine", numSubVectors: 96 }),
  (query, effort) => query.nprobes(effort).refineFactor(5),
);

/** LanceDB with one bit per dimension (RaBitQ). */
export const lanceIvfRq = vectorsOnly(
  (index) => index.ivfRq({ distanceType: "cosine" }),
  (query, effort) => query.nprobes(effort).refineFactor(5),
);

/** Also used by the function for cold starts. */
export function hybridQuery(table: Table, { text, embedding }: EngineQuery, effort: number): Query {
  return withWords(table.query(), text)
    .nearestTo(embedding as Embedding)
    .ef(effort);
}

export async function openTable(uri: string, storageOptions?: object): Promise<Table> {
  const database = await loadLanceDb().connect(uri, storageOptions === undefined ? {} : { storageOptions });
  return await database.openTable(TABLE);
}

function hnswSq(index: LanceDb["Index"]): unknown {
  return index.hnswSq({
    distanceType: "cosine",
    m: HNSW.links,
    efConstruction: HNSW.buildEffort,
    numPartitions: 1,
  });
}

function vectorsOnly(vectors: VectorIndex, withEffort: Effort): Engine {
  return {
    build: (set, folder) => buildTable(set, folder, { vectors, hasWords: false }),
    async open(folder, effort) {
      const table = await openTable(folder);
      return { nearest: ({ embedding }) => rowsOf(withEffort(table.vectorSearch(embedding), effort)) };
    },
  };
}

async function buildTable(
  { passages, embeddings }: PassageSet,
  folder: string,
  { vectors, hasWords }: { readonly vectors: VectorIndex; readonly hasWords: boolean },
): Promise<void> {
  const { connect, Index } = loadLanceDb();
  const database = await connect(folder);
  const rows = passages.map(({ articleId, title, text }, row) => {
    const vector = Array.from(embeddingAt(embeddings, row));
    return { row, articleId, title, text: `${title}\n${text}`, vector };
  });
  const table = await database.createTable(TABLE, rows);
  await table.createIndex("vector", { config: vectors(Index) });
  // Like Dateline: English stems, no function words.
  if (hasWords) await table.createIndex("text", { config: Index.fts({ stem: true, removeStopWords: true }) });
  await table.optimize({ cleanupOlderThan: new Date() });
}

function withWords(query: Query, text: string): Query {
  return query.fullTextSearch(queryTerms(text).join(" "), { columns: ["text"] });
}

async function rowsOf(query: Query): Promise<Rows> {
  const found = await query.select(SHOWN).limit(WANTED).toArray();
  return found.map(({ row }) => Number(row));
}
