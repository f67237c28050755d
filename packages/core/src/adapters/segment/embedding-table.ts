import { LRUCache } from "lru-cache";
import { DatelineError } from "../../errors.ts";
import type { StoredEmbeddings } from "../../ports/passage-embeddings.ts";
import type { HeldPassages, SentenceSimilarity, SentenceTable } from "../../ports/sentence-table.ts";
import { checkDimensions, checkRow } from "../../ports/vector-index.ts";
import type { Embedding } from "../../types.ts";
import { type CodedEmbeddings, CodeMatrix } from "./coded-vectors.ts";
import { dotProduct } from "./dot-kernel.ts";
import {
  decodeEmbeddings,
  decodeLevels,
  decodePassage,
  passageOf,
  type StoredRecord,
} from "./embedding-codec.ts";
import { EmbeddingComparer } from "./embedding-comparer.ts";
import type { RowNodes } from "./row-nodes.ts";
import type { StoredBytes } from "./stored-bytes.ts";
import { allocateMatrix, type VectorMatrix } from "./vector-matrix.ts";

/** Cache per segment: the embeddings of some eighteen thousand passages. */
const KEPT_BYTES = 2 ** 25;
/** Approximate overhead of a cache entry. */
const ENTRY_BYTES = 300;
/** Chunk size for reading the whole file. */
const BYTES_AT_ONCE = 2 ** 20;
/** For rounding, in the bound of a passage's sentences. */
const TOLERANCE = 1e-4;

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

  /** Similarities of the passages alone, without loading all embeddings. */
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

  /**
   * Caches records, because queries often hit the same passages. Reads the others in order, so that neighbours are read
   * at once.
   */
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

/**
 * A bound for the windows of a passage: each is `least` to `most` times the passage, plus an orthogonal part of at most
 * length `beside`.
 */
interface Reach {
  readonly least: number;
  readonly most: number;
  readonly beside: number;
  readonly square: number;
}

/**
 * Records that are decoded once for many queries. Codes are float32 here, with the same products as int8 to the last
 * bit.
 */
export class HeldEmbeddings implements HeldPassages {
  readonly #dimensions: number;
  readonly #records: readonly StoredRecord[];
  readonly #codes: VectorMatrix;
  readonly #windows: VectorMatrix;
  /** Start of each record's windows, followed by the end of the last ones. */
  readonly #starts: readonly number[];
  readonly #reaches: readonly Reach[];
  readonly #similarities: Float32Array;
  /** The same with 64 bits, to compare windows. */
  readonly #wholes: Float64Array;
  readonly #nearest: Float64Array;
  #productsOfWindows: ReturnType<VectorMatrix["productsWith"]>;

  constructor(records: readonly StoredRecord[], dimensions: number) {
    this.#dimensions = dimensions;
    this.#records = records;
    const starts = [0];
    for (const { windows } of records) starts.push((starts.at(-1) as number) + windows.length);
    this.#starts = starts;
    this.#codes = allocateMatrix(records.length, dimensions);
    this.#windows = allocateMatrix(starts.at(-1) as number, dimensions);
    const levels = new Int8Array(dimensions);
    records.forEach(({ codes, windows }, index) => {
      this.#codes.vectors.set(codes, index * dimensions);
      windows.forEach(({ code }, window) => {
        decodeLevels(code, levels);
        this.#windows.vectors.set(levels, ((starts[index] as number) + window) * dimensions);
      });
    });
    this.#reaches = records.map((_, index) => this.#reachOf(index));
    this.#similarities = new Float32Array(records.length);
    this.#nearest = new Float64Array(records.length);
    this.#wholes = new Float64Array(records.length);
    this.#productsOfWindows = this.#windows.productsWith(new Float32Array(dimensions));
  }

  get count(): number {
    return this.#records.length;
  }

  similarities(query: Embedding): Float32Array {
    checkDimensions(query, this.#dimensions);
    this.#productsOfWindows = this.#windows.productsWith(query);
    const products = this.#codes.productsWith(query)(0, this.count);
    for (let index = 0; index < this.count; index++) {
      const product = products[index] as number;
      this.#similarities[index] = Math.fround(product) * this.#scaleOf(index);
      this.#wholes[index] = product * this.#scaleOf(index);
    }
    return this.#similarities;
  }

  /** The parts of a window and of the query that differ in direction from the passage are both orthogonal to it. */
  mostOfSentences(position: number, similarity: number): number {
    const { least, most, beside, square } = this.#reaches[position] as Reach;
    const restOfQuery = Math.sqrt(Math.max(0, 1 - (similarity * similarity) / square));
    return Math.max(least * similarity, most * similarity) + beside * restOfQuery + TOLERANCE;
  }

  nearestSentences(first: number, end: number): Float64Array {
    const start = this.#starts[first] as number;
    const products = this.#productsOfWindows(start, (this.#starts[end] as number) - start);
    let next = 0;
    for (let index = first; index < end; index++) {
      const similarity = this.#wholes[index] as number;
      let nearest = Number.NEGATIVE_INFINITY;
      for (const window of (this.#records[index] as StoredRecord).windows) {
        const ofWindow = window.share * similarity + window.scale * (products[next++] as number);
        if (ofWindow > nearest) nearest = ofWindow;
      }
      this.#nearest[index - first] = nearest;
    }
    return this.#nearest;
  }

  #scaleOf(index: number): number {
    return (this.#records[index] as StoredRecord).scale;
  }

  #reachOf(index: number): Reach {
    const { scale, windows } = this.#records[index] as StoredRecord;
    const codes = this.#codes.vectors.subarray(index * this.#dimensions, (index + 1) * this.#dimensions);
    const square = dotProduct(codes, codes, 0) * scale * scale;
    const parts = windows.map((window, position) => {
      const at = ((this.#starts[index] as number) + position) * this.#dimensions;
      const levels = this.#windows.vectors.subarray(at, at + this.#dimensions);
      const along = square === 0 ? 0 : (window.scale * scale * dotProduct(codes, levels, 0)) / square;
      const whole = dotProduct(levels, levels, 0) * window.scale * window.scale;
      return { along: window.share + along, beside: Math.sqrt(Math.max(0, whole - along * along * square)) };
    });
    return {
      least: Math.min(...parts.map(({ along }) => along)),
      most: Math.max(...parts.map(({ along }) => along)),
      beside: Math.max(0, ...parts.map(({ beside }) => beside)),
      square: square === 0 ? 1 : square,
    };
  }
}
