import { DatelineError, type ErrorCode } from "../errors.ts";
import type { ObjectStore, RequestOptions } from "../ports/object-store.ts";
import { readCurrent } from "./amend-index.ts";
import { listGenerations } from "./list-generations.ts";
import { TakeDowns } from "./take-downs.ts";

const UNREADABLE: ReadonlySet<ErrorCode> = new Set(["index-corrupt", "index-format", "object-missing"]);

/**
 * Reads the take-downs of an index that is about to be replaced as a whole. If the latest generation cannot be
 * read, the newest readable one provides them: a damaged index is a reason to rebuild, but not to show removed
 * articles again.
 */
export async function readTakeDowns(store: ObjectStore, options: RequestOptions = {}): Promise<TakeDowns> {
  try {
    return TakeDowns.of((await readCurrent(store, options)).manifest);
  } catch (error) {
    if (!(error instanceof DatelineError) || !UNREADABLE.has(error.code)) throw error;
    const { generations } = await listGenerations(store, options);
    const newest = generations.find((one) => one.problem === null);
    return TakeDowns.of(newest?.problem === null ? newest.manifest : null);
  }
}
