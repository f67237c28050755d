import type { Embedder } from "../ports/embedder.ts";
import type { Reranker } from "../ports/reranker.ts";
import type { Synonyms } from "../words/synonyms.ts";
import type { SearchedGeneration } from "./search-engine.ts";
import type { Stopwatch } from "./stopwatch.ts";

/** What a search needs in addition to the query. */
export interface SearchContext {
  readonly generation: SearchedGeneration;
  readonly embedder: Pick<Embedder, "embedQuery" | "calibration" | "unknownShare">;
  /** Re-scores the best passages, if given; see `rerankCandidates`. */
  readonly reranker?: Reranker | undefined;
  /** Share of the embeddings in the score, 0…1; defaults to the measured best. */
  readonly semanticWeight?: number;
  /**
   * Maximum number of allowed passages for which a segment is scanned instead of queried by HNSW; default
   * 20,000, or 50,000 with a filter.
   */
  readonly exactScanPassages?: number;
  /** Synonyms, which queries find as well. */
  readonly synonyms?: Synonyms | undefined;
  /** Collects the time of each stage, if given. */
  readonly stopwatch?: Stopwatch;
  /** IANA time zone for queries that name none; default UTC. */
  readonly timeZone?: string | undefined;
  /** The current time, from which "yesterday" counts in queries without `asOf`. */
  readonly now?: () => Date;
}
