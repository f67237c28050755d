import type { OpenGeneration } from "../generation/open-generation.ts";

/** An open generation and the number of queries that use it. */
export interface HeldGeneration {
  readonly generation: OpenGeneration;
  users: number;
}

/** Keeps open the current generation and one that was requested by id, and others until their queries end. */
export class HeldGenerations {
  #current: HeldGeneration | undefined;
  /** The last older one that was requested by id. */
  #kept: HeldGeneration | undefined;
  /** The current one, the kept one, and older ones still in use by queries. */
  readonly #open = new Set<HeldGeneration>();
  readonly #onClosed: () => void;

  /** @param onClosed called after each generation that was closed */
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

  /** @returns `undefined` before there is one, and after `release` */
  takeCurrent(): HeldGeneration | undefined {
    return this.#current && take(this.#current);
  }

  /** @returns `undefined` when it is not open */
  takeOpen(id: string): HeldGeneration | undefined {
    const held = [...this.#open].find(({ generation }) => generation.id === id);
    return held && take(held);
  }

  /** Closes the previous one once its queries have ended. */
  replaceCurrent(generation: OpenGeneration): void {
    const old = this.#current;
    this.#current = this.#add(generation);
    this.#closeIfUnused(old);
  }

  /** Keeps the generation open until another one replaces it, and takes it. */
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

  /** Closes each generation once its queries have ended. */
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

/** Take it at once: otherwise it could be replaced and closed before the query begins. */
function take(held: HeldGeneration): HeldGeneration {
  held.users += 1;
  return held;
}
