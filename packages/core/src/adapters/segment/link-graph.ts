import { DatelineError } from "../../errors.ts";
import { type Neighbor, topK } from "../../ports/vector-index.ts";
import { ByteList, ByteReader } from "./varints.ts";

/** Initial capacity of a heap. */
const FIRST_CAPACITY = 64;

/**
 * Similarities of the first `count` nodes of a list to the query; larger is nearer. The next call overwrites the result.
 * One call compares several nodes, so that the processor fetches the memory of all of them at once.
 */
export type NodeSimilarities = (nodes: Uint32Array, count: number) => Float64Array;

/** The links of one layer: those of node n are `links[starts[n]]`…`links[starts[n + 1] − 1]`, ascending. */
interface Layer {
  readonly starts: Uint32Array;
  readonly links: Uint32Array;
}

/** The links of each node in one layer; empty for a node that is not in it. */
export type LayerLinks = readonly (readonly number[])[];

/**
 * The links of an HNSW graph without its vectors, and how to search it (Malkov and Yashunin 2018,
 * https://arxiv.org/abs/1603.09320, algorithms 2 and 5). hnswlib builds the graph. It could also search it, but only in
 * its own file format with float32 vectors, which take four times the bytes of those stored here.
 */
export class LinkGraph {
  readonly nodeCount: number;
  readonly #entry: number;
  /** The ground layer first. */
  readonly #layers: readonly Layer[];
  /** The last search that visited each node. */
  readonly #metIn: Uint32Array;
  /** Buffer for the neighbours of a node. */
  readonly #neighbors: Uint32Array;
  #searches = 0;

  private constructor(nodeCount: number, entry: number, layers: readonly Layer[]) {
    this.nodeCount = nodeCount;
    this.#entry = entry;
    this.#layers = layers;
    this.#metIn = new Uint32Array(nodeCount);
    this.#neighbors = new Uint32Array(Math.max(1, ...layers.map(mostLinks)));
  }

  /** @param layers the ground layer first, each with as many nodes */
  static of(entry: number, layers: readonly LayerLinks[]): LinkGraph {
    const nodeCount = layers[0]?.length ?? 0;
    return new LinkGraph(nodeCount, entry, layers.map(packLayer));
  }

