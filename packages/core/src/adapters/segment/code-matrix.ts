import type { Embedding } from "../../types.ts";
import { createDotKernel, KERNEL_STEP } from "./dot-kernel.ts";
import type { HnswVectorIndex } from "./hnsw-vector-index.ts";
import { PAGE_BYTES } from "./simd-kernel.ts";

const FLOAT_BYTES = Float32Array.BYTES_PER_ELEMENT;
const INT8_MAX = 127;

/** Whether SIMD takes embeddings of this length. */
export function canBeCoded(dimensions: number): boolean {
  return dimensions % KERNEL_STEP === 0;
}

/** Every embedding of an index as int8 with a scale, where SIMD reaches them. */
export class CodeMatrix {
  /** Of each node, the length of the difference between its embedding and what its code stands for. */
  readonly errors: Float32Array;
  readonly #scales: Float32Array;
  readonly #dimensions: number;
  readonly #kernel: ReturnType<typeof createDotKernel>;
  /** In the memory lie the query, room for the products, and the codes. */
  readonly #codesAt: number;

  constructor(vectors: HnswVectorIndex) {
    const { dimensions, nodes } = vectors;
    const { nodeCount } = nodes;
    this.#dimensions = dimensions;
    this.errors = new Float32Array(nodeCount);
    this.#scales = new Float32Array(nodeCount);
    this.#codesAt = (dimensions + nodeCount) * FLOAT_BYTES;
    this.#kernel = createDotKernel("int8", Math.ceil((this.#codesAt + nodeCount * dimensions) / PAGE_BYTES));
    const codes = new Int8Array(this.#kernel.memory.buffer, this.#codesAt, nodeCount * dimensions);
    vectors.forEachNode((node, embedding) => {
      const { scale, error } = encode(embedding, codes.subarray(node * dimensions, (node + 1) * dimensions));
      this.#scales[node] = scale;
      this.errors[node] = error;
    });
  }

  /** Of `count` nodes from `first` on; each is off by its error at most, times the length of the query. */
  similarities(query: Embedding, first: number, count: number): Float32Array {
    const { memory, dots } = this.#kernel;
    new Float32Array(memory.buffer, 0, this.#dimensions).set(query);
    const productsAt = this.#dimensions * FLOAT_BYTES;
    dots(0, this.#codesAt + first * this.#dimensions, count, this.#dimensions, 0, productsAt);
    const similarities = new Float32Array(memory.buffer, productsAt, count).slice();
    for (let index = 0; index < count; index++) {
      similarities[index] = (similarities[index] as number) * (this.#scales[first + index] as number);
    }
    return similarities;
  }
}

function encode(
  embedding: Float32Array,
  codes: Int8Array,
): { readonly scale: number; readonly error: number } {
  let largest = 0;
  for (let index = 0; index < embedding.length; index++) {
    largest = Math.max(largest, Math.abs(embedding[index] as number));
  }
  if (largest === 0) return { scale: 0, error: 0 };
  const scale = Math.fround(largest / INT8_MAX);
  let squares = 0;
  for (let index = 0; index < embedding.length; index++) {
    const value = embedding[index] as number;
    const code = Math.round(value / scale);
    codes[index] = code;
    squares += (value - code * scale) ** 2;
  }
  return { scale, error: Math.sqrt(squares) };
}
