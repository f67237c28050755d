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
 * whoever tidies the folder stops it first.
 */
export class Completer {
  readonly #options: CompleterOptions;
  readonly #failed: FailedVersion;
  #current: { readonly done: Promise<void>; readonly stop: AbortController } | undefined;

  constructor(options: CompleterOptions) {
    this.#options = options;
    this.#failed = new FailedVersion(options.restMs, options.clocks);
  }

  /** Does nothing when it is under way, or has failed lately. */
  start(generation: OpenGeneration): void {
    const { closing, complete, onFailure } = this.#options;
    if (this.#current !== undefined || closing.aborted || !this.#failed.mayTry(generation.id)) return;
    const stop = new AbortController();
    const done = joinSignals([closing, stop.signal], (signal) => complete(generation, signal))
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

  async stop(): Promise<void> {
    const reason = "Cannot bring the rest of the index: something else is wanted in its folder";
    this.#current?.stop.abort(new DatelineError("aborted", reason));
    await this.ended();
  }
}
