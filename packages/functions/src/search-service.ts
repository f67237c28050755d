import { DatelineError } from "@dateline/core/errors";
import { checkModel } from "@dateline/core/generation/check-model";
import type { OpenGeneration } from "@dateline/core/generation/open-generation";
import type { Embedder } from "@dateline/core/ports/embedder";
import { searchPassages } from "@dateline/core/search/search-passages";
import type { Stopwatch } from "@dateline/core/search/stopwatch";
import type { Query, SearchResult } from "@dateline/core/types";
import type { GenerationStatus } from "./generation-status.ts";
import { RequestError } from "./request-error.ts";
import { Retryable } from "./retryable.ts";

/** A generation that is open and is replaced by newer ones while it serves. */
export interface LiveIndex {
  /** Lets work use one generation, which stays open until the work is done. */
  use<T>(work: (generation: OpenGeneration) => Promise<T>): Promise<T>;
  /** Looks for a newer generation now and serves from it. */
  refreshNow(): Promise<unknown>;
  /** What serves now. Asks nobody. */
  describe(): GenerationStatus;
}

/** How the two halves of the service are opened; each is opened once, and again after a failure. */
export interface SearchServiceParts {
  readonly openEmbedder: () => Promise<Embedder>;
  readonly openIndex: () => Promise<LiveIndex>;
}

export interface WaitOptions {
  /** How long to wait for an index that is still being opened. */
  readonly waitMs: number;
}

/** What the function does, whichever way it is called: one model and one live index for the life of the container. */
export class SearchService {
  readonly #embedder: Retryable<Embedder>;
  readonly #index: Retryable<LiveIndex>;
  #opened: LiveIndex | undefined;

  constructor({ openEmbedder, openIndex }: SearchServiceParts) {
    this.#embedder = new Retryable(() => refusingInput(openEmbedder));
    this.#index = new Retryable(async () => {
      this.#opened = await refusingInput(openIndex);
      return this.#opened;
    });
  }

  /** The generation that serves, if one is open. Asks nobody. */
  get status(): GenerationStatus | undefined {
    return this.#opened?.describe();
  }

  /**
   * Waits until queries can be answered. When the wait is over, opening goes on and a later call finds it done.
   *
   * @throws RequestError `not-ready`; DatelineError for what went wrong
   */
  async ready({ waitMs }: WaitOptions): Promise<GenerationStatus> {
    const opening = Promise.all([this.#index.get(), this.#embedder.get()]);
    const [index] = await withinTime(opening, waitMs);
    return index.describe();
  }

  /** @throws DatelineError; `ready` must have been awaited */
  async search(query: Query, stopwatch: Stopwatch): Promise<SearchResult> {
    const [index, embedder] = await Promise.all([this.#index.get(), this.#embedder.get()]);
    return await index.use(async (generation) => {
      checkModel(generation.manifest, embedder);
      return await refusingInput(() => searchPassages({ generation, embedder, stopwatch }, query));
    });
  }

  /**
   * Looks for a newer generation now.
   *
   * @throws RequestError `not-ready`; DatelineError when the store cannot say or the new generation cannot be opened; the
   *   old one then goes on serving
   */
  async refresh({ waitMs }: WaitOptions): Promise<GenerationStatus> {
    const index = await withinTime(this.#index.get(), waitMs);
    await withinTime(
      refusingInput(() => index.refreshNow()),
      waitMs,
    );
    return index.describe();
  }
}

/** `invalid-input` from below means a wrong setting of the function, which is no fault of whoever sent the query. */
async function refusingInput<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof DatelineError) || cause.code !== "invalid-input") throw cause;
    throw new DatelineError("internal", `Cannot serve: a setting is wrong: ${cause.message}`, { cause });
  }
}

async function withinTime<T>(work: Promise<T>, waitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(new RequestError("not-ready", `Cannot answer yet: not open within ${Math.round(waitMs)} ms`)),
      Math.max(0, waitMs),
    );
  });
  try {
    return await Promise.race([work, timeUp]);
  } finally {
    clearTimeout(timer);
  }
}
