import { DatelineError } from "../errors.ts";
import type { ObjectStore, RequestOptions } from "../ports/object-store.ts";
import { type Manifest, parseManifest } from "./manifest.ts";
import { manifestKey } from "./object-keys.ts";

/**
 * Reads the manifest of a generation from a store.
 *
 * @throws DatelineError `object-missing` when there is none; `index-corrupt` or `index-format`
 */
export async function fetchManifest(
  store: ObjectStore,
  id: string,
  options: RequestOptions = {},
): Promise<Manifest> {
  const found = await store.get(manifestKey(id), options);
  if (found !== undefined) return parseManifest(Buffer.from(found.bytes).toString("utf8"), id);
  throw new DatelineError(
    "object-missing",
    `Cannot read generation ${id}: its manifest "${manifestKey(id)}" is not in the store`,
  );
}
