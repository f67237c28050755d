import type { OpenGeneration } from "../generation/open-generation.ts";
import type { SearchIndex } from "../ports/search-index.ts";

/** The part of a manifest that a search needs, also from a remote index. */
export type SearchedManifest = Pick<
  OpenGeneration["manifest"],
  "model" | "splitter" | "articles" | "passages"
> & {
  readonly segments: readonly Pick<OpenGeneration["manifest"]["segments"][number], "languages">[];
};

/** A searchable generation: its segments in this process, or a remote index. */
export type SearchedGeneration = {
  readonly id: string;
  readonly manifest: SearchedManifest;
} & (Pick<OpenGeneration, "segments"> | { readonly index: SearchIndex });

/** The current generation, and how current it is known to be. */
export interface EngineStatus {
  readonly generation: string;
  /** UTC instant when it became the latest. */
  readonly publishedAt: string;
  /** Milliseconds since then. */
  readonly ageMs: number;
  /** UTC instant when the engine last confirmed that it is the latest. */
  readonly checkedAt: string;
  /** Error code of the last check for a newer generation, if it failed. */
  readonly refreshError: string | null;
  /** Registry name of the model of its embeddings. */
  readonly model: string;
  readonly articles: number;
  readonly passages: number;
}

/**
 * A search backend with the latest generation of an index, which newer ones replace during use. Callers do not depend
 * on the implementation: `LiveGeneration` follows an object store, `OpenSearchEngine` a cluster.
 */
export interface SearchEngine {
  /** Runs work on the current generation, which stays open until the work is done. */
  use<T>(work: (generation: SearchedGeneration) => Promise<T>): Promise<T>;
  /**
   * The same with a specific generation. @throws DatelineError `object-missing` when it is no longer
   * available
   */
  useKept<T>(id: string, work: (generation: SearchedGeneration) => Promise<T>): Promise<T>;
  /** Checks for a newer generation now and switches to it. */
  refreshNow(): Promise<unknown>;
  /** Describes the current generation. Makes no requests. */
  describe(): EngineStatus;
}
