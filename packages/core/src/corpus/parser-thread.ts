import { stat } from "node:fs/promises";
import { Worker } from "node:worker_threads";
import { DatelineError, throwIfAborted } from "../errors.ts";
import type { SourceEntry } from "./corpus-entry.ts";
import type { ParserReply, ParserRequest, ParserSource } from "./parser-messages.ts";
import type { ReadSourceOptions } from "./read-source-bytes.ts";

export interface ParserThreadOptions {
  /** Module that calls `serveParser`. */
  readonly program: URL;
  /** How long a source of this size may keep the parser busy without an entry. */
  readonly maxMs?: ((sizeBytes: number) => number) | undefined;
  /** Limit of the thread's JavaScript heap. */
  readonly maxHeapMb?: number | undefined;
}

export interface ParseOptions extends ReadSourceOptions {
  readonly signal?: AbortSignal | undefined;
}

const DEFAULT_MAX_HEAP_MB = 4_096;
/** For a thread to load the parsers. */
const START_MS = 60_000;
const BASE_MS = 10_000;
/** Twice what any input of a megabyte may take, since the CPU is shared. */
const MS_PER_MEGABYTE = 4_000;

interface Limits {
  readonly maxMs: number;
  readonly signal: AbortSignal | undefined;
}

/** Outcome of a thread. */
type Outcome = ParserReply | { readonly kind: "stopped"; readonly reason: string };

/**
 * Parses sources in separate threads, limited in time and memory. A source that exceeds a limit yields a
 * `problem` entry, and a new thread reads the next one. Parsers compute synchronously, so nothing else could
 * stop them. Sequential reads share one thread. Threads do not keep the process alive.
 */
export class ParserThread {
  readonly #options: ParserThreadOptions;
  readonly #idle: Worker[] = [];

  constructor(options: ParserThreadOptions) {
    this.#options = options;
  }

  /** @throws DatelineError `aborted`; `internal` for a bug in the parser */
  async *read(source: ParserSource, options: ParseOptions = {}): AsyncGenerator<SourceEntry> {
    const { signal, now = new Date(), discover, keepTitles, timeZones } = options;
    const name = source.kind === "file" ? source.file.name : source.source.name;
    const maxMs = (this.#options.maxMs ?? defaultMaxMs)(await sizeOf(source));
    const worker = await this.#acquire({ maxMs: START_MS, signal });
    let outcome: Outcome = worker instanceof Worker ? { kind: "ready" } : worker;
    let request: ParserRequest = { kind: "start", source, options: { now, discover, keepTitles, timeZones } };
    try {
      while (worker instanceof Worker) {
        outcome = await this.#ask(worker, request, { maxMs, signal });
        request = { kind: "more" };
        if (outcome.kind !== "entries") break;
        yield* outcome.entries;
        throwIfAborted(`read "${name}"`, signal);
        if (outcome.isLast) return;
      }
    } finally {
      if (worker instanceof Worker) await this.#release(worker, outcome);
    }
    throwIfAborted(`read "${name}"`, signal);
    if (outcome.kind === "failed") {
      throw new DatelineError("internal", `Cannot read "${name}": ${outcome.message}`);
    }
    const reason = outcome.kind === "stopped" ? outcome.reason : "the parser said nothing";
    yield { kind: "problem", problem: { file: name, line: 1, reason } };
  }

  /** Ends the idle threads. Another source would get a new one. */
  async close(): Promise<void> {
    await Promise.all(this.#idle.splice(0).map((worker) => worker.terminate()));
  }

  /** Waits until a new thread has loaded the parsers, so that this does not count against a source. */
  async #acquire(limits: Limits): Promise<Worker | Outcome> {
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    const worker = this.#start();
    const outcome = await this.#ask(worker, undefined, limits);
    if (outcome.kind === "ready") return worker;
    await worker.terminate();
    return outcome;
  }

  async #release(worker: Worker, last: Outcome): Promise<void> {
    if (last.kind === "stopped") await worker.terminate();
    else this.#idle.push(worker);
  }

  async #ask(
    worker: Worker,
    request: ParserRequest | undefined,
    { maxMs, signal }: Limits,
  ): Promise<Outcome> {
    worker.ref();
    const over = new AbortController();
    try {
      return await new Promise<Outcome>((resolve) => {
        const stopped = (reason: string) => resolve({ kind: "stopped", reason });
        const seconds = Math.round(maxMs / 1000);
        const timer = setTimeout(() => stopped(`it takes the parser more than ${seconds} seconds`), maxMs);
        const onAbort = () => stopped("the caller aborted it");
        const onError = (error: Error) => stopped(this.#reasonOf(error));
        const onExit = () => stopped("the parser ended");
        worker.once("message", resolve).once("error", onError).once("exit", onExit);
        signal?.addEventListener("abort", onAbort);
        over.signal.addEventListener("abort", () => {
          clearTimeout(timer);
          signal?.removeEventListener("abort", onAbort);
          worker.off("message", resolve).off("error", onError).off("exit", onExit);
        });
        if (request !== undefined) worker.postMessage(request);
      });
    } finally {
      over.abort();
      worker.unref();
    }
  }

  #start(): Worker {
    const { program, maxHeapMb = DEFAULT_MAX_HEAP_MB } = this.#options;
    const worker = new Worker(program, { resourceLimits: { maxOldGenerationSizeMb: maxHeapMb } });
    worker.unref();
    // An idle thread that fails must not end the process.
    worker.on("error", () => {});
    worker.once("exit", () => {
      const index = this.#idle.indexOf(worker);
      if (index !== -1) this.#idle.splice(index, 1);
    });
    return worker;
  }

  #reasonOf(error: Error & { readonly code?: string }): string {
    const { maxHeapMb = DEFAULT_MAX_HEAP_MB } = this.#options;
    if (error.code === "ERR_WORKER_OUT_OF_MEMORY") {
      return `it takes the parser more than ${maxHeapMb} MB of memory`;
    }
    return `the parser failed: ${error.message}`;
  }
}

function defaultMaxMs(sizeBytes: number): number {
  return BASE_MS + (MS_PER_MEGABYTE * sizeBytes) / 1e6;
}

/** The parser reports an inaccessible file as a problem. */
async function sizeOf(source: ParserSource): Promise<number> {
  if (source.kind === "bytes") return source.source.bytes.length;
  return await stat(source.file.path).then(
    ({ size }) => size,
    () => 0,
  );
}
