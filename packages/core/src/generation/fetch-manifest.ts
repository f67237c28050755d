import { DatelineError, hasCode } from "../errors.ts";
import type { ObjectStore, RequestOptions } from "../ports/object-store.ts";
import { manifestKey } from "./generation-objects.ts";
import { type Manifest, parseManifest } from "./manifest.ts";

/** How often to read a manifest whose bytes do not match its name. */
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
      // A manifest is named by its hash, so a damaged one is detected. Bytes that changed on the wire are right
      // the next time.
      const isDamaged = hasCode(error, "index-corrupt");
      if (!isDamaged || readings === MAX_READINGS) throw error;
    }
  }
  throw new DatelineError(
    "object-missing",
    `Cannot read generation ${id}: its manifest "${manifestKey(id)}" is not in the store`,
  );
}
