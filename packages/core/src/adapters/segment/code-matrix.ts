import type { Embedding } from "../../types.ts";
import { createKernelMemory, dotProduct, dotsIn, KERNEL_STEP, PAGE_BYTES } from "./dot-kernel.ts";
import type { NodeSimilarity } from "./link-graph.ts";

const FLOAT_BYTES = Float32Array.BYTES_PER_ELEMENT;
/** Addresses have 32 bits. The last page is unused, so that the end of a vector has an address too. */
const MOST_PAGES = 65_535;

/** The int8 embeddings of all nodes of a segment in memory: 388 bytes each at 384 dimensions. */
export class CodeMatrix {
  readonly nodeCount: number;
  readonly #dimensions: number;
  readonly #scales: Float32Array;
  readonly #codes: Int8Array;
  readonly #dots: Dots;

  constructor(nodeCount: number, dimensions: number) {
    this.nodeCount = nodeCount;
    this.#dimensions = dimensions;
    this.#scales = new Float32Array(nodeCount);
    const pages = Math.ceil(((dimensions + nodeCount) * FLOAT_BYTES + nodeCount * dimensions) / PAGE_BYTES);
    const suits = dimensions % KERNEL_STEP === 0 && pages <= MOST_PAGES;
    [this.#codes, this.#dots] = suits
      ? simdDots(nodeCount, dimensions, pages)
      : plainDots(nodeCount, dimensions);
  }

  set(node: number, { scale, codes }: { readonly scale: number; readonly codes: Int8Array }): void {
    this.#scales[node] = scale;
    this.#codes.set(codes, node * this.#dimensions);
  }

  embeddingOf(node: number): Embedding {
    const scale = this.#scales[node] as number;
    const start = node * this.#dimensions;
    return Float32Array.from(this.#codes.subarray(start, start + this.#dimensions), (code) => code * scale);
  }

  /** Similarities of `count` nodes from `first` on. */
  similarities(query: Embedding, first: number, count: number): Float32Array {
    const similarities = this.#dots(query)(first, count).slice(0, count);
    for (let index = 0; index < count; index++) {
      similarities[index] = (similarities[index] as number) * (this.#scales[first + index] as number);
    }
    return similarities;
  }

  /** Valid until the next query. */
  similarityTo(query: Embedding): NodeSimilarity {
    const dots = this.#dots(query);
    const scales = this.#scales;
    return (node) => (dots(node, 1)[0] as number) * (scales[node] as number);
  }
}

/** Inner products of a query with `count` nodes from `first` on. Each call overwrites the previous result. */
type Dots = (query: Embedding) => (first: number, count: number) => Float32Array;

/** Memory layout: the query, the products, the codes. */
function simdDots(nodeCount: number, dimensions: number, pages: number): [Int8Array, Dots] {
  const memory = createKernelMemory(pages);
  const dots = dotsIn(memory, "int8");
  const productsAt = dimensions * FLOAT_BYTES;
  const codesAt = productsAt + nodeCount * FLOAT_BYTES;
  const room = new Float32Array(memory.buffer, 0, dimensions);
  const products = new Float32Array(memory.buffer, productsAt, nodeCount);
  const ofQuery: Dots = (query) => {
    room.set(query);
    return (first, count) => {
      dots(0, codesAt + first * dimensions, count, dimensions, productsAt);
      return count === nodeCount || count === 1 ? products : products.subarray(0, count);
    };
  };
  return [new Int8Array(memory.buffer, codesAt, nodeCount * dimensions), ofQuery];
}

/** Fallback for dimensions that the kernel does not support. */
function plainDots(nodeCount: number, dimensions: number): [Int8Array, Dots] {
  const codes = new Int8Array(nodeCount * dimensions);
  const ofQuery: Dots = (query) => (first, count) =>
    Float32Array.from({ length: count }, (_, index) =>
      dotProduct(query, codes, (first + index) * dimensions),
    );
  return [codes, ofQuery];
}
