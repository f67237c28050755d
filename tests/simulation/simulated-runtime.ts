import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import timersPromises from "node:timers/promises";
import { runningActor, type SimulatedActor } from "./simulated-actor.ts";
import { type SimulatedWorld, START_MS } from "./simulated-world.ts";

/** Gives the real runtime back. */
export type RestoreRuntime = () => void;

type Callback = (...values: unknown[]) => void;

/**
 * Puts the world's time and chance in the place of the clock, the timers and the random numbers of Node, for code that an
 * actor runs; all other code goes on with the real ones. So the product needs no seam for its tests, and a clock that
 * somebody adds to it is simulated too.
 */
export function simulateRuntime(world: SimulatedWorld): RestoreRuntime {
  const restores = [
    ...simulateClock(world),
    ...simulateTimers(world),
    ...simulatePromisedTimers(world),
    ...simulateChance(world),
  ];
  syncBuiltinESMExports();
  return () => {
    for (const restore of restores) restore();
    syncBuiltinESMExports();
  };
}

function simulateClock(world: SimulatedWorld): RestoreRuntime[] {
  const RealDate = Date;
  const wallMs = (actor: SimulatedActor) => world.nowMs + actor.skewMs;
  class SimulatedDate extends RealDate {
    constructor(...values: [] | [number]) {
      const actor = runningActor.getStore();
      if (values.length === 0 && actor !== undefined) super(wallMs(actor));
      else super(...(values as [number]));
    }
    static override now(): number {
      const actor = runningActor.getStore();
      return actor === undefined ? RealDate.now() : wallMs(actor);
    }
  }
  return [
    replace(globalThis, "Date", () => SimulatedDate as DateConstructor),
    replace(performance, "now", (real) => () => {
      const actor = runningActor.getStore();
      return actor === undefined ? real.call(performance) : world.nowMs - START_MS - actor.suspendedMs;
    }),
  ];
}

function simulateTimers(world: SimulatedWorld): RestoreRuntime[] {
  const start = (actor: SimulatedActor, run: () => void, delayMs: number) =>
    new SimulatedTimer(world, { actor, run, delayMs });
  const clear = (real: (timer: never) => void) => (timer: unknown) => {
    if (timer instanceof SimulatedTimer) timer.cancel();
    else real(timer as never);
  };
  return [
    replace(globalThis, "setTimeout", (real) => {
      const simulated = (callback: Callback, delayMs = 0, ...values: unknown[]) => {
        const actor = runningActor.getStore();
        if (actor === undefined) return real(callback, delayMs, ...values);
        return start(actor, () => callback(...values), delayMs);
      };
      return Object.assign(simulated, real) as unknown as typeof setTimeout;
    }),
    replace(globalThis, "setInterval", (real) => {
      const simulated = (callback: Callback, delayMs = 0, ...values: unknown[]) => {
        const actor = runningActor.getStore();
        if (actor === undefined) return real(callback, delayMs, ...values);
        const timer = start(
          actor,
          () => {
            callback(...values);
            if (!timer.isCancelled) timer.refresh();
          },
          delayMs,
        );
        return timer;
      };
      return Object.assign(simulated, real) as unknown as typeof setInterval;
    }),
    replace(globalThis, "clearTimeout", (real) => clear(real) as typeof clearTimeout),
    replace(globalThis, "clearInterval", (real) => clear(real) as typeof clearInterval),
    replace(AbortSignal, "timeout", (real) => (delayMs: number) => {
      const actor = runningActor.getStore();
      if (actor === undefined) return real.call(AbortSignal, delayMs);
      const controller = new AbortController();
      const reason = () => new DOMException("The operation was aborted due to timeout", "TimeoutError");
      world.schedule(delayMs, actor, () => controller.abort(reason()));
      return controller.signal;
    }),
  ];
}

/** What `setTimeout` gives back. */
class SimulatedTimer {
  readonly #world: SimulatedWorld;
  readonly #what: { readonly actor: SimulatedActor; readonly run: () => void; readonly delayMs: number };
  #event: { isCancelled: boolean };

  constructor(
    world: SimulatedWorld,
    what: { readonly actor: SimulatedActor; readonly run: () => void; readonly delayMs: number },
  ) {
    this.#world = world;
    this.#what = what;
    this.#event = this.#start();
  }

  get isCancelled(): boolean {
    return this.#event.isCancelled;
  }

  refresh(): this {
    this.#event.isCancelled = true;
    this.#event = this.#start();
    return this;
  }

  cancel(): void {
    this.#event.isCancelled = true;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return true;
  }

  #start(): { isCancelled: boolean } {
    const { actor, run, delayMs } = this.#what;
    return this.#world.schedule(delayMs, actor, run);
  }
}

function simulatePromisedTimers(world: SimulatedWorld): RestoreRuntime[] {
  const wait = (actor: SimulatedActor, delayMs: number, signal?: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const aborted = () => reject(new DOMException("The operation was aborted", "AbortError"));
      if (signal?.aborted) return aborted();
      const event = world.schedule(delayMs, actor, () => {
        signal?.removeEventListener("abort", onAbort);
        resolve();
      });
      const onAbort = () => {
        event.isCancelled = true;
        aborted();
      };
      signal?.addEventListener("abort", onAbort, { once: true });
    });
  return [
    replace(timersPromises, "setTimeout", (real) => async (delayMs, value, options) => {
      const actor = runningActor.getStore();
      if (actor === undefined) return await real(delayMs, value, options);
      await wait(actor, delayMs ?? 0, options?.signal);
      return value as NonNullable<typeof value>;
    }),
    replace(timersPromises, "setImmediate", (real) => async (value, options) => {
      const actor = runningActor.getStore();
      if (actor === undefined) return await real(value, options);
      await wait(actor, 0, options?.signal);
      return value as NonNullable<typeof value>;
    }),
  ];
}

function simulateChance(world: SimulatedWorld): RestoreRuntime[] {
  const uuid = () => {
    const digits = Array.from({ length: 32 }, () => world.below(16).toString(16));
    digits[12] = "4";
    digits[16] = "8";
    const text = digits.join("");
    const parts = [
      text.slice(0, 8),
      text.slice(8, 12),
      text.slice(12, 16),
      text.slice(16, 20),
      text.slice(20),
    ];
    return parts.join("-") as ReturnType<typeof crypto.randomUUID>;
  };
  return [
    replace(
      Math,
      "random",
      (real) => () => (runningActor.getStore() === undefined ? real() : world.random()),
    ),
    replace(
      crypto,
      "randomUUID",
      (real) => (options) => (runningActor.getStore() === undefined ? real(options) : uuid()),
    ),
    replace(
      globalThis.crypto,
      "randomUUID",
      (real) => () => (runningActor.getStore() === undefined ? real.call(globalThis.crypto) : uuid()),
    ),
    replace(
      crypto,
      "randomBytes",
      (real) =>
        ((size: number) => {
          if (runningActor.getStore() === undefined) return real(size);
          return Buffer.from(Array.from({ length: size }, () => world.below(256)));
        }) as typeof real,
    ),
  ];
}

function replace<T extends object, Name extends keyof T>(
  object: T,
  name: Name,
  simulate: (real: T[Name]) => T[Name],
): RestoreRuntime {
  const real = object[name];
  object[name] = simulate(real);
  return () => {
    object[name] = real;
  };
}
