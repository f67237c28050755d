import { LRUCache } from "lru-cache";
import { DatelineError } from "../../errors.ts";
import type { StoredEmbeddings } from "../../ports/passage-embeddings.ts";
import type { HeldPassages, SentenceSimilarity, SentenceTable } from "../../ports/sentence-table.ts";
import { checkDimensions, checkRow } from "../../ports/vector-index.ts";
import type { Embedding } from "../../types.ts";
import { CodeMatrix } from "./code-matrix.ts";
import type { CodedEmbeddings } from "./coded-vectors.ts";
import { decodeEmbeddings, decodePassage, passageOf } from "./embedding-codec.ts";
import { EmbeddingComparer } from "./embedding-comparer.ts";
import { HeldEmbeddings } from "./held-embeddings.ts";
import type { RowNodes } from "./row-nodes.ts";
import type { StoredBytes } from "./stored-bytes.ts";

/** Cache per segment: the embeddings of some eighteen thousand passages. */
const KEPT_BYTES = 2 ** 25;
/** Approximate overhead of a cache entry. */
const ENTRY_BYTES = 300;
/** Chunk size for reading the whole file. */
const BYTES_AT_ONCE = 2 ** 20;

export interface EmbeddingTableShape {
  readonly dimensions: number;
  readonly nodes: RowNodes;
  /** Start of each row's record, followed by the end of the last one. */
  readonly starts: Float64Array;
}

/** Reads `embeddings.bin`: a record of `encodeEmbeddings` for each passage, in row order. */
export class EmbeddingTable implements SentenceTable, CodedEmbeddings {
  readonly dimensions: number;
  readonly nodes: RowNodes;
  readonly #starts: Float64Array;
  readonly #bytes: StoredBytes;
  readonly #comparer: EmbeddingComparer;
  readonly #kept = new LRUCache<number, Uint8Array>({
    maxSize: KEPT_BYTES,
    sizeCalculation: ({ length }) => ENTRY_BYTES + length,
  });
  #matrix: CodeMatrix | undefined;

  /** @throws DatelineError `index-corrupt` when records and rows do not match */
  constructor(bytes: StoredBytes, { dimensions, nodes, starts }: EmbeddingTableShape) {
    this.#bytes = bytes;
    this.dimensions = dimensions;
    this.nodes = nodes;
    this.#starts = starts;
    this.#comparer = new EmbeddingComparer(dimensions);
    if (starts.length === nodes.rowCount + 1 && starts.at(-1) === bytes.sizeBytes) return;
    throw new DatelineError(
      "index-corrupt",
      `Cannot open the embeddings: ${starts.length - 1} records of ${starts.at(-1)} bytes for ${nodes.rowCount} passages, the file has ${bytes.sizeBytes}`,
    );
  }

  similarities(query: Embedding, rows: readonly number[]): readonly (readonly SentenceSimilarity[])[] {
    checkDimensions(query, this.dimensions);
    return this.#comparer.compare(query, this.#records(rows)).map(({ sentences }) => sentences);
  }

  nearest(query: Embedding, rows: readonly number[]): Float64Array {
    checkDimensions(query, this.dimensions);
    return this.#comparer.nearestSentences(query, this.#records(rows));
  }

  hold(rows: readonly number[]): HeldPassages {
    const records = this.#records(rows).map((bytes) => decodeEmbeddings(bytes, this.dimensions));
    return new HeldEmbeddings(records, this.dimensions);
  }

  /** Of the passages alone, read one by one rather than all of them. */
  passageSimilarities(query: Embedding, rows: readonly number[]): Float32Array {
    checkDimensions(query, this.dimensions);
    const records = this.#records(rows).map((bytes) => passageOf(bytes, this.dimensions));
    return Float32Array.from(this.#comparer.compare(query, records), ({ similarity }) => similarity);
  }

  stored(rows: readonly number[]): readonly StoredEmbeddings[] {
    return this.#read(rows).map((bytes) => ({ passage: decodePassage(bytes, this.dimensions), bytes }));
  }

  matrix(): CodeMatrix {
    this.#matrix ??= this.#loadMatrix();
    return this.#matrix;
  }

  close(): void {
    this.#bytes.close();
  }

  /** Caches records, because queries often hit the same passages. Reads the others in order: neighbours are read at once. */
  #records(rows: readonly number[]): readonly Uint8Array[] {
    const missing = [...new Set(rows.filter((row) => !this.#kept.has(row)))].sort((a, b) => a - b);
    const read = this.#read(missing);
    const found = new Map(missing.map((row, index) => [row, read[index] as Uint8Array]));
    const records = rows.map((row) => (found.get(row) ?? this.#kept.get(row)) as Uint8Array);
    for (const [row, record] of found) this.#kept.set(row, record);
    return records;
  }

  #read(rows: readonly number[]): readonly Uint8Array[] {
    return this.#bytes.read(
      rows.map((row) => {
        checkRow(row, this.nodes.rowCount);
        return { start: this.#starts[row] as number, end: this.#starts[row + 1] as number };
      }),
    );
  }

  #loadMatrix(): CodeMatrix {
    const { nodes, dimensions } = this;
    const matrix = new CodeMatrix(nodes.nodeCount, dimensions);
    let node = 0;
    for (let first = 0; first < nodes.rowCount; ) {
      let end = first + 1;
      const start = this.#starts[first] as number;
      while (end < nodes.rowCount && (this.#starts[end + 1] as number) - start <= BYTES_AT_ONCE) end++;
      const [bytes] = this.#bytes.read([{ start, end: this.#starts[end] as number }]) as [Uint8Array];
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      for (; first < end; first++) {
        // The first row of a node provides its embedding.
        if (nodes.nodeOf(first) !== node) continue;
        const at = (this.#starts[first] as number) - start;
        matrix.set(node++, {
          scale: view.getFloat32(at, true),
          codes: new Int8Array(
            bytes.buffer,
            bytes.byteOffset + at + Float32Array.BYTES_PER_ELEMENT,
            dimensions,
          ),
        });
      }
    }
    return matrix;
  }
}
