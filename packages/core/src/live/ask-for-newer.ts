import { joinSignals } from "../clock/join-signals.ts";
import { DatelineError } from "../errors.ts";
import { LATEST_KEY } from "../generation/latest-pointer.ts";
import type { ObjectStore, RequestOptions, StoredObject } from "../ports/object-store.ts";

export interface AskOptions extends RequestOptions {
  /** Cancels the read, which then rejects with its reason. */
  readonly askSignal?: AbortSignal | undefined;
}

/**
 * Reads `latest.json` unless it is still the known version.
 *
 * @throws DatelineError `index-missing` when it is gone; as `ObjectStore.getIfChanged`; the reason of
 *   `askSignal`
 */
export async function askForNewer(
  store: ObjectStore,
  etag: string,
  { signal, askSignal }: AskOptions,
): Promise<"unchanged" | StoredObject> {
  askSignal?.throwIfAborted();
  const found = await joinSignals([signal, askSignal], (either) =>
    store.getIfChanged(LATEST_KEY, etag, { signal: either }),
  ).catch((error) => Promise.reject(askSignal?.aborted ? askSignal.reason : error));
  if (found !== undefined) return found;
  throw new DatelineError("index-missing", `Cannot refresh the index: there is no ${LATEST_KEY} any more`);
}
