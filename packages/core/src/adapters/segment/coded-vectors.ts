import type { RowSet } from "../../ports/row-set.ts";
import {
  checkDimensions,
  checkRow,
  type Neighbor,
  type ScanIndex,
  topK,
  type VectorIndex,
} from "../../ports/vector-index.ts";
import type { Embedding } from "../../types.ts";
import {
  dotProduct,
  dotsIn,
  KERNEL_STEP,
  type KernelLayout,
  kernelPages,
  layOutKernel,
  MOST_PAGES,
} from "./dot-kernel.ts";
import type { LinkGraph, NodeSimilarities } from "./link-graph.ts";
import type { RowNodes } from "./row-nodes.ts";

/** From this share of the nodes on, compare all, because a list takes longer. */
const MANY_NODES = 1 / 8;
/** Maximum length of a list for one kernel call. A node of a graph has only some dozen neighbours. */
const LISTED_AT_ONCE = 1_024;

/** The embeddings of a segment for its vector indexes. Loaded by the first search that needs them. */
export interface CodedEmbeddings {
  readonly dimensions: number;
  readonly nodes: RowNodes;
  /** All embeddings in memory. */
  matrix(): CodeMatrix;
}

/** Base of both indexes of a segment. */
abstract class CodedVectors {
  protected readonly embeddings: CodedEmbeddings;

  constructor(embeddings: CodedEmbeddings) {
    this.embeddings = embeddings;
  }

  get size(): number {
    return this.embeddings.nodes.rowCount;
  }

  get dimensions(): number {
    return this.embeddings.dimensions;
  }

  similarities(query: Embedding, rows: readonly number[]): Float32Array {
    checkDimensions(query, this.dimensions);
    return similaritiesOf(this.embeddings, query, this.embeddings.nodes.nodesOf(rows));
  }
}

/** Compares every embedding. */
export class ScannedVectors extends CodedVectors implements ScanIndex {
  readonly exact = true;

  search(query: Embedding, k: number): readonly Neighbor[] {
    checkDimensions(query, this.dimensions);
    if (k <= 0) return [];
    const { nodes } = this.embeddings;
    const similarities = this.embeddings.matrix().similarities(query, 0, nodes.nodeCount);
    return nodes.rowsOf(topK(similarities, k), k);
  }

  searchAmong(query: Embedding, k: number, allowed: RowSet): readonly Neighbor[] {
    checkDimensions(query, this.dimensions);
    if (k <= 0) return [];
    const { nodes } = this.embeddings;
    const chosen = nodes.distinctNodesOf(allowed.rows());
    const similarities = similaritiesOf(this.embeddings, query, chosen);
    return nodes.rowsOf(topK(similarities, k, chosen), k, allowed);
  }
}

/** Approximate nearest neighbours by the links of an HNSW graph, compared with the same embeddings as a scan. */
export class LinkedVectors extends CodedVectors implements VectorIndex {
  readonly exact = false;
  readonly #graph: () => LinkGraph;

  /** @param graph called by the first search that needs it */
  constructor(embeddings: CodedEmbeddings, graph: () => LinkGraph) {
    super(embeddings);
    this.#graph = graph;
  }

  search(query: Embedding, k: number): readonly Neighbor[] {
    checkDimensions(query, this.dimensions);
    const { nodes } = this.embeddings;
    const wanted = Math.min(k, nodes.nodeCount);
    const similaritiesOf = this.embeddings.matrix().similaritiesTo(query);
    const found = this.#graph().search(similaritiesOf, { k: wanted, breadth: queryBreadth(wanted) });
    return nodes.rowsOf(found, k);
  }
}

/** Breadth of the search for a query: hnswlib's own default of 10 loses neighbours. */
export function queryBreadth(k: number): number {
  return Math.max(128, k * 2);
}

/** In node order. */
function similaritiesOf(
  embeddings: CodedEmbeddings,
  query: Embedding,
  nodes: ArrayLike<number>,
): Float32Array {
  const { nodeCount } = embeddings.nodes;
  const matrix = embeddings.matrix();
  if (nodes.length <= nodeCount * MANY_NODES) return matrix.similaritiesOf(query, nodes);
  const all = matrix.similarities(query, 0, nodeCount);
  const some = new Float32Array(nodes.length);
  // A loop, because `from` calls a function for each.
  for (let index = 0; index < nodes.length; index++) {
    checkRow(nodes[index] as number, nodeCount);
    some[index] = all[nodes[index] as number] as number;
  }
  return some;
}

/** The int8 embeddings of all nodes of a segment in memory: 388 bytes each at 384 dimensions. */
export class CodeMatrix {
  readonly nodeCount: number;
  readonly #dimensions: number;
  readonly #scales: Float32Array;
  readonly #products: CodeProducts;

  constructor(nodeCount: number, dimensions: number) {
    this.nodeCount = nodeCount;
    this.#dimensions = dimensions;
    this.#scales = new Float32Array(nodeCount);
    const layout = layoutOf(nodeCount, dimensions);
    const suits = dimensions % KERNEL_STEP === 0 && kernelPages(layout) <= MOST_PAGES;
    this.#products = suits ? new SimdProducts(layout) : new PlainProducts(nodeCount, dimensions);
  }

  set(node: number, { scale, codes }: { readonly scale: number; readonly codes: Int8Array }): void {
    this.#scales[node] = scale;
    this.#products.codes.set(codes, node * this.#dimensions);
  }

