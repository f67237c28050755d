import { setTimeout as wait } from "node:timers/promises";
import { type Clocks, SYSTEM_CLOCKS } from "./elapsed-time.ts";

/** Tells the time and waits. What it tells is for measuring, never for comparing with what others wrote. */
export interface Timer extends Clocks {
  /** Waits, and returns early without an error when the signal fires. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The timer of this process. */
export const systemTimer: Timer = {
  ...SYSTEM_CLOCKS,
  sleep: async (ms, signal) => {
    await wait(ms, undefined, { ...(signal && { signal }) }).catch(() => {});
  },
};

/**
 * Measures for how long something that others change has been watched to stay as it is. A process that was stopped did
 * not watch, so no look counts for more than the longest step.
 */
export class Watch {
  readonly #timer: Timer;
  readonly #longestStepMs: number;
  #version: string | undefined;
  #watchedMs = 0;
  #lookedAt = 0;

  constructor(timer: Timer, longestStepMs: number) {
    this.#timer = timer;
    this.#longestStepMs = longestStepMs;
  }

  /** Looks at a version. @returns for how many milliseconds it has been watched; 0 for one that is new */
  look(version: string): number {
    const now = this.#timer.monotonicMs();
    const step = Math.min(now - this.#lookedAt, this.#longestStepMs);
    this.#watchedMs = version === this.#version ? this.#watchedMs + step : 0;
    this.#version = version;
    this.#lookedAt = now;
    return this.#watchedMs;
  }
}
