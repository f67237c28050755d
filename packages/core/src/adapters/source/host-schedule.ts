import { setTimeout as sleep } from "node:timers/promises";

/** Keeps the requests to each host apart: one at a time, and a pause between the end of one and the next. */
export class HostSchedule {
  readonly #delayMs: number;
  /** When the last request to a host ends, as `performance.now()`. */
  readonly #turns = new Map<string, Promise<number>>();
  readonly #crawlDelaysMs = new Map<string, number>();

  /** @param delayMs the pause where a host does not ask for another one */
  constructor(delayMs: number) {
    this.#delayMs = delayMs;
  }

  /** A longer pause that the host asks for. */
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
