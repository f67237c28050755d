/** Clocks to measure elapsed time with. */
export interface Clocks {
  /** Milliseconds since 1970. Can be set forward and back. */
  readonly wallMs: () => number;
  /**
   * Milliseconds since an arbitrary moment. Never goes back, but stops on some hosts while they are suspended.
   */
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
 * Milliseconds since a moment, by the clock that counts more. Neither clock is enough: CLOCK_MONOTONIC stops
 * while a laptop sleeps or a virtual machine is paused (`man 2 clock_gettime`), and the wall clock can be set
 * back. Overestimating costs one early refresh. Underestimating would pass stale data for fresh.
 */
export function elapsedSince(moment: Moment, clocks: Clocks = SYSTEM_CLOCKS): number {
  const now = momentNow(clocks);
  return Math.max(now.wallMs - moment.wallMs, now.monotonicMs - moment.monotonicMs);
}
