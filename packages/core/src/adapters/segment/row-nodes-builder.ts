import type { Embedding } from "../../types.ts";
import { RowNodes } from "./row-nodes.ts";

/** Detects duplicate embeddings, row by row. */
export class RowNodesBuilder {
  readonly #nodeOfRow: number[] = [];
  readonly #nodeOfHash = new Map<number, number>();
  readonly #embeddingOf: (node: number) => ArrayLike<number>;
  #nodeCount = 0;
  #finished: RowNodes | undefined;

  /** @param embeddingOf reads the embedding of a node */
  constructor(embeddingOf: (node: number) => ArrayLike<number>) {
    this.#embeddingOf = embeddingOf;
  }

  get rowCount(): number {
    return this.#nodeOfRow.length;
  }

  get nodeCount(): number {
    return this.#nodeCount;
  }

  nodeOf(row: number): number {
    return this.#nodeOfRow[row] as number;
  }

  /** @returns whether the embedding of the next row is new and needs the next node */
  add(embedding: Embedding): boolean {
    this.#finished = undefined;
    const hash = hashOf(embedding);
    const known = this.#nodeOfHash.get(hash);
    if (known !== undefined && isEqual(this.#embeddingOf(known), embedding)) {
      this.#nodeOfRow.push(known);
      return false;
    }
    // Of two embeddings with the same hash, only the first is found again. The second gets additional nodes, which is
    // harmless.
    if (known === undefined) this.#nodeOfHash.set(hash, this.#nodeCount);
    this.#nodeOfRow.push(this.#nodeCount++);
    return true;
  }

  /** Nodes of the rows so far. */
  get nodes(): RowNodes {
    this.#finished ??= RowNodes.of(Uint32Array.from(this.#nodeOfRow));
    return this.#finished;
  }
}

/** 53 bits of two multiplicative hashes over the bits of the values. */
function hashOf({ buffer, byteOffset, length }: Embedding): number {
  let [high, low] = [0x9e3779b9, 0x85ebca6b];
  for (const word of new Uint32Array(buffer, byteOffset, length)) {
    high = Math.imul(high ^ word, 0xcc9e2d51);
    high ^= high >>> 15;
    low = Math.imul(low ^ word, 0x1b873593);
    low ^= low >>> 13;
  }
  return (high >>> 11) * 2 ** 32 + (low >>> 0);
}

function isEqual(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  for (let index = 0; index < b.length; index++) if (a[index] !== b[index]) return false;
  return true;
}
