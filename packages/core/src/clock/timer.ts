import { setTimeout as wait } from "node:timers/promises";
import { type Clocks, SYSTEM_CLOCKS } from "./elapsed-time.ts";

/** Measures time and waits. Do not compare its times with those of other processes. */
export interface Timer extends Clocks {
  /** Waits. Returns early, without an error, when the signal aborts. */
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
 * Measures how long a value has been observed unchanged. A suspended process observes nothing, so each step
 * counts for at most the longest step.
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

  /** Records a version. @returns for how many milliseconds it has been observed; 0 for a new one */
  look(version: string): number {
    const now = this.#timer.monotonicMs();
    const step = Math.min(now - this.#lookedAt, this.#longestStepMs);
    this.#watchedMs = version === this.#version ? this.#watchedMs + step : 0;
    this.#version = version;
    this.#lookedAt = now;
    return this.#watchedMs;
  }
}
