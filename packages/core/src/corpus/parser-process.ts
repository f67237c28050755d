import { stat } from "node:fs/promises";
import { DatelineError, throwIfAborted } from "../errors.ts";
import type { SourceEntry } from "./corpus-entry.ts";
import { ParserChild, type ParserOutcome } from "./parser-child.ts";
import type { ParserRequest, ParserSource } from "./parser-messages.ts";
import type { ReadSourceOptions } from "./read-source-bytes.ts";

export interface ParserProcessOptions {
  /** Module that calls `serveParser`. */
  readonly program: URL;
  /** How long a source of this size may occupy the parser without yielding an entry. */
  readonly maxMs?: ((sizeBytes: number) => number) | undefined;
  /** Limit on its JavaScript heap. */
  readonly maxHeapMb?: number | undefined;
}

export interface ParseOptions extends ReadSourceOptions {
  readonly signal?: AbortSignal | undefined;
}

const DEFAULT_MAX_HEAP_MB = 4_096;
/** Maximum time for a process to load the parsers. */
const START_MS = 300_000;
const BASE_MS = 10_000;
/** Twice what any input of a megabyte may take, since the CPU is shared. */
const MS_PER_MEGABYTE = 4_000;

/**
 * Parses sources in other processes, limited in time and memory. A source that exceeds a limit yields a
 * `problem` entry, and a new process reads the next one. Parsers compute synchronously, so nothing else could
 * stop them. Sequential reads share one process. An idle process does not keep this one alive.
 */
export class ParserProcess {
  readonly #options: ParserProcessOptions;
  readonly #idle: ParserChild[] = [];

  constructor(options: ParserProcessOptions) {
    this.#options = options;
  }

  /** @throws DatelineError `aborted`; `internal` for a bug in the parser */
  async *read(source: ParserSource, options: ParseOptions = {}): AsyncGenerator<SourceEntry> {
    const { signal, now = new Date(), discover, keepTitles, timeZones } = options;
    const name = source.kind === "file" ? source.file.name : source.source.name;
    const maxMs = (this.#options.maxMs ?? defaultMaxMs)(await sizeOf(source));
    const child = await this.#acquire(signal);
    let outcome: ParserOutcome = child instanceof ParserChild ? { kind: "ready" } : child;
    let request: ParserRequest = { kind: "start", source, options: { now, discover, keepTitles, timeZones } };
    try {
      while (child instanceof ParserChild) {
        outcome = await child.ask(request, { maxMs, signal });
        request = { kind: "more" };
        if (outcome.kind !== "entries") break;
        yield* outcome.entries;
        throwIfAborted(`read "${name}"`, signal);
        if (outcome.isLast) return;
      }
    } finally {
      if (child instanceof ParserChild) this.#release(child, outcome);
    }
    throwIfAborted(`read "${name}"`, signal);
    if (outcome.kind === "failed") {
      throw new DatelineError("internal", `Cannot read "${name}": ${outcome.message}`);
    }
    const reason = outcome.kind === "stopped" ? outcome.reason : "the parser did not reply";
    yield { kind: "problem", problem: { file: name, line: 1, reason } };
  }

  /** Ends the idle processes. A later source gets a new one. */
  close(): void {
    for (const child of this.#idle.splice(0)) child.end();
  }

  /** Waits until a new process has loaded the parsers, so that this time does not count against a source. */
  async #acquire(signal: AbortSignal | undefined): Promise<ParserChild | ParserOutcome> {
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      if (!idle.hasEnded) return idle;
    }
    const { program, maxHeapMb = DEFAULT_MAX_HEAP_MB } = this.#options;
    const child = new ParserChild(program, maxHeapMb);
    const outcome = await child.started({ maxMs: START_MS, signal });
    if (outcome.kind === "ready") return child;
    child.end();
    return outcome;
  }

  #release(child: ParserChild, last: ParserOutcome): void {
    if (last.kind === "stopped") child.end();
    else this.#idle.push(child);
  }
}

function defaultMaxMs(sizeBytes: number): number {
  return BASE_MS + (MS_PER_MEGABYTE * sizeBytes) / 1e6;
}

/** 0 for an inaccessible file, which the parser reports as a problem. */
async function sizeOf(source: ParserSource): Promise<number> {
  if (source.kind === "bytes") return source.source.bytes.length;
  return await stat(source.file.path).then(
    ({ size }) => size,
    () => 0,
  );
}
