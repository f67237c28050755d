import { createHook } from "node:async_hooks";

const FILE_REQUESTS = new Set(["FSREQCALLBACK", "FSREQPROMISE", "FILEHANDLECLOSEREQ"]);

export interface PendingFileRequests {
  readonly count: number;
  stop(): void;
}

/**
 * Counts requests to the file system that have not ended. Files are real in the simulation, and the next event must not
 * happen before the code that ran has come to a point at which it waits for the store or the clock.
 */
export function watchFileRequests(): PendingFileRequests {
  const pending = new Set<number>();
  const hook = createHook({
    init: (id, type) => {
      if (FILE_REQUESTS.has(type)) pending.add(id);
    },
    after: (id) => pending.delete(id),
    destroy: (id) => pending.delete(id),
  }).enable();
  return {
    get count() {
      return pending.size;
    },
    stop: () => hook.disable(),
  };
}
