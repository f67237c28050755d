import { Stopwatch } from "@dateline-search/core/search/stopwatch";
import type { RequestEntry } from "./request-log.ts";
import { type SearchService, withinTime } from "./search-service.ts";

export interface AskOptions {
  /** How long to wait for an index that is still being opened, and for what an answer reads from the store. */
  readonly waitMs: number;
  /** Gets the time of every stage that ran, whether or not there is an answer. */
  readonly entry: RequestEntry;
}

/** Waits for the service and asks it something. @throws RequestError `not-ready` when time is up, and as `SearchService.ready` and what is asked */
export async function askService<T>(
  service: SearchService,
  ask: (stopwatch: Stopwatch) => Promise<T>,
  { waitMs, entry }: AskOptions,
): Promise<T> {
  const startedAt = performance.now();
  try {
    await service.ready({ waitMs });
  } finally {
    entry.record({ load: performance.now() - startedAt });
  }
  const stopwatch = new Stopwatch();
  try {
    const leftMs = waitMs - (performance.now() - startedAt);
    return await withinTime(ask(stopwatch), leftMs, "Cannot answer yet: the index was not read in time");
  } finally {
    entry.record(stopwatch.timings);
  }
}
