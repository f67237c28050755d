import { seededRandom } from "../fixtures/seeded-random.ts";
import { EventQueue, type SimulatedEvent } from "./event-queue.ts";
import { watchFileRequests } from "./pending-file-requests.ts";
import { runningActor, type SimulatedActor } from "./simulated-actor.ts";

/** When every simulation begins. */
export const START_MS = Date.UTC(2026, 0, 1);
/** Turns of the event loop without a file request after which nothing can go on by itself. */
const QUIET_TURNS = 2;

// What is real is taken before the simulated runtime is put in its place.
const { setImmediate: nextTurn } = globalThis;

/**
 * Virtual time and one seeded source of chance: events happen one at a time, each only when all code that the one before
 * let run waits again. The same seed gives the same run.
 */
export class SimulatedWorld {
  readonly random: () => number;
  readonly #queue = new EventQueue();
  readonly #files = watchFileRequests();
  #nowMs = START_MS;
  #sequence = 0;

  constructor(seed: number) {
    this.random = seededRandom(seed);
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  /** A whole number from 0 to `limit - 1`. */
  below(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  chance(probability: number): boolean {
    return this.random() < probability;
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)] as T;
  }

  /** @returns the event, for `cancel` */
  schedule(delayMs: number, actor: SimulatedActor | null, run: () => void): SimulatedEvent {
    const atMs = this.#nowMs + Math.max(0, delayMs);
    const event = { atMs, sequence: this.#sequence++, actor, run, isCancelled: false };
    this.#queue.add(event);
    return event;
  }

  /** Runs the next event and whatever follows from it, up to where all code waits. @returns false when there is none */
  async step(): Promise<boolean> {
    for (;;) {
      const event = this.#queue.takeFirst();
      if (event === undefined) return false;
      if (event.isCancelled || event.actor?.isDead) continue;
      if (event.actor !== null && event.actor.frozenUntilMs > event.atMs) {
        event.atMs = event.actor.frozenUntilMs;
        event.sequence = this.#sequence++;
        this.#queue.add(event);
        continue;
      }
      this.#nowMs = Math.max(this.#nowMs, event.atMs);
      if (event.actor === null) event.run();
      else runningActor.run(event.actor, event.run);
      await this.settle();
      return true;
    }
  }

  /** Waits until no code can go on without another event. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < QUIET_TURNS; ) {
      await new Promise<void>((resolve) => nextTurn(resolve));
      quiet = this.#files.count === 0 ? quiet + 1 : 0;
    }
  }

  close(): void {
    this.#files.stop();
  }
}
