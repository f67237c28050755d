import type { Embedding } from "../types.ts";
import type { StoredEmbeddings } from "./passage-embeddings.ts";
import type { PassageTable } from "./passage-table.ts";
import type { SentenceTable } from "./sentence-table.ts";
import type { StoryTable } from "./story-table.ts";
import type { ScanIndex, VectorIndex } from "./vector-index.ts";
import type { WordIndex } from "./word-index.ts";

/** Estimates similarities without reading embeddings. */
export interface SimilarityEstimates {
  /** One estimate per row, in order. @throws DatelineError `internal` for a row out of range */
  similarities(query: Embedding, rows: readonly number[]): Float32Array;
}

/** An immutable, searchable set of passages. Row n of the table has the embedding in row n of the vectors. */
export interface Segment {
  readonly passages: PassageTable;
  readonly sentences: SentenceTable;
  readonly words: WordIndex;
  readonly stories: StoryTable;
  /** Approximate nearest neighbours (HNSW), or the same as `exact` if a graph would miss too much. */
  readonly approximate: VectorIndex;
  /** The same embeddings, scanned one by one. */
  readonly exact: ScanIndex;
  /** Estimates for ranking before embeddings are fetched; `null` if all embeddings are local. */
  readonly estimates: SimilarityEstimates | null;
  /**
   * Stored embeddings of rows, to copy into another segment.
   *
   * @throws DatelineError `internal` when one does not exist
   */
  storedEmbeddings(rows: readonly number[]): readonly StoredEmbeddings[];
  /** Releases files and native memory. The segment is unusable afterwards. */
  close(): void;
}
