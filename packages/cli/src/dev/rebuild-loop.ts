/** Runs a build for every change, one at a time: changes during a build lead to one more build after it. */
export class RebuildLoop {
  readonly #build: () => Promise<void>;
  #running: Promise<void> | undefined;
  #isStale = false;

  /** @param build must not reject: it says itself what went wrong, and the loop goes on */
  constructor(build: () => Promise<void>) {
    this.#build = build;
  }

  /** Something has changed. */
  request(): void {
    this.#isStale = true;
    this.#running ??= this.#run();
  }

  /**
   * Runs another build before all others: changes during it lead to one build after it.
   *
   * @throws whatever that build does, and then nothing is built for the changes
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
