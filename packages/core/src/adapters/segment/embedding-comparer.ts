import type { SentenceSimilarity } from "../../ports/sentence-table.ts";
import type { Embedding } from "../../types.ts";
import { dotProduct, dotsIn, KERNEL_STEP, kernelPages, layOutKernel, WORD_BYTES } from "./dot-kernel.ts";
import {
  codeBytes,
  decodeEmbeddings,
  decodeLevels,
  PASSAGE_CODES_AT,
  WindowReader,
} from "./embedding-codec.ts";

/** Initial capacity for some four hundred news passages, as many as a query compares. */
const FIRST_ROOM_BYTES = 2 ** 20;

/** Similarities of a query to a record's passage and sentences. */
export interface ComparedRecord {
  readonly similarity: number;
  readonly sentences: readonly SentenceSimilarity[];
}

/** Inner products of a query with the passages of records, and with all their windows. */
interface RecordProducts {
  readonly passages: ArrayLike<number>;
  readonly windows: ArrayLike<number>;
}

type Multiply = (query: Embedding, records: readonly Uint8Array[]) => RecordProducts;

/** Compares a query with records of `encodeEmbeddings`, using SIMD if the dimensions allow it. */
export class EmbeddingComparer {
  readonly dimensions: number;
  readonly #multiply: Multiply;

  constructor(dimensions: number) {
    this.dimensions = dimensions;
    this.#multiply =
      dimensions % KERNEL_STEP === 0 ? simdProducts(dimensions) : (...of) => plainProducts(dimensions, ...of);
  }

  /**
   * @param query of the same dimensions
   * @returns for each record its sentences; of several windows the nearest counts
   */
  compare(query: Embedding, records: readonly Uint8Array[]): readonly ComparedRecord[] {
    const { passages, windows } = this.#multiply(query, records);
    let next = 0;
    return records.map((bytes, index) => {
      const window = new WindowReader(bytes, this.dimensions);
      const similarity = window.passageScale * (passages[index] as number);
      const sentences: SentenceSimilarity[] = [];
      while (window.next()) {
        const ofWindow = window.share * similarity + window.scale * (windows[next++] as number);
        addWindow(sentences, window, ofWindow);
      }
      return { similarity, sentences };
    });
  }

  /** For each record, the similarity of the nearest sentence; -Infinity without one. */
  nearestSentences(query: Embedding, records: readonly Uint8Array[]): Float64Array {
    const { passages, windows } = this.#multiply(query, records);
    const nearest = new Float64Array(records.length).fill(Number.NEGATIVE_INFINITY);
    let next = 0;
    for (let index = 0; index < records.length; index++) {
      const window = new WindowReader(records[index] as Uint8Array, this.dimensions);
      const similarity = window.passageScale * (passages[index] as number);
      while (window.next()) {
        const ofWindow = window.share * similarity + window.scale * (windows[next++] as number);
        if (ofWindow > (nearest[index] as number)) nearest[index] = ofWindow;
      }
    }
    return nearest;
  }
}

function addWindow(
  sentences: SentenceSimilarity[],
  { start, end }: Pick<WindowReader, "start" | "end">,
  similarity: number,
): void {
  const last = sentences.at(-1);
  if (last?.start !== start) sentences.push({ start, end, similarity });
  else if (similarity > last.similarity) sentences[sentences.length - 1] = { start, end, similarity };
}

/** Grows the memory with the records to compare. */
function simdProducts(dimensions: number): Multiply {
  let room: RecordRoom | undefined;
  return (query, records) => {
    const sizeBytes = records.reduce((sum, { length }) => sum + length, 0);
    if (room === undefined || room.sizeBytes < sizeBytes) {
      room = new RecordRoom(dimensions, Math.max(sizeBytes, FIRST_ROOM_BYTES));
    }
    return room.multiply(query, records);
  };
}

/**
 * Memory for records as they are stored, because the kernel decodes their windows. The passages come first among products
 * and addresses.
 */
class RecordRoom {
  readonly sizeBytes: number;
  readonly #dimensions: number;
  readonly #query: Float32Array;
  readonly #products: Float32Array;
  readonly #addresses: Uint32Array;
  readonly #bytes: Uint8Array;
  readonly #recordsAt: number;
  readonly #dotsOfPassages: ReturnType<typeof dotsIn>;
  readonly #dotsOfWindows: ReturnType<typeof dotsIn>;

  /** @param sizeBytes capacity for records */
  constructor(dimensions: number, sizeBytes: number) {
    this.sizeBytes = sizeBytes;
    this.#dimensions = dimensions;
    // No vector has fewer bytes than a window's code.
    const vectors = Math.floor(sizeBytes / codeBytes(dimensions));
    const layout = { dimensions, products: vectors, addresses: vectors, bytes: sizeBytes };
    // One page more, because the kernel reads beyond the last code.
    const { memory, query, products, addresses, vectorsAt } = layOutKernel(layout, kernelPages(layout) + 1);
    this.#query = query;
    this.#products = products;
    this.#addresses = addresses;
    this.#recordsAt = vectorsAt;
    this.#bytes = new Uint8Array(memory.buffer);
    this.#dotsOfPassages = dotsIn(memory, "int8Listed");
    this.#dotsOfWindows = dotsIn(memory, "levelsListed");
  }

  /** The next call overwrites the result. */
  multiply(query: Embedding, records: readonly Uint8Array[]): RecordProducts {
    const passages = records.length;
    const vectors = this.#place(records);
    this.#query.set(query);
    const [addresses, products] = [this.#addresses, this.#products];
    this.#dotsOfPassages(0, addresses.byteOffset, passages, this.#dimensions, products.byteOffset);
    this.#dotsOfWindows(
      0,
      addresses.byteOffset + passages * WORD_BYTES,
      vectors - passages,
      codeBytes(this.#dimensions),
      products.byteOffset + passages * WORD_BYTES,
    );
    return { passages: products.subarray(0, passages), windows: products.subarray(passages, vectors) };
  }

  /** @returns number of vectors in the records */
  #place(records: readonly Uint8Array[]): number {
    let at = this.#recordsAt;
    let vectors = records.length;
    for (let index = 0; index < records.length; index++) {
      const bytes = records[index] as Uint8Array;
      this.#bytes.set(bytes, at);
      this.#addresses[index] = at + PASSAGE_CODES_AT;
      const window = new WindowReader(bytes, this.#dimensions);
      while (window.next()) this.#addresses[vectors++] = at + window.codeAt;
      at += bytes.length;
    }
    return vectors;
  }
}

/** Fallback for dimensions that the kernel does not support. */
function plainProducts(dimensions: number, query: Embedding, records: readonly Uint8Array[]): RecordProducts {
  const levels = new Int8Array(dimensions);
  const decoded = records.map((bytes) => decodeEmbeddings(bytes, dimensions));
  return {
    passages: decoded.map(({ codes }) => dotProduct(query, codes, 0)),
    windows: decoded.flatMap(({ windows }) =>
      windows.map(({ code }) => {
        decodeLevels(code, levels);
        return dotProduct(query, levels, 0);
      }),
    ),
  };
}
