import { performance } from "node:perf_hooks";
import type { SegmentFormat } from "@dateline-search/core/ports/segment-format";
import { rounded, type Timings } from "./request-log.ts";

/** Stages of a cold start. `import`, `model`, `reranker` and `index` overlap, so they do not add up to `ready`. */
export type ColdStartStage = "runtime" | "import" | "model" | "reranker" | "index" | "open" | "ready";

/** The log line of a cold start. */
export interface ColdStartReport {
  /**
   * Milliseconds. `runtime`: Node up to its first script; `import`: from there to here, including Lambda's
   * own client; `model`: loading it; `index`: downloading and opening, of which `open` is opening the files
   * and `download` the rest; `ready`: since the process started; `firstQuery`: from the arrival of the first
   * answered query to its answer.
   */
  readonly timings: Timings;
  readonly bytesFetched: number;
  /** Requests sent, including retries. */
  readonly s3Requests: number;
  readonly rssBytes: number;
}

/** Measures what happens before the first answer. */
export class ColdStart {
  /** Resolves with the first request to S3. */
  readonly asked: Promise<void>;
  /** Resolves once the files of the index are requested, after the pointer and the manifest. */
  readonly downloading: Promise<void>;
  #onAsked = () => {};
  #onDownloading = () => {};
  #s3Requests = 0;
  countBytes: () => number = () => 0;
  readonly #stages = new Map<ColdStartStage, number>();

  constructor() {
    this.asked = new Promise((resolve) => {
      this.#onAsked = resolve;
    });
    this.downloading = new Promise((resolve) => {
      this.#onDownloading = resolve;
    });
    this.#stages.set("runtime", performance.nodeTiming.bootstrapComplete);
  }

  /**
   * Call this for each request to S3.
   *
   * @param isForFile true for a file of the index
   */
  countRequest({ isForFile = false }: { readonly isForFile?: boolean } = {}): void {
    this.#s3Requests += 1;
    this.#onAsked();
    if (isForFile) this.#onDownloading();
  }

  /** Call this once all code has been imported. */
  imported(): void {
    this.#stages.set("import", performance.now() - performance.nodeTiming.bootstrapComplete);
  }

  /** Adds up repeated runs of a stage, as after a failure. */
  async time<T>(stage: ColdStartStage, work: () => Promise<T>): Promise<T> {
    const startedAt = performance.now();
    try {
      return await work();
    } finally {
      this.#add(stage, performance.now() - startedAt);
      this.#stages.set("ready", performance.now());
    }
  }

  /** Wraps a format to measure the opening of segments. */
  timingOpen(format: SegmentFormat): SegmentFormat {
    const timed = <T>(open: () => T): T => {
      const startedAt = performance.now();
      try {
        return open();
      } finally {
        this.#add("open", performance.now() - startedAt);
      }
    };
    return {
      ...format,
      open: (folder, dimensions) => timed(() => format.open(folder, dimensions)),
      openHead: (folder, dimensions, others) => timed(() => format.openHead(folder, dimensions, others)),
    };
  }

  /** @param query timings of the first answered query */
  report(query: Timings): ColdStartReport {
    const stage = (name: ColdStartStage) => this.#stages.get(name) ?? 0;
    return {
      timings: rounded({
        runtime: stage("runtime"),
        import: stage("import"),
        model: stage("model"),
        ...(this.#stages.has("reranker") && { reranker: stage("reranker") }),
        index: stage("index"),
        download: stage("index") - stage("open"),
        open: stage("open"),
        ready: stage("ready"),
        firstQuery: query["total"] ?? 0,
      }),
      bytesFetched: this.countBytes(),
      s3Requests: this.#s3Requests,
      rssBytes: process.memoryUsage.rss(),
    };
  }

  #add(stage: ColdStartStage, elapsed: number): void {
    this.#stages.set(stage, (this.#stages.get(stage) ?? 0) + elapsed);
  }
}
