import { DatelineError } from "../../errors.ts";
import type { SentenceSimilarity } from "../../ports/sentence-table.ts";
import type { Embedding } from "../../types.ts";
import { createDotKernel, KERNEL_STEP } from "./dot-kernel.ts";
import { dotProduct } from "./dot-product.ts";
import { HEADER_BYTES, SCALE_AT } from "./sentence-codec.ts";
import { PAGE_BYTES } from "./simd-kernel.ts";

/** Room for some four hundred passages of news, which is what a query compares. */
const FIRST_ROOM_BYTES = 2 ** 21;
const FLOAT_BYTES = Float32Array.BYTES_PER_ELEMENT;

/** Compares a query with packed sentences, with SIMD where the number of dimensions allows it. */
export class SentenceComparer {
  readonly dimensions: number;
  readonly #stride: number;
  readonly #products: (query: Embedding, passages: readonly Uint8Array[]) => ArrayLike<number>;

  constructor(dimensions: number) {
    this.dimensions = dimensions;
    this.#stride = HEADER_BYTES + dimensions;
    this.#products = dimensions % KERNEL_STEP === 0 ? simdProducts(dimensions) : plainProducts(dimensions);
  }

  /**
   * @param query of as many dimensions
   * @param passages for each the bytes that `encodeSentences` made of its sentences
   * @returns for each passage its sentences; of one with several windows the nearest counts
   * @throws DatelineError `index-corrupt` when the bytes are not whole sentences of the query's dimensions
   */
  compare(query: Embedding, passages: readonly Uint8Array[]): readonly (readonly SentenceSimilarity[])[] {
    for (const { length } of passages) {
      if (length % this.#stride === 0) continue;
      throw new DatelineError(
        "index-corrupt",
        `Cannot read sentence embeddings: ${length} bytes are not a multiple of ${this.#stride}`,
      );
    }
    const products = this.#products(query, passages);
    let next = 0;
    return passages.map((bytes) => {
      const first = next;
      next += bytes.length / this.#stride;
      return this.#sentences(bytes, (window) => products[first + window] as number);
    });
  }

  #sentences(bytes: Uint8Array, productOf: (window: number) => number): readonly SentenceSimilarity[] {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const sentences: SentenceSimilarity[] = [];
    for (let offset = 0; offset < bytes.length; offset += this.#stride) {
      const [start, end] = [view.getUint32(offset, true), view.getUint32(offset + 4, true)];
      const similarity = view.getFloat32(offset + SCALE_AT, true) * productOf(offset / this.#stride);
      const last = sentences.at(-1);
      if (last?.start !== start) sentences.push({ start, end, similarity });
      else if (similarity > last.similarity) sentences[sentences.length - 1] = { start, end, similarity };
    }
    return sentences;
  }
}

/** In the memory lie the query, the passages one after the other, and the products. */
function simdProducts(dimensions: number) {
  const stride = HEADER_BYTES + dimensions;
  const passagesAt = dimensions * FLOAT_BYTES;
  let room = 0;
  let kernel: ReturnType<typeof createDotKernel> | undefined;
  return (query: Embedding, passages: readonly Uint8Array[]): Float32Array => {
    const bytes = passages.reduce((sum, { length }) => sum + length, 0);
    const count = bytes / stride;
    if (kernel === undefined || bytes > room) {
      room = Math.max(bytes, FIRST_ROOM_BYTES);
      const products = Math.ceil(room / stride) * FLOAT_BYTES;
      kernel = createDotKernel("int8", Math.ceil((passagesAt + room + products) / PAGE_BYTES) + 1);
    }
    const { buffer } = kernel.memory;
    new Float32Array(buffer, 0, dimensions).set(query);
    const memory = new Uint8Array(buffer);
    let at = passagesAt;
    for (const passage of passages) {
      memory.set(passage, at);
      at += passage.length;
    }
    const productsAt = Math.ceil(at / FLOAT_BYTES) * FLOAT_BYTES;
    kernel.dots(0, passagesAt + HEADER_BYTES, count, dimensions, HEADER_BYTES, productsAt);
    return new Float32Array(buffer, productsAt, count);
  };
}

/** For embeddings of a length that the kernel does not take. */
function plainProducts(dimensions: number) {
  const stride = HEADER_BYTES + dimensions;
  return (query: Embedding, passages: readonly Uint8Array[]): readonly number[] =>
    passages.flatMap((bytes) => {
      const values = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      return Array.from({ length: bytes.length / stride }, (_, window) =>
        dotProduct(query, values, window * stride + HEADER_BYTES),
      );
    });
}
