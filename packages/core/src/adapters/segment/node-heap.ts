const FIRST_CAPACITY = 64;

/** A binary heap of nodes by similarity, in typed arrays, with the nearest or the farthest on top. */
export class NodeHeap {
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
