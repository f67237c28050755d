import type { Embedding } from "../../types.ts";
import { createKernelMemory, dotProduct, dotsIn, KERNEL_STEP, MOST_PAGES, PAGE_BYTES } from "./dot-kernel.ts";

const FLOAT_BYTES = Float32Array.BYTES_PER_ELEMENT;

/** The vectors of an index in memory, and their inner products with a query. */
export interface VectorMatrix {
  /** Row by row, to be filled in. */
  readonly vectors: Float32Array;
  /**
   * Inner products of a query with `count` rows from `first` on. The result may be longer; ignore the rest. The next
   * call overwrites it, and the next query replaces this one.
   */
  productsWith(query: Embedding): (first: number, count: number) => Float32Array | Float64Array;
}

/** Allocates `size` vectors, accessible to SIMD if their length allows it. */
export function allocateMatrix(size: number, dimensions: number): VectorMatrix {
  const suits = dimensions % KERNEL_STEP === 0 && pagesFor(size, dimensions) <= MOST_PAGES;
  return suits ? simdMatrix(size, dimensions) : plainMatrix(size, dimensions);
}

/** Fallback for dimensions that the kernel does not support. */
function plainMatrix(size: number, dimensions: number): VectorMatrix {
  const vectors = new Float32Array(size * dimensions);
  return {
    vectors,
    productsWith: (query) => (first, count) =>
      Float64Array.from({ length: count }, (_, index) =>
        dotProduct(query, vectors, (first + index) * dimensions),
      ),
  };
}

/** Memory layout: the query, the products, the vectors. */
function simdMatrix(size: number, dimensions: number): VectorMatrix {
  const stride = dimensions * FLOAT_BYTES;
  const vectorsAt = stride + productBytes(size);
  const memory = createKernelMemory(pagesFor(size, dimensions));
  const dots = dotsIn(memory, "float32");
  const queryRoom = new Float32Array(memory.buffer, 0, dimensions);
  const room = new Float32Array(memory.buffer, stride, size);
  return {
    vectors: new Float32Array(memory.buffer, vectorsAt, size * dimensions),
    productsWith: (query) => {
      queryRoom.set(query);
      return (first, count) => {
        dots(0, vectorsAt + first * stride, count, stride, stride);
        return room;
      };
    },
  };
}

function pagesFor(size: number, dimensions: number): number {
  return Math.ceil(((size + 1) * dimensions * FLOAT_BYTES + productBytes(size)) / PAGE_BYTES);
}

/** Rounded up to align the vectors to 16 bytes. */
function productBytes(size: number): number {
  return Math.ceil((size * FLOAT_BYTES) / 16) * 16;
}
