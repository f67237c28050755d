import type { Embedder } from "../ports/embedder.ts";
import type { Reranker } from "../ports/reranker.ts";
import type { Synonyms } from "../words/synonyms.ts";
import type { SearchedGeneration } from "./search-engine.ts";
import type { Stopwatch } from "./stopwatch.ts";

/** What a search needs beside the query. */
export interface SearchContext {
  readonly generation: SearchedGeneration;
  readonly embedder: Pick<Embedder, "embedQuery" | "calibration" | "unknownShare">;
  /** Reads the best passages together with the query, when given; see `rerankCandidates`. */
  readonly reranker?: Reranker | undefined;
  /** Share of the embeddings in the score, 0…1; the measured best when not given. */
  readonly semanticWeight?: number;
  /** Up to how many allowed passages a segment is scanned rather than asked by HNSW; 10,000 when not given, 50,000 behind a filter. */
  readonly exactScanPassages?: number;
  /** Other names of things, which queries find as well. */
  readonly synonyms?: Synonyms | undefined;
  /** Collects the time of each stage, when given. */
  readonly stopwatch?: Stopwatch;
  /** Zone of the IANA database for queries that name none; UTC when not given. */
  readonly timeZone?: string | undefined;
  /** What "yesterday" is the day before, for queries that are not asked as of another time. */
  readonly now?: () => Date;
}
