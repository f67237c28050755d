/** Stages of a search to measure, in the order in which they run. */
export const SEARCH_STAGES = [
  "embed",
  "filter",
  "ann",
  "lexical",
  "sentences",
  "fuse",
  "rerank",
  "read",
] as const;
export type SearchStage = (typeof SEARCH_STAGES)[number];

/** Sums the duration of each stage, in milliseconds. */
export class Stopwatch {
  readonly #elapsed = new Map<SearchStage, number>();

  time<Result>(stage: SearchStage, work: () => Result): Result {
    const startedAt = performance.now();
    try {
      return work();
    } finally {
      this.#add(stage, startedAt);
    }
  }

  async timeAsync<Result>(stage: SearchStage, work: () => Promise<Result>): Promise<Result> {
    const startedAt = performance.now();
    try {
      return await work();
    } finally {
      this.#add(stage, startedAt);
    }
  }

  /** Milliseconds by stage, for the stages that ran. */
  get timings(): Readonly<Partial<Record<SearchStage, number>>> {
    return Object.fromEntries(this.#elapsed);
  }

  #add(stage: SearchStage, startedAt: number): void {
    this.#elapsed.set(stage, (this.#elapsed.get(stage) ?? 0) + performance.now() - startedAt);
  }
}