  /**
   * Encodes the number of nodes, the entry and the number of layers. Then for each node of each layer the number of links
   * and each link as the difference from the previous one. All numbers are packed by `ByteList`.
   */
  encode(): Uint8Array {
    const bytes = new ByteList();
    for (const number of [this.nodeCount, this.#entry, this.#layers.length]) bytes.push(number);
    for (const { starts, links } of this.#layers) {
      for (let node = 0; node < this.nodeCount; node++) {
        const [first, end] = [starts[node] as number, starts[node + 1] as number];
        bytes.push(end - first);
        let last = 0;
        for (let index = first; index < end; index++) {
          bytes.push((links[index] as number) - last);
          last = links[index] as number;
        }
      }
    }
    return bytes.bytes;
  }

  /** @throws DatelineError `index-corrupt` when it is not a complete graph with this number of nodes */
  static decode(bytes: Uint8Array, nodeCount: number): LinkGraph {
    const reader = new ByteReader(bytes);
    const [nodes, entry, layerCount] = [reader.next(), reader.next(), reader.next()];
    if (nodes !== nodeCount || (nodes > 0 && entry >= nodes)) {
      throw damaged(`it has ${nodes} nodes and begins at node ${entry}, there are ${nodeCount} embeddings`);
    }
    const layers: Layer[] = [];
    for (let layer = 0; layer < layerCount; layer++) layers.push(readLayer(reader, nodeCount));
    if (!reader.atEnd) throw damaged("bytes are left behind its last layer");
    return new LinkGraph(nodeCount, entry, layers);
  }

  /**
   * @param k at most the number of nodes
   * @param breadth number of nearest nodes to keep during the search (ef), at least `k`
   * @returns nodes, in no order
   */
  search(
    similaritiesOf: NodeSimilarities,
    { k, breadth }: { readonly k: number; readonly breadth: number },
  ): readonly Neighbor[] {
    if (k <= 0 || this.nodeCount === 0) return [];
    let nearest = this.#entry;
    for (const layer of this.#layers.slice(1).reverse())
      nearest = this.#descend(layer, nearest, similaritiesOf);
    const found = this.#searchGround(nearest, similaritiesOf, Math.max(k, breadth));
    const rows = found.nodes();
    return topK(found.similarities(), k).map(({ row, similarity }) => {
      return { row: rows[row] as number, similarity };
    });
  }

  #searchGround(entry: number, similaritiesOf: NodeSimilarities, breadth: number): NodeHeap {
    const ground = this.#layers[0] as Layer;
    const neighbors = this.#neighbors;
    const search = this.#nextSearch();
    const found = new NodeHeap(breadth + 1, "farthest");
    const ahead = new NodeHeap(breadth, "nearest");
    const first = this.#similarityOf(entry, similaritiesOf);
    found.push(entry, first);
    ahead.push(entry, first);
    this.#metIn[entry] = search;
    while (ahead.size > 0 && (found.size < breadth || ahead.topSimilarity >= found.topSimilarity)) {
      const count = this.#meetNeighbors(ground, ahead.pop(), search);
      const similarities = similaritiesOf(neighbors, count);
      for (let index = 0; index < count; index++) {
        const similarity = similarities[index] as number;
        if (found.size === breadth && similarity <= found.topSimilarity) continue;
        ahead.push(neighbors[index] as number, similarity);
        found.push(neighbors[index] as number, similarity);
        if (found.size > breadth) found.pop();
      }
    }
    return found;
  }

  /** Lists the neighbours of a node that this search has not visited. @returns their number */
  #meetNeighbors({ starts, links }: Layer, node: number, search: number): number {
    const [metIn, neighbors] = [this.#metIn, this.#neighbors];
    const end = starts[node + 1] as number;
    let count = 0;
    for (let index = starts[node] as number; index < end; index++) {
      const neighbor = links[index] as number;
      if (metIn[neighbor] === search) continue;
      metIn[neighbor] = search;
      neighbors[count++] = neighbor;
    }
    return count;
  }

  /** Goes from each node to its nearest neighbour until none is nearer. */
  #descend({ starts, links }: Layer, entry: number, similaritiesOf: NodeSimilarities): number {
    let [nearest, best] = [entry, this.#similarityOf(entry, similaritiesOf)];
    for (let from = -1; from !== nearest; ) {
      from = nearest;
      const neighbors = links.subarray(starts[from], starts[from + 1]);
      const similarities = similaritiesOf(neighbors, neighbors.length);
      for (let index = 0; index < neighbors.length; index++) {
        const similarity = similarities[index] as number;
        if (similarity > best) [nearest, best] = [neighbors[index] as number, similarity];
      }
    }
    return nearest;
  }

  #similarityOf(node: number, similaritiesOf: NodeSimilarities): number {
    this.#neighbors[0] = node;
    return similaritiesOf(this.#neighbors, 1)[0] as number;
  }

  #nextSearch(): number {
    this.#searches = (this.#searches + 1) >>> 0;
    if (this.#searches === 0) {
      this.#metIn.fill(0);
      this.#searches = 1;
    }
    return this.#searches;
  }
}

function mostLinks({ starts }: Layer): number {
  let most = 0;
  for (let node = 1; node < starts.length; node++) {
    most = Math.max(most, (starts[node] as number) - (starts[node - 1] as number));
  }
  return most;
}

function packLayer(linksOf: LayerLinks): Layer {
  const starts = new Uint32Array(linksOf.length + 1);
  linksOf.forEach(({ length }, node) => {
    starts[node + 1] = (starts[node] as number) + length;
  });
  const links = new Uint32Array(starts.at(-1) ?? 0);
  linksOf.forEach((ofNode, node) => {
    links.set(
      ofNode.toSorted((a, b) => a - b),
      starts[node],
    );
  });
  return { starts, links };
}

function readLayer(reader: ByteReader, nodeCount: number): Layer {
  const starts = new Uint32Array(nodeCount + 1);
  let links = new Uint32Array(nodeCount * 32);
  let end = 0;
  for (let node = 0; node < nodeCount; node++) {
    let last = 0;
    for (let left = reader.next(); left > 0; left--) {
      last += reader.next();
      if (last >= nodeCount) throw damaged(`node ${node} links to node ${last} of ${nodeCount}`);
      if (end === links.length) {
        const longer = new Uint32Array(2 * end + 32);
        longer.set(links);
        links = longer;
      }
      links[end++] = last;
    }
    starts[node + 1] = end;
  }
  return { starts, links: links.slice(0, end) };
}

function damaged(why: string): DatelineError {
  return new DatelineError("index-corrupt", `Cannot read the HNSW graph: ${why}`);
}

/** A binary heap of nodes by similarity, in typed arrays, with the nearest or the farthest on top. */
class NodeHeap {
  #nodes: Uint32Array;
  /** Negated if the farthest is on top, so that the greatest key always is. */
  #keys: Float32Array;
  #size = 0;
  readonly #sign: 1 | -1;

  /** @param capacity initial capacity */
  constructor(capacity: number, top: "nearest" | "farthest") {
    this.#nodes = new Uint32Array(Math.max(capacity, FIRST_CAPACITY));
    this.#keys = new Float32Array(this.#nodes.length);
    this.#sign = top === "nearest" ? 1 : -1;
  }

  get size(): number {
    return this.#size;
  }

  /** For a heap that is not empty. */
  get topSimilarity(): number {
    return this.#sign * (this.#keys[0] as number);
  }

  /** In heap order. */
  nodes(): Uint32Array {
    return this.#nodes.subarray(0, this.#size);
  }

  /** In the same order. */
  similarities(): Float32Array {
    return this.#keys.subarray(0, this.#size).map((key) => this.#sign * key);
  }

  push(node: number, similarity: number): void {
    if (this.#size === this.#nodes.length) this.#grow();
    const [nodes, keys] = [this.#nodes, this.#keys];
    const key = this.#sign * similarity;
    let hole = this.#size++;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if ((keys[parent] as number) >= key) break;
      keys[hole] = keys[parent] as number;
      nodes[hole] = nodes[parent] as number;
      hole = parent;
    }
    keys[hole] = key;
    nodes[hole] = node;
  }

  /** Removes the top of a heap that is not empty. */
  pop(): number {
    const [nodes, keys] = [this.#nodes, this.#keys];
    const top = nodes[0] as number;
    const last = --this.#size;
    const key = keys[last] as number;
    const node = nodes[last] as number;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= last) break;
      if (child + 1 < last && (keys[child + 1] as number) > (keys[child] as number)) child++;
      if ((keys[child] as number) <= key) break;
      keys[hole] = keys[child] as number;
      nodes[hole] = nodes[child] as number;
      hole = child;
    }
    keys[hole] = key;
    nodes[hole] = node;
    return top;
  }

  #grow(): void {
    const nodes = new Uint32Array(2 * this.#nodes.length);
    const keys = new Float32Array(nodes.length);
    nodes.set(this.#nodes);
    keys.set(this.#keys);
    [this.#nodes, this.#keys] = [nodes, keys];
  }
}
