import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import hnswlib from "hnswlib-node";
import { DIMENSIONS, embeddingAt, readEmbeddings } from "../passages/passage-set.ts";
import { type Engine, HNSW, loadRival, WANTED } from "./engine.ts";
import { nearestRows } from "./exact-scan.ts";

/** A loop over float32 embeddings in JavaScript: finds everything. */
export const exactScan: Engine = {
  async build({ embeddings }, folder) {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "embeddings.f32"), new Uint8Array(embeddings.buffer));
  },
  async open(folder) {
    const embeddings = await readEmbeddings(folder);
    return { nearest: ({ embedding }) => nearestRows(embeddings, embedding, WANTED) };
  },
};

/** hnswlib alone. */
export const rawHnswlib: Engine = {
  async build({ embeddings, passages }, folder) {
    await mkdir(folder, { recursive: true });
    const index = new hnswlib.HierarchicalNSW("ip", DIMENSIONS);
    index.initIndex(passages.length, HNSW.links, HNSW.buildEffort);
    for (let row = 0; row < passages.length; row++) {
      index.addPoint(Array.from(embeddingAt(embeddings, row)), row);
    }
    await index.writeIndex(join(folder, "vectors.hnsw"));
  },
  async open(folder, effort) {
    const index = new hnswlib.HierarchicalNSW("ip", DIMENSIONS);
    await index.readIndex(join(folder, "vectors.hnsw"));
    index.setEf(effort);
    return { nearest: ({ embedding }) => index.searchKnn(Array.from(embedding), WANTED).neighbors };
  },
};

interface Usearch {
  readonly Index: new (
    options: object,
  ) => {
    add(keys: BigUint64Array, vectors: Float32Array, threads: number): void;
    search(vector: Float32Array, count: number, threads: number): { readonly keys: BigUint64Array };
    save(file: string): void;
    load(file: string): void;
  };
}

/** usearch with the same graph and 8 bits per dimension, like Dateline. */
export const usearch: Engine = {
  async build({ embeddings, passages }, folder) {
    await mkdir(folder, { recursive: true });
    const index = openUsearch(HNSW.buildEffort);
    const keys = BigUint64Array.from({ length: passages.length }, (_, row) => BigInt(row));
    index.add(keys, embeddings, 1);
    index.save(join(folder, "vectors.usearch"));
  },
  async open(folder, effort) {
    const index = openUsearch(effort);
    index.load(join(folder, "vectors.usearch"));
    return { nearest: ({ embedding }) => Array.from(index.search(embedding, WANTED, 1).keys, Number) };
  },
};

function openUsearch(effort: number) {
  const { Index } = loadRival<Usearch>("usearch");
  return new Index({
    metric: "cos",
    quantization: "i8",
    dimensions: DIMENSIONS,
    connectivity: HNSW.links,
    expansion_add: HNSW.buildEffort,
    expansion_search: effort,
    multi: false,
  });
}

interface Vectra {
  readonly LocalIndex: new (
    folder: string,
  ) => {
    createIndex(): Promise<void>;
    beginUpdate(): Promise<void>;
    insertItem(item: { id: string; vector: number[]; metadata: object }): Promise<unknown>;
    endUpdate(): Promise<void>;
    getIndexStats(): Promise<unknown>;
    queryItems(vector: number[], text: string, count: number): Promise<readonly { item: { id: string } }[]>;
  };
}

/**
 * Vectra: one JSON file, and a scan. Its hybrid search is not measured, because it tokenizes every text again for each
 * query.
 */
export const vectra: Engine = {
  async build({ embeddings, passages }, folder) {
    const { LocalIndex } = loadRival<Vectra>("vectra");
    const index = new LocalIndex(folder);
    await index.createIndex();
    await index.beginUpdate();
    for (const row of passages.keys()) {
      const vector = Array.from(embeddingAt(embeddings, row));
      await index.insertItem({ id: String(row), vector, metadata: { row } });
    }
    await index.endUpdate();
  },
  async open(folder) {
    const { LocalIndex } = loadRival<Vectra>("vectra");
    const index = new LocalIndex(folder);
    await index.getIndexStats();
    return {
      nearest: async ({ embedding }) => {
        const found = await index.queryItems(Array.from(embedding), "", WANTED);
        return found.map(({ item }) => Number(item.id));
      },
    };
  },
};
