import type { RequestOptions } from "../ports/object-store.ts";
import { findTakenDown } from "./hide-taken-down.ts";
import { type IdentitySource, IndexedArticles, withoutArticles } from "./indexed-articles.ts";
import type { Manifest } from "./manifest.ts";
import { TakeDowns, withTakeDowns } from "./take-downs.ts";

const NONE: ReadonlySet<string> = new Set();

/** A generation without what another one has taken down. */
export interface CarriedTakeDowns {
  readonly manifest: Manifest;
  /** Hashes of the ids of articles that had to be removed. */
  readonly removed: ReadonlySet<string>;
}

/**
 * Applies a list of take-downs to a generation that was made without it: one that is rolled back to, or that
 * was built elsewhere. The list becomes the generation's own.
 *
 * @returns the same manifest when nothing has to change
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
