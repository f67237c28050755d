import type { SimulatedActor } from "./simulated-actor.ts";

/** Something that happens at a virtual time. */
export interface SimulatedEvent {
  atMs: number;
  /** Events of one time happen in the order in which they were scheduled. */
  sequence: number;
  /** Whose event it is: it waits while this actor is frozen and is dropped when it is dead; `null` for the world's own. */
  readonly actor: SimulatedActor | null;
  readonly run: () => void;
  isCancelled: boolean;
}

/** A binary heap, the earliest event first. */
export class EventQueue {
  readonly #heap: SimulatedEvent[] = [];

  get size(): number {
    return this.#heap.length;
  }

  add(event: SimulatedEvent): void {
    let at = this.#heap.push(event) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(event, this.#heap[parent] as SimulatedEvent)) break;
      this.#heap[at] = this.#heap[parent] as SimulatedEvent;
      at = parent;
    }
    this.#heap[at] = event;
  }

  takeFirst(): SimulatedEvent | undefined {
    const first = this.#heap[0];
    const last = this.#heap.pop();
    if (first !== last && last !== undefined) this.#sink(last);
    return first;
  }

  #sink(event: SimulatedEvent): void {
    const heap = this.#heap;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const right = heap[left + 1];
      const hasRight = right !== undefined && isBefore(right, heap[left] as SimulatedEvent);
      const child = hasRight ? left + 1 : left;
      const candidate = heap[child];
      if (candidate === undefined || !isBefore(candidate, event)) break;
      heap[at] = candidate;
      at = child;
    }
    heap[at] = event;
  }
}

function isBefore(a: SimulatedEvent, b: SimulatedEvent): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.sequence < b.sequence);
}
