/** Runs builds one at a time. Changes during a build cause one more build after it. */
export class RebuildLoop {
  readonly #build: () => Promise<void>;
  #running: Promise<void> | undefined;
  #isStale = false;

  /** @param build must not reject: it reports its own errors, and the loop goes on */
  constructor(build: () => Promise<void>) {
    this.#build = build;
  }

  /** Requests a build after a change. */
  request(): void {
    this.#isStale = true;
    this.#running ??= this.#run();
  }

  /**
   * Runs a different build before all others. Changes during it cause one build after it.
   *
   * @throws the error of that build, in which case nothing is built for the changes
   */
  async first(build: () => Promise<void>): Promise<void> {
    const first = build();
    const giveUp = () => {
      this.#isStale = false;
      this.#running = undefined;
    };
    this.#running = first.then(() => this.#run(), giveUp);
    await first;
  }

  /** Resolves when no build is running or due. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#isStale) {
      this.#isStale = false;
      await this.#build();
    }
    this.#running = undefined;
  }
}
