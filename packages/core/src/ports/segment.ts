import type { Embedding } from "../types.ts";
import type { PassageTable } from "./passage-table.ts";
import type { ScanIndex } from "./scan-index.ts";
import type { SentenceTable } from "./sentence-table.ts";
import type { StoredEmbeddings } from "./stored-embeddings.ts";
import type { StoryTable } from "./story-table.ts";
import type { VectorIndex } from "./vector-index.ts";
import type { WordIndex } from "./word-index.ts";

/** Similarities as far as they are known without reading an embedding. */
export interface SimilarityEstimates {
  /** Of given rows, in their order. @throws DatelineError `internal` for a row out of range */
  similarities(query: Embedding, rows: readonly number[]): Float32Array;
}

/** An immutable set of passages that can be searched. Row n of the table has the embedding in row n of the vectors. */
export interface Segment {
  readonly passages: PassageTable;
  readonly sentences: SentenceTable;
  readonly words: WordIndex;
  readonly stories: StoryTable;
  /** Approximate nearest neighbours (HNSW), or what `exact` is where a graph loses too much. */
  readonly approximate: VectorIndex;
  /** The same embeddings, scanned one by one. */
  readonly exact: ScanIndex;
  /**
   * What similarities are about, when the embeddings are elsewhere: the others then have to be fetched, and only for some rows.
   * `null` when all of them are here.
   */
  readonly estimates: SimilarityEstimates | null;
  /** What is kept of the embeddings of rows, for another segment. @throws DatelineError `internal` when one does not exist */
  storedEmbeddings(rows: readonly number[]): readonly StoredEmbeddings[];
  /** Releases files and native memory; the segment cannot be used afterwards. */
  close(): void;
}
