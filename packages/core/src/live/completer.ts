import type { Clocks } from "../clock/elapsed-time.ts";
import { joinSignals } from "../clock/join-signals.ts";
import { DatelineError } from "../errors.ts";
import type { OpenGeneration } from "../generation/open-generation.ts";
import { FailedVersion } from "./failed-version.ts";

export interface CompleterOptions {
  /** Downloads the rest of a generation, and replaces the partial one with it. */
  readonly complete: (generation: OpenGeneration, signal: AbortSignal) => Promise<void>;
  readonly onFailure: (error: unknown) => void;
  /** Half of the wait after the first failure. Every further failure doubles the wait. */
  readonly restMs: number;
  readonly clocks: Clocks;
  /** Aborts when the owner closes. */
  readonly closing: AbortSignal;
}

/**
 * Downloads the rest of a generation in the background if only its heads are local. It may write to the folder
 * at any time, so use `whileStopped` to clean up the folder.
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

  /** Does nothing if a download is running, or has failed recently. */
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

  /** Resolves when the running download has ended, even if it failed. */
  async ended(): Promise<void> {
    await this.#current?.done;
  }

  /**
   * Stops the download and then runs the task. Downloads that start meanwhile wait, because the task would
   * delete their unfinished files.
   */
  async whileStopped(task: () => Promise<void>): Promise<void> {
    const tidied = this.#stop().then(task);
    this.#tidied = tidied.catch(() => {});
    await tidied;
  }

  async #stop(): Promise<void> {
    const reason = "Cannot download the rest of the index: its folder is being cleaned up";
    this.#current?.stop.abort(new DatelineError("aborted", reason));
    await this.ended();
  }
}
