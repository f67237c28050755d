import { AsyncLocalStorage } from "node:async_hooks";

/** A process of the simulated world: its own clock, and what can happen to a process. */
export interface SimulatedActor {
  readonly name: string;
  /** How far its wall clock is ahead of the world's, in milliseconds; negative when it is behind. */
  skewMs: number;
  /** How long its machine has been suspended so far: its monotonic clock stood still for that time. */
  suspendedMs: number;
  /** Virtual time until which nothing of it runs. */
  frozenUntilMs: number;
  isDead: boolean;
  /** Requests that it has sent and whose answers it waits for. */
  openRequests: number;
}

/** Tells whose code is running. Timers, clocks and chance of code outside of any actor stay real. */
export const runningActor = new AsyncLocalStorage<SimulatedActor>();

export function createActor(name: string, skewMs = 0): SimulatedActor {
  return { name, skewMs, suspendedMs: 0, frozenUntilMs: 0, isDead: false, openRequests: 0 };
}
