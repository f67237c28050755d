/**
 * Runs work on first use and shares its result. A failure rejects all waiting callers, and the next call
 * tries again.
 */
export class LazyOnce<T> {
  readonly #work: () => Promise<T>;
  #current: Promise<T> | undefined;

  constructor(work: () => Promise<T>) {
    this.#work = work;
  }

  get(): Promise<T> {
    if (this.#current !== undefined) return this.#current;
    // Turns an error thrown before the first await into a rejection as well.
    const current = (async () => await this.#work())();
    this.#current = current;
    current.catch(() => {
      if (this.#current === current) this.#current = undefined;
    });
    return current;
  }
}
