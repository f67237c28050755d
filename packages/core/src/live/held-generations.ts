import { DatelineError } from "../errors.ts";
import { searchedObjects, totalBytes } from "../generation/generation-objects.ts";
import type { OpenGeneration } from "../generation/open-generation.ts";
import type { Segment } from "../ports/segment.ts";
import type { SegmentFormat } from "../ports/segment-format.ts";

/** An open generation and the number of queries that use it. */
export interface HeldGeneration {
  readonly generation: OpenGeneration;
  users: number;
}

/** Keeps the current generation and one requested by id open, and others until their queries end. */
export class HeldGenerations {
  #current: HeldGeneration | undefined;
  /** The last generation that was requested by id. */
  #kept: HeldGeneration | undefined;
  /** The current one, the kept one, and older ones that queries still use. */
  readonly #open = new Set<HeldGeneration>();
  readonly #onClosed: () => void;

  /** @param onClosed called after a generation is closed */
  constructor(onClosed: () => void) {
    this.#onClosed = onClosed;
  }

  get current(): OpenGeneration | undefined {
    return this.#current?.generation;
  }

  /** All open generations. */
  get generations(): readonly OpenGeneration[] {
    return [...this.#open].map(({ generation }) => generation);
  }

  /** @returns `undefined` before the first `replaceCurrent` and after `release` */
  takeCurrent(): HeldGeneration | undefined {
    return this.#current && take(this.#current);
  }

  /** @returns `undefined` if it is not open */
  takeOpen(id: string): HeldGeneration | undefined {
    const held = [...this.#open].find(({ generation }) => generation.id === id);
    return held && take(held);
  }

  /** Makes a generation current. Closes the previous one once its queries have ended. */
  replaceCurrent(generation: OpenGeneration): void {
    const old = this.#current;
    this.#current = this.#add(generation);
    this.#closeIfUnused(old);
  }

  /** Takes a generation, and keeps it open until another one replaces it. */
  replaceKept(generation: OpenGeneration): HeldGeneration {
    const old = this.#kept;
    this.#kept = this.#add(generation);
    this.#closeIfUnused(old);
    return take(this.#kept);
  }

  /** Runs a query on a taken generation and then returns it. */
  async run<T>(taken: HeldGeneration, query: (generation: OpenGeneration) => T | Promise<T>): Promise<T> {
    try {
      return await query(taken.generation);
    } finally {
      taken.users -= 1;
      this.#closeIfUnused(taken);
    }
  }

  /** Closes all generations once their queries have ended. */
  release(): void {
    const held = [this.#current, this.#kept];
    this.#current = undefined;
    this.#kept = undefined;
    for (const each of held) this.#closeIfUnused(each);
  }

  #add(generation: OpenGeneration): HeldGeneration {
    const held = { generation, users: 0 };
    this.#open.add(held);
    return held;
  }

  #closeIfUnused(held: HeldGeneration | undefined): void {
    if (held === undefined || held === this.#current || held === this.#kept || held.users > 0) return;
    if (!this.#open.delete(held)) return;
    held.generation.close();
    this.#onClosed();
  }
}

/** Counts a user at once, so that a replacement does not close the generation before the query begins. */
function take(held: HeldGeneration): HeldGeneration {
  held.users += 1;
  return held;
}

const PERIOD_MS = 600_000;
/** In multiples of the current generation's size. Two are enough for readers of two older generations. */
const MAX_SIZES = 2;

/**
 * Limits downloads of older generations. Only one of these stays open, so alternating between two would
 * download each again and again.
 */
export class DownloadBudget {
  #downloads: readonly { readonly at: number; readonly bytes: number }[] = [];

  /**
   * @param serving the current generation, whose size determines the limit
   * @throws DatelineError `object-missing` when recent downloads exceed the limit
   */
  assertLeft(id: string, serving: OpenGeneration | undefined, now: Date): void {
    this.#downloads = this.#downloads.filter(({ at }) => now.getTime() - at < PERIOD_MS);
    if (serving === undefined) return;
    const spent = this.#downloads.reduce((sum, { bytes }) => sum + bytes, 0);
    if (spent < MAX_SIZES * totalBytes(searchedObjects(serving.manifest))) return;
    throw new DatelineError(
      "object-missing",
      `Cannot open the older generation ${id}: the limit on downloads of older generations is reached, with ${spent} bytes within ${PERIOD_MS / 60_000} minutes`,
    );
  }

  spend(bytes: number, now: Date): void {
    this.#downloads = [...this.#downloads, { at: now.getTime(), bytes }];
  }
}

/**
 * Opens each segment once, however many open generations contain it. The generations share its memory, and a
 * warm segment stays warm in the next generation. The last of those generations closes it.
 *
 * Segments are identified by folder, which is enough because their names are unique.
 */
export function shareSegments(format: SegmentFormat): SegmentFormat {
  const opened = new Map<string, { readonly segment: Segment; users: number }>();
  const open = (folder: string, dimensions: number): Segment => {
    const name = `${dimensions} ${folder}`;
    const shared = opened.get(name) ?? { segment: format.open(folder, dimensions), users: 0 };
    opened.set(name, shared);
    shared.users += 1;
    let isOpen = true;
    const close = () => {
      if (!isOpen) return;
      isOpen = false;
      shared.users -= 1;
      if (shared.users > 0) return;
      opened.delete(name);
      shared.segment.close();
    };
    return { ...shared.segment, close };
  };
  return { ...format, open };
}
