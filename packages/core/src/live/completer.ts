import type { Clocks } from "../clock/elapsed-time.ts";
import { joinSignals } from "../clock/join-signals.ts";
import { DatelineError } from "../errors.ts";
import type { OpenGeneration } from "../generation/open-generation.ts";
import { FailedVersion } from "./failed-version.ts";

export interface CompleterOptions {
  /** Brings the rest of a generation, and puts it in its place. */
  readonly complete: (generation: OpenGeneration, signal: AbortSignal) => Promise<void>;
  readonly onFailure: (error: unknown) => void;
  /** No new attempt is made for twice as long after a failure, longer after each further one. */
  readonly restMs: number;
  readonly clocks: Clocks;
  /** Aborts when nothing is wanted any more. */
  readonly closing: AbortSignal;
}

/**
 * Brings the rest of a generation of which only the heads are here, beside the queries. It writes to the folder at any time, so
 * the folder is tidied by `whileStopped`.
 */
export class Completer {
  readonly #options: CompleterOptions;
  readonly #failed: FailedVersion;
  #current: { readonly done: Promise<void>; readonly stop: AbortController } | undefined;
  #tidied: Promise<unknown> = Promise.resolve();

  constructor(options: CompleterOptions) {
    this.#options = options;
    this.#failed = new FailedVersion(options.restMs, options.clocks);
  }

  /** Does nothing when it is under way, or has failed lately. */
  start(generation: OpenGeneration): void {
    const { closing, complete, onFailure } = this.#options;
    if (this.#current !== undefined || closing.aborted || !this.#failed.mayTry(generation.id)) return;
    const stop = new AbortController();
    const tidied = this.#tidied;
    const done = joinSignals([closing, stop.signal], async (signal) => {
      await tidied;
      signal.throwIfAborted();
      await complete(generation, signal);
    })
      .catch((error) => {
        if (stop.signal.aborted || closing.aborted) return;
        this.#failed.failed(generation.id);
        onFailure(error);
      })
      .finally(() => {
        this.#current = undefined;
      });
    this.#current = { done, stop };
  }

  /** Until what is under way has ended, well or badly. */
  async ended(): Promise<void> {
    await this.#current?.done;
  }

  /**
   * Stops what is under way and then runs the task. What is started meanwhile waits for its end: the task would delete
   * unfinished downloads.
   */
  async whileStopped(task: () => Promise<void>): Promise<void> {
    const tidied = this.#stop().then(task);
    this.#tidied = tidied.catch(() => {});
    await tidied;
  }

  async #stop(): Promise<void> {
    const reason = "Cannot bring the rest of the index: something else is wanted in its folder";
    this.#current?.stop.abort(new DatelineError("aborted", reason));
    await this.ended();
  }
}
