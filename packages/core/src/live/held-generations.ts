import type { OpenGeneration } from "../generation/open-generation.ts";

/** An open generation and how many queries have taken it. */
export interface HeldGeneration {
  readonly generation: OpenGeneration;
  users: number;
}

/** Holds open the generation that answers and one that was asked for by its id; older ones until their queries have ended. */
export class HeldGenerations {
  #current: HeldGeneration | undefined;
  /** An older one that was asked for by its id; the last of them. */
  #kept: HeldGeneration | undefined;
  /** The current one, the kept one, and older ones that queries still have. */
  readonly #open = new Set<HeldGeneration>();
  readonly #onClosed: () => void;

  /** @param onClosed called after each generation that was closed */
  constructor(onClosed: () => void) {
    this.#onClosed = onClosed;
  }

  get current(): OpenGeneration | undefined {
    return this.#current?.generation;
  }

  /** All that are open. */
  get generations(): readonly OpenGeneration[] {
    return [...this.#open].map(({ generation }) => generation);
  }

  /** @returns undefined before there is one, and after `release` */
  takeCurrent(): HeldGeneration | undefined {
    return this.#current && take(this.#current);
  }

  /** @returns undefined when it is not open */
  takeOpen(id: string): HeldGeneration | undefined {
    const held = [...this.#open].find(({ generation }) => generation.id === id);
    return held && take(held);
  }

  /** The one before is closed once its queries have ended. */
  replaceCurrent(generation: OpenGeneration): void {
    const old = this.#current;
    this.#current = this.#add(generation);
    this.#closeIfUnused(old);
  }

  /** Keeps it until another one is kept, and takes it. */
  replaceKept(generation: OpenGeneration): HeldGeneration {
    const old = this.#kept;
    this.#kept = this.#add(generation);
    this.#closeIfUnused(old);
    return take(this.#kept);
  }

  /** Runs a query on a generation that was taken for it, and gives that back. */
  async run<T>(taken: HeldGeneration, query: (generation: OpenGeneration) => T | Promise<T>): Promise<T> {
    try {
      return await query(taken.generation);
    } finally {
      taken.users -= 1;
      this.#closeIfUnused(taken);
    }
  }

  /** Closes each once its queries have ended. */
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

/** At once and not when the query begins: until then another generation may take its place, and it would be closed. */
function take(held: HeldGeneration): HeldGeneration {
  held.users += 1;
  return held;
}
