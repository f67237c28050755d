import hnswlib from "hnswlib-node";
import { DatelineError } from "../../errors.ts";
import { nearestFirst } from "../../ports/nearest-first.ts";
import type { Neighbor } from "../../ports/vector-index.ts";
import type { Embedding } from "../../types.ts";
import { checkRow } from "./check-vector.ts";

/**
 * Links per node and breadth while building: the authors' middle ground (M 16, ef 200). The seed is fixed so that the
 * same embeddings in the same order give the same file.
 */
const HNSW_OPTIONS = { m: 16, efConstruction: 200, randomSeed: 100 };

/** Candidates looked at for each search while the segment is being built. */
const SEARCH_BREADTH = 64;

/** Builds `vectors.hnsw`: embeddings in row order, inner-product space (they are L2-normalised). */
export class HnswWriter {
  readonly #graph: hnswlib.HierarchicalNSW;
  readonly #capacity: number;
  #added = 0;

  constructor(size: number, dimensions: number) {
    this.#graph = new hnswlib.HierarchicalNSW("ip", dimensions);
    this.#graph.initIndex({ maxElements: size, ...HNSW_OPTIONS });
    this.#capacity = size;
  }

  /** How many embeddings it holds; the row of the next one. */
  get size(): number {
    return this.#added;
  }

  add(embedding: Embedding): void {
    if (this.#added === this.#capacity) {
      throw new DatelineError("internal", `Cannot add an embedding: all ${this.#capacity} passages have one`);
    }
    this.#graph.addPoint(Array.from(embedding), this.#added++);
  }

  /** @throws DatelineError `internal` when the row has none yet */
  embeddingOf(row: number): Embedding {
    checkRow(row, this.#added);
    return Float32Array.from(this.#graph.getPoint(row));
  }

  /** Rows with the nearest embeddings, nearest first; ties in row order. */
  nearest(query: Embedding, k: number): readonly Neighbor[] {
    const wanted = Math.min(k, this.#added);
    if (wanted === 0) return [];
    this.#graph.setEf(Math.max(SEARCH_BREADTH, wanted));
    const { neighbors, distances } = this.#graph.searchKnn(Array.from(query), wanted);
    return neighbors
      .map((row, index) => ({ row, similarity: 1 - (distances[index] as number) }))
      .sort(nearestFirst);
  }

  async write(path: string): Promise<void> {
    if (this.#added !== this.#capacity) {
      throw new DatelineError(
        "internal",
        `Cannot finish the vectors: ${this.#added} embeddings for ${this.#capacity} passages`,
      );
    }
    await this.#graph.writeIndex(path);
  }
}
