import { DatelineError } from "../errors.ts";
import type { EngineStatus, SearchEngine, SearchedGeneration } from "../search/search-engine.ts";
import { type ClusterClient, connect } from "./cluster-client.ts";
import type { EngineLocation } from "./engine-location.ts";
import { IndexStore, type VersionedState } from "./index-store.ts";
import { OpenSearchIndex } from "./opensearch-index.ts";
import { WordStatistics } from "./word-statistics.ts";

/** Makes a searchable generation from an index of a cluster and its state. */
export function searchedGeneration(
  client: ClusterClient,
  { index, state }: VersionedState,
  statistics = new WordStatistics(client, index),
): SearchedGeneration {
  return {
    id: state.generation,
    manifest: state.manifest,
    index: new OpenSearchIndex({ client, index, statistics }),
  };
}

export interface OpenSearchEngineOptions {
  /** Minimum time between checks for a newer generation. Only queries trigger checks. */
  readonly refreshMs: number;
  /** Throws if queries cannot be embedded for the generation. */
  readonly checkManifest: (manifest: SearchedGeneration["manifest"]) => void | Promise<void>;
  readonly now?: () => Date;
}

/** The current index, with its cached statistics. */
interface Serving extends VersionedState {
  readonly statistics: WordStatistics;
}

/** Answers from the index of a cluster that the alias names. */
export class OpenSearchEngine implements SearchEngine {
  readonly #client: ClusterClient;
  readonly #store: IndexStore;
  readonly #options: OpenSearchEngineOptions;
  #serving: Serving | undefined;
  #checkedAt: Date | undefined;
  #lastError: DatelineError | undefined;
  #looking: Promise<void> | undefined;

  private constructor(client: ClusterClient, options: OpenSearchEngineOptions) {
    this.#client = client;
    this.#store = new IndexStore(client);
    this.#options = options;
  }

  /** Connects and reads the index's state. @throws DatelineError when that is unreadable; as `checkManifest` */
  static async open(location: EngineLocation, options: OpenSearchEngineOptions): Promise<OpenSearchEngine> {
    const client = await connect(location);
    const engine = new OpenSearchEngine(client, options);
    try {
      await engine.refreshNow();
      return engine;
    } catch (error) {
      await client.close();
      throw error;
    }
  }

  async use<T>(work: (generation: SearchedGeneration) => Promise<T>): Promise<T> {
    if (this.#isDue()) {
      // Keep the known state if the cluster is unreachable. The search itself reports that.
      await this.#lookOnce().catch(() => {});
    }
    return await work(this.#generationOf(this.#current()));
  }

  async useKept<T>(id: string, work: (generation: SearchedGeneration) => Promise<T>): Promise<T> {
    if (this.#isDue()) await this.#lookOnce().catch(() => {});
    const serving = this.#current();
    if (serving.state.generation === id) return await work(this.#generationOf(serving));
    const kept = (await this.#store.list()).find(({ state }) => state.complete && state.generation === id);
    if (kept === undefined) {
      throw new DatelineError("object-missing", `Cannot read generation ${id}: OpenSearch does not have it`);
    }
    return await work(
      this.#generationOf({ ...kept, statistics: new WordStatistics(this.#client, kept.index) }),
    );
  }

  async refreshNow(): Promise<void> {
    await this.#lookOnce();
  }

  describe(): EngineStatus {
    const { state } = this.#current();
    const { generation, publishedAt, manifest } = state;
    return {
      generation,
      publishedAt,
      ageMs: Math.max(0, this.#now().getTime() - Date.parse(publishedAt)),
      checkedAt: (this.#checkedAt ?? this.#now()).toISOString(),
      refreshError: this.#lastError?.code ?? null,
      model: manifest.model.name,
      articles: manifest.articles,
      passages: manifest.passages,
    };
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  #generationOf(serving: Serving): SearchedGeneration {
    return searchedGeneration(this.#client, serving, serving.statistics);
  }

  #isDue(): boolean {
    return this.#now().getTime() - (this.#checkedAt?.getTime() ?? 0) >= this.#options.refreshMs;
  }

  async #lookOnce(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    await this.#looking;
  }

  async #look(): Promise<void> {
    try {
      const found = await this.#store.current();
      await this.#options.checkManifest(found.state.manifest);
      const known = this.#serving;
      const isSame = known?.index === found.index && known.state.generation === found.state.generation;
      const statistics = isSame ? known.statistics : new WordStatistics(this.#client, found.index);
      this.#serving = { ...found, statistics };
      this.#lastError = undefined;
    } catch (error) {
      this.#lastError =
        error instanceof DatelineError
          ? error
          : new DatelineError("internal", String(error), { cause: error });
      throw error;
    } finally {
      this.#checkedAt = this.#now();
    }
  }

  #current(): Serving {
    if (this.#serving !== undefined) return this.#serving;
    throw new DatelineError("internal", "Cannot describe the index: it is not open");
  }

  #now(): Date {
    return this.#options.now?.() ?? new Date();
  }
}
