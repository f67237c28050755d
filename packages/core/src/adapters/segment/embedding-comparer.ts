import type { SentenceSimilarity } from "../../ports/sentence-table.ts";
import type { Embedding } from "../../types.ts";
import { createDotKernel, dotProduct, KERNEL_STEP, PAGE_BYTES } from "./dot-kernel.ts";
import { decodeLevels, type StoredRecord, type StoredWindow } from "./embedding-codec.ts";

/** Initial capacity for some four hundred news passages, which is what a query compares. */
const FIRST_ROOM_BYTES = 2 ** 21;
const FLOAT_BYTES = Float32Array.BYTES_PER_ELEMENT;

/** Similarities of a query to a record's passage and sentences. */
export interface ComparedRecord {
  readonly similarity: number;
  readonly sentences: readonly SentenceSimilarity[];
}

/** Compares a query with stored embeddings, using SIMD if the dimensions allow it. */
export class EmbeddingComparer {
  readonly dimensions: number;
  readonly #products: (query: Embedding, records: readonly StoredRecord[]) => ArrayLike<number>;

  constructor(dimensions: number) {
    this.dimensions = dimensions;
    this.#products = dimensions % KERNEL_STEP === 0 ? simdProducts(dimensions) : plainProducts(dimensions);
  }

  /**
   * @param query of the same dimensions
   * @returns for each record its sentences; the nearest of several windows counts
   */
  compare(query: Embedding, records: readonly StoredRecord[]): readonly ComparedRecord[] {
    const products = this.#products(query, records);
    let next = 0;
    return records.map(({ scale, windows }) => {
      const similarity = scale * (products[next++] as number);
      const sentences: SentenceSimilarity[] = [];
      for (const window of windows) {
        const ofWindow = window.share * similarity + window.scale * (products[next++] as number);
        addWindow(sentences, window, ofWindow);
      }
      return { similarity, sentences };
    });
  }
}

function addWindow(sentences: SentenceSimilarity[], { start, end }: StoredWindow, similarity: number): void {
  const last = sentences.at(-1);
  if (last?.start !== start) sentences.push({ start, end, similarity });
  else if (similarity > last.similarity) sentences[sentences.length - 1] = { start, end, similarity };
}

function vectorsIn(records: readonly StoredRecord[]): number {
  return records.reduce((sum, { windows }) => sum + 1 + windows.length, 0);
}

/** Memory layout: the query, the vectors, the products. */
function simdProducts(dimensions: number) {
  const vectorsAt = dimensions * FLOAT_BYTES;
  let room = 0;
  let kernel: ReturnType<typeof createDotKernel> | undefined;
  return (query: Embedding, records: readonly StoredRecord[]): Float32Array => {
    const count = vectorsIn(records);
    const bytes = count * dimensions;
    if (kernel === undefined || bytes > room) {
      room = Math.max(bytes, FIRST_ROOM_BYTES);
      const products = Math.ceil(room / dimensions) * FLOAT_BYTES;
      kernel = createDotKernel("int8", Math.ceil((vectorsAt + room + products) / PAGE_BYTES) + 1);
    }
    const { buffer } = kernel.memory;
    new Float32Array(buffer, 0, dimensions).set(query);
    let at = vectorsAt;
    const next = () => {
      const place = new Int8Array(buffer, at, dimensions);
      at += dimensions;
      return place;
    };
    for (const { codes, windows } of records) {
      next().set(codes);
      for (const { code } of windows) decodeLevels(code, next());
    }
    const productsAt = Math.ceil(at / FLOAT_BYTES) * FLOAT_BYTES;
    kernel.dots(0, vectorsAt, count, dimensions, 0, productsAt);
    return new Float32Array(buffer, productsAt, count);
  };
}

/** Fallback for dimensions that the kernel does not support. */
function plainProducts(dimensions: number) {
  const levels = new Int8Array(dimensions);
  return (query: Embedding, records: readonly StoredRecord[]): readonly number[] =>
    records.flatMap(({ codes, windows }) => [
      dotProduct(query, codes, 0),
      ...windows.map(({ code }) => {
        decodeLevels(code, levels);
        return dotProduct(query, levels, 0);
      }),
    ]);
}
