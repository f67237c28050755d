import type { OpenGeneration } from "../generation/open-generation.ts";
import type { SearchIndex } from "../ports/search-index.ts";

/** What a search has to know of the generation that it asks, wherever that is. */
export type SearchedManifest = Pick<
  OpenGeneration["manifest"],
  "model" | "splitter" | "articles" | "passages"
> & {
  readonly segments: readonly Pick<OpenGeneration["manifest"]["segments"][number], "languages">[];
};

/** A generation that can be searched: by its segments, which are in this process, or by an index that is elsewhere. */
export type SearchedGeneration = {
  readonly id: string;
  readonly manifest: SearchedManifest;
} & (Pick<OpenGeneration, "segments"> | { readonly index: SearchIndex });

/** Which generation serves, and how far it can be trusted to be the latest. */
export interface EngineStatus {
  readonly generation: string;
  /** UTC instant, when it became the latest. */
  readonly publishedAt: string;
  /** Since then. */
  readonly ageMs: number;
  /** UTC instant, when the engine last confirmed that it is the latest. */
  readonly checkedAt: string;
  /** Code of the error that the last look for a newer generation ended with. */
  readonly refreshError: string | null;
  /** Registry name of the model whose embeddings it holds. */
  readonly model: string;
  readonly articles: number;
  readonly passages: number;
}

/**
 * What answers searches: the latest generation of an index, which newer ones replace while it serves. Whoever asks does not
 * know which engine it is: `LiveGeneration` follows an object store, `OpenSearchEngine` a cluster.
 */
export interface SearchEngine {
  /** Lets work use one generation, which stays open until the work is done. */
  use<T>(work: (generation: SearchedGeneration) => Promise<T>): Promise<T>;
  /** The same with a certain generation. @throws DatelineError `object-missing` when it is not kept any more */
  useKept<T>(id: string, work: (generation: SearchedGeneration) => Promise<T>): Promise<T>;
  /** Looks for a newer generation now and serves from it. */
  refreshNow(): Promise<unknown>;
  /** What serves now. Asks nobody. */
  describe(): EngineStatus;
}
