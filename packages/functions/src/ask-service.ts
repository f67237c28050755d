import { Stopwatch } from "@dateline-search/core/search/stopwatch";
import type { RequestEntry } from "./request-log.ts";
import { type SearchService, withinTime } from "./search-service.ts";

export interface AskOptions {
  /** How long to wait for an index that is still being opened, and for reads from the store. */
  readonly waitMs: number;
  /** Records the time of every stage, whether or not it succeeds. */
  readonly entry: RequestEntry;
}

/** Waits for the service and calls it. @throws RequestError `not-ready` after `waitMs`; as `SearchService.ready` and the call */
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
