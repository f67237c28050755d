/** Runs work on first use and shares its result. A failure goes to all who wait, and the next caller tries again. */
export class LazyOnce<T> {
  readonly #work: () => Promise<T>;
  #current: Promise<T> | undefined;

  constructor(work: () => Promise<T>) {
    this.#work = work;
  }

  get(): Promise<T> {
    if (this.#current !== undefined) return this.#current;
    // Wrapped, so that work which throws before its first await is a rejection too.
    const current = (async () => await this.#work())();
    this.#current = current;
    current.catch(() => {
      if (this.#current === current) this.#current = undefined;
    });
    return current;
  }
}
