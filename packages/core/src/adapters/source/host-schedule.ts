import { setTimeout as sleep } from "node:timers/promises";

/** Schedules the requests to each host: one at a time, with a pause after each. */
export class HostSchedule {
  readonly #delayMs: number;
  /** When the last request to each host ends, as `performance.now()`. */
  readonly #turns = new Map<string, Promise<number>>();
  readonly #crawlDelaysMs = new Map<string, number>();

  /** @param delayMs default pause, for hosts that do not ask for one */
  constructor(delayMs: number) {
    this.#delayMs = delayMs;
  }

  /** Sets a longer pause that the host asks for. */
  slowDown(host: string, delayMs: number): void {
    this.#crawlDelaysMs.set(host, delayMs);
  }

  /** @throws the signal's `AbortError`; what `work` throws */
  async run<T>(host: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const before = this.#turns.get(host);
    const { promise: turn, resolve: passOn } = withResolvers();
    this.#turns.set(host, turn);
    try {
      if (before !== undefined) {
        const pauseMs = (await before) + this.#pauseMs(host) - performance.now();
        if (pauseMs > 0) await sleep(pauseMs, undefined, signal === undefined ? {} : { signal });
      }
      return await work();
    } finally {
      passOn(performance.now());
    }
  }

  #pauseMs(host: string): number {
    return Math.max(this.#delayMs, this.#crawlDelaysMs.get(host) ?? 0);
  }
}

function withResolvers(): {
  readonly promise: Promise<number>;
  readonly resolve: (value: number) => void;
} {
  let resolve: (value: number) => void = () => {};
  const promise = new Promise<number>((fulfil) => {
    resolve = fulfil;
  });
  return { promise, resolve };
}
