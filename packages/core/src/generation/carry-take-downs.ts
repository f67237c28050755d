import { DatelineError, type ErrorCode } from "../errors.ts";
import type { ObjectStore, RequestOptions } from "../ports/object-store.ts";
import { readCurrent } from "./amend-index.ts";
import { findTakenDown } from "./hide-taken-down.ts";
import { type IdentitySource, IndexedArticles, withoutArticles } from "./indexed-articles.ts";
import { listGenerations } from "./list-generations.ts";
import type { Manifest } from "./manifest.ts";
import { TakeDowns, withTakeDowns } from "./take-downs.ts";

const NONE: ReadonlySet<string> = new Set();

/** A generation without the articles that another one has taken down. */
export interface CarriedTakeDowns {
  readonly manifest: Manifest;
  /** Hashes of the ids of removed articles. */
  readonly removed: ReadonlySet<string>;
}

/**
 * Applies a list of take-downs to a generation that was made without it, either before a rollback or by a
 * build elsewhere. The list replaces the generation's own.
 *
 * @returns the same manifest if nothing changes
 * @throws DatelineError as `IdentityReader.read`
 */
export async function carryTakeDowns(
  manifest: Manifest,
  takeDowns: TakeDowns,
  { identities, ...options }: RequestOptions & { readonly identities: IdentitySource },
): Promise<CarriedTakeDowns> {
  if (takeDowns.size === 0 && manifest.takeDowns === undefined) return { manifest, removed: NONE };
  const indexed = await IndexedArticles.load(manifest, identities, options);
  const refused = findTakenDown(indexed, takeDowns);
  const isSame =
    JSON.stringify(takeDowns.toManifest()) === JSON.stringify(TakeDowns.of(manifest).toManifest());
  if (isSame && refused.length === 0) return { manifest, removed: NONE };
  const removed = new Set(refused.map(({ id }) => id));
  return { manifest: withTakeDowns(withoutArticles(manifest, refused), takeDowns), removed };
}

const UNREADABLE: ReadonlySet<ErrorCode> = new Set(["index-corrupt", "index-format", "object-missing"]);

/**
 * Reads the take-downs of an index that is about to be replaced as a whole. If the latest generation is
 * unreadable, reads those of the newest readable one, because rebuilding a damaged index must not bring
 * removed articles back.
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
