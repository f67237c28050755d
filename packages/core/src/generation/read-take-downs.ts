import { DatelineError, type ErrorCode } from "../errors.ts";
import type { ObjectStore, RequestOptions } from "../ports/object-store.ts";
import { readCurrent } from "./amend-index.ts";
import { listGenerations } from "./list-generations.ts";
import { TakeDowns } from "./take-downs.ts";

/** What a build takes over of the index that it replaces. */
export interface KeptTakeDowns {
  /** The latest generation; `null` when there is none, or it cannot be read. */
  readonly generation: string | null;
  readonly takeDowns: TakeDowns;
}

const UNREADABLE: ReadonlySet<ErrorCode> = new Set(["index-corrupt", "index-format", "object-missing"]);

/**
 * Reads what is taken down of an index that is about to be replaced as a whole. Where the latest generation cannot be
 * read, the newest that can be says it: a damaged index is a reason to build, and none to show again what was removed.
 */
export async function readTakeDowns(
  store: ObjectStore,
  options: RequestOptions = {},
): Promise<KeptTakeDowns> {
  try {
    const { generation, manifest } = await readCurrent(store, options);
    return { generation, takeDowns: TakeDowns.of(manifest) };
  } catch (error) {
    if (!(error instanceof DatelineError) || !UNREADABLE.has(error.code)) throw error;
    const { generations, latest } = await listGenerations(store, options);
    const newest = generations.find((one) => one.problem === null);
    const manifest = newest?.problem === null ? newest.manifest : null;
    return { generation: latest?.generation ?? null, takeDowns: TakeDowns.of(manifest) };
  }
}