  embeddingOf(node: number): Embedding {
    const scale = this.#scales[node] as number;
    const start = node * this.#dimensions;
    return Float32Array.from(
      this.#products.codes.subarray(start, start + this.#dimensions),
      (code) => code * scale,
    );
  }

  /** Similarities of `count` nodes from `first` on. */
  similarities(query: Embedding, first: number, count: number): Float32Array {
    this.#products.ask(query);
    const similarities = this.#products.inSequence(first, count).slice();
    for (let index = 0; index < count; index++) {
      similarities[index] = (similarities[index] as number) * (this.#scales[first + index] as number);
    }
    return similarities;
  }

  /** Similarities of some nodes, in their order. @throws DatelineError `internal` for a node out of range */
  similaritiesOf(query: Embedding, nodes: ArrayLike<number>): Float32Array {
    const similaritiesOf = this.similaritiesTo(query);
    const list = new Uint32Array(nodes.length);
    for (let index = 0; index < list.length; index++) {
      checkRow(nodes[index] as number, this.nodeCount);
      list[index] = nodes[index] as number;
    }
    const similarities = new Float32Array(list.length);
    for (let first = 0; first < list.length; first += LISTED_AT_ONCE) {
      const some = list.subarray(first, first + LISTED_AT_ONCE);
      similarities.set(similaritiesOf(some, some.length).subarray(0, some.length), first);
    }
    return similarities;
  }

  /** Valid until the next query. */
  similaritiesTo(query: Embedding): NodeSimilarities {
    const products = this.#products;
    products.ask(query);
    const scales = this.#scales;
    let room = new Float64Array(LISTED_AT_ONCE);
    return (nodes, count) => {
      if (count > room.length) room = new Float64Array(count);
      for (let first = 0; first < count; first += LISTED_AT_ONCE) {
        const end = Math.min(count, first + LISTED_AT_ONCE);
        const found = products.listed(nodes, first, end);
        for (let at = first; at < end; at++) {
          room[at] = (found[at - first] as number) * (scales[nodes[at] as number] as number);
        }
      }
      return room;
    };
  }
}

/** Inner products of a query with the codes of nodes. Each call overwrites the previous result. */
interface CodeProducts {
  /** Node by node, to be filled in. */
  readonly codes: Int8Array;
  ask(query: Embedding): void;
  /** With `count` nodes from `first` on. */
  inSequence(first: number, count: number): Float32Array;
  /** With the nodes from `first` to `end` in a list, at most `LISTED_AT_ONCE`. */
  listed(nodes: Uint32Array, first: number, end: number): Float32Array;
}

function layoutOf(nodeCount: number, dimensions: number): KernelLayout {
  const products = Math.max(nodeCount, LISTED_AT_ONCE);
  return { dimensions, products, addresses: LISTED_AT_ONCE, bytes: nodeCount * dimensions };
}

class SimdProducts implements CodeProducts {
  readonly codes: Int8Array;
  readonly #dimensions: number;
  readonly #query: Float32Array;
  readonly #products: Float32Array;
  readonly #addresses: Uint32Array;
  readonly #dots: ReturnType<typeof dotsIn>;
  readonly #dotsOfListed: ReturnType<typeof dotsIn>;

  constructor(layout: KernelLayout) {
    const { memory, query, products, addresses, vectorsAt } = layOutKernel(layout, kernelPages(layout));
    this.#dimensions = layout.dimensions;
    this.#query = query;
    this.#products = products;
    this.#addresses = addresses;
    this.codes = new Int8Array(memory.buffer, vectorsAt, layout.bytes);
    this.#dots = dotsIn(memory, "int8");
    this.#dotsOfListed = dotsIn(memory, "int8Listed");
  }

  ask(query: Embedding): void {
    this.#query.set(query);
  }

  inSequence(first: number, count: number): Float32Array {
    const from = this.codes.byteOffset + first * this.#dimensions;
    this.#dots(0, from, count, this.#dimensions, this.#products.byteOffset);
    return this.#products.subarray(0, count);
  }

  listed(nodes: Uint32Array, first: number, end: number): Float32Array {
    const [addresses, codesAt] = [this.#addresses, this.codes.byteOffset];
    for (let at = first; at < end; at++) {
      addresses[at - first] = codesAt + (nodes[at] as number) * this.#dimensions;
    }
    this.#dotsOfListed(0, addresses.byteOffset, end - first, this.#dimensions, this.#products.byteOffset);
    return this.#products;
  }
}

/** Fallback for dimensions that the kernel does not support. */
class PlainProducts implements CodeProducts {
  readonly codes: Int8Array;
  readonly #dimensions: number;
  #query: Embedding = new Float32Array();

  constructor(nodeCount: number, dimensions: number) {
    this.codes = new Int8Array(nodeCount * dimensions);
    this.#dimensions = dimensions;
  }

  ask(query: Embedding): void {
    this.#query = query;
  }

  inSequence(first: number, count: number): Float32Array {
    return Float32Array.from({ length: count }, (_, index) => this.#product(first + index));
  }

  listed(nodes: Uint32Array, first: number, end: number): Float32Array {
    return Float32Array.from(nodes.subarray(first, end), (node) => this.#product(node));
  }

  #product(node: number): number {
    return dotProduct(this.#query, this.codes, node * this.#dimensions);
  }
}
