import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { DatelineError } from "@dateline-search/core/errors";
import { CONDITIONS_REMEDY, probeConditions } from "@dateline-search/core/generation/probe-store";
import { openStore } from "../open-store.ts";
import type { Check } from "./check.ts";

const NAME = "store";

/** Checks that the store honours conditional writes, by writing and removing a small object. */
export async function checkConditions(location: string, signal: AbortSignal): Promise<Check> {
  try {
    const store = await openStore(location);
    if (store instanceof FileObjectStore) {
      const detail = `"${location}" is a folder, which is locked during changes`;
      return { name: NAME, status: "ok", detail };
    }
    const ignored = await probeConditions(store, { signal });
    if (ignored.length === 0) {
      const detail = `"${location}" honours If-None-Match and If-Match on writes`;
      return { name: NAME, status: "ok", detail };
    }
    const detail = `"${location}" ignores ${ignored.join(" and ")} on writes: two publishers could both win`;
    return { name: NAME, status: "failed", detail, remedy: CONDITIONS_REMEDY };
  } catch (error) {
    if (!(error instanceof DatelineError)) throw error;
    // Without write permission this cannot be tested.
    const detail = `cannot test conditional writes: ${error.message}`;
    return { name: NAME, status: "not-checked", detail };
  }
}
