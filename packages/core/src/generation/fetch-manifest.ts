import { DatelineError, hasCode } from "../errors.ts";
import type { ObjectStore, RequestOptions } from "../ports/object-store.ts";
import { manifestKey } from "./generation-objects.ts";
import { type Manifest, parseManifest } from "./manifest.ts";

/** How many times to read a manifest whose bytes do not match its name. */
const MAX_READINGS = 3;

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
  for (let readings = 1; ; readings++) {
    const found = await store.get(manifestKey(id), options);
    if (found === undefined) break;
    try {
      return parseManifest(Buffer.from(found.bytes).toString("utf8"), id);
    } catch (error) {
      // The name of a manifest is its hash, which reveals damage. Bytes damaged in transit are right next
      // time.
      const isDamaged = hasCode(error, "index-corrupt");
      if (!isDamaged || readings === MAX_READINGS) throw error;
    }
  }
  throw new DatelineError(
    "object-missing",
    `Cannot read generation ${id}: its manifest "${manifestKey(id)}" is not in the store`,
  );
}
