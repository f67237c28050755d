/** What tells the time. */
export interface Clocks {
  /** Milliseconds since 1970. It can be set forward and back. */
  readonly wallMs: () => number;
  /** Milliseconds since some moment. It never goes back, and on some hosts it stands still while they are suspended. */
  readonly monotonicMs: () => number;
}

/** A moment by both clocks. */
export interface Moment {
  readonly wallMs: number;
  readonly monotonicMs: number;
}

export const SYSTEM_CLOCKS: Clocks = { wallMs: () => Date.now(), monotonicMs: () => performance.now() };

export function momentNow({ wallMs, monotonicMs }: Clocks = SYSTEM_CLOCKS): Moment {
  return { wallMs: wallMs(), monotonicMs: monotonicMs() };
}

/**
 * Milliseconds since a moment, by the clock that says more. Neither clock is enough for a process that may be stopped:
 * CLOCK_MONOTONIC does not count the time that a laptop sleeps or a virtual machine is paused (`man 2 clock_gettime`),
 * and the wall clock can be set back. Counting too much costs one look too early. Counting too little would let what is
 * old pass for new.
 */
export function elapsedSince(moment: Moment, clocks: Clocks = SYSTEM_CLOCKS): number {
  const now = momentNow(clocks);
  return Math.max(now.wallMs - moment.wallMs, now.monotonicMs - moment.monotonicMs);
}
