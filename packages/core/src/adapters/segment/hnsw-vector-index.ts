import hnswlib from "hnswlib-node";
import { DatelineError } from "../../errors.ts";
import { nearestFirst } from "../../ports/nearest-first.ts";
import type { Neighbor, VectorIndex } from "../../ports/vector-index.ts";
import type { Embedding } from "../../types.ts";
import { checkDimensions, checkRow } from "./check-vector.ts";
import { dotProduct } from "./dot-product.ts";
import { HnswFile } from "./hnsw-file.ts";
import { runsOf } from "./runs-of-rows.ts";

/** Breadth of the search at query time; hnswlib's own default of 10 loses neighbours. */
const MIN_EF_SEARCH = 128;

/**
 * Approximate nearest neighbours by HNSW (Malkov and Yashunin 2018, https://arxiv.org/abs/1603.09320). The graph is
 * loaded when the first search needs it: a corpus small enough for exact scans never pays for it.
 */
export class HnswVectorIndex implements VectorIndex {
  readonly exact = false;
  readonly size: number;
  readonly dimensions: number;
  readonly #path: string;
  readonly #file: HnswFile;
  #graph: hnswlib.HierarchicalNSW | undefined;

  /** @throws DatelineError `index-corrupt` when the file is not a whole hnswlib file of that many dimensions */
  constructor(path: string, dimensions: number) {
    this.#path = path;
    this.#file = new HnswFile(path, dimensions);
    this.size = this.#file.layout.size;
    this.dimensions = dimensions;
  }

  search(query: Embedding, k: number): readonly Neighbor[] {
    checkDimensions(query, this.dimensions);
    const wanted = Math.min(k, this.size);
    if (wanted === 0) return [];
    const graph = this.#loadGraph();
    graph.setEf(Math.max(MIN_EF_SEARCH, wanted * 2));
    const { neighbors, distances } = graph.searchKnn(Array.from(query), wanted);
    return neighbors
      .map((row, index) => ({ row, similarity: 1 - (distances[index] as number) }))
      .sort(nearestFirst);
  }

  similarities(query: Embedding, rows: readonly number[]): Float32Array {
    checkDimensions(query, this.dimensions);
    const similarities = new Float32Array(rows.length);
    for (const { first, count, position } of runsOf(rows, this.size)) {
      const { floats, step } = this.#file.readRun(first, count);
      for (let index = 0; index < count; index++) {
        similarities[position + index] = dotProduct(query, floats, index * step);
      }
    }
    return similarities;
  }

  /** The embedding of one row. @throws DatelineError `internal` for a row out of range */
  readRow(row: number): Embedding {
    checkRow(row, this.size);
    return this.#file.readRun(row, 1).floats.slice(0, this.dimensions);
  }

  /** All embeddings, row after row. @param vectors room for `size * dimensions` floats */
  readAll(vectors: Float32Array): void {
    this.#file.readAll(vectors);
  }

  close(): void {
    this.#file.close();
    this.#graph = undefined;
  }

  #loadGraph(): hnswlib.HierarchicalNSW {
    if (this.#graph !== undefined) return this.#graph;
    const graph = new hnswlib.HierarchicalNSW("ip", this.dimensions);
    try {
      graph.readIndexSync(this.#path);
    } catch (cause) {
      throw new DatelineError("index-corrupt", `Cannot load the HNSW graph in "${this.#path}"`, { cause });
    }
    this.#graph = graph;
    return graph;
  }
}
