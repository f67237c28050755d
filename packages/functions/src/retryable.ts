/**
 * Does something once for all who ask. A failure is handed to those who were waiting and then forgotten, so the next one
 * who asks tries again.
 */
export class Retryable<T> {
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
