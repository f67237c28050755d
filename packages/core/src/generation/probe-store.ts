import { createHash, randomUUID } from "node:crypto";
import { DatelineError } from "../errors.ts";
import type { ObjectStore, RequestOptions } from "../ports/object-store.ts";

/** Probes are put here and removed again; garbage collection knows nothing of them. */
const PROBE_PREFIX = "probes/";
/** In the form of an MD5, as etags of S3 are, and no object's. */
const WRONG_ETAG = '"00000000000000000000000000000000"';
const REMOVAL_TIMEOUT_MS = 10_000;

/** A condition of a write that a store does not honour. */
export type IgnoredCondition = "If-None-Match" | "If-Match";

/**
 * Finds out whether a store honours the conditions of writes, by trying: an object is written, and again as if it were not
 * there, and in the place of a version that it never was. Some servers that speak S3 take all of these, and of two
 * publishers at the same time both would then win.
 *
 * @returns what it ignores; empty for a store that can be published to
 * @throws DatelineError when it refuses even a write whose condition holds; as `ObjectStore`
 */
export async function probeConditions(
  store: ObjectStore,
  { signal }: RequestOptions = {},
): Promise<readonly IgnoredCondition[]> {
  const key = `${PROBE_PREFIX}${randomUUID()}.json`;
  const content = (text: string) => Buffer.from(JSON.stringify({ probe: text }));
  const ignored = new Set<IgnoredCondition>();
  try {
    const etag = await store.putIfMatch(key, content("first"), null, { signal });
    const [again, wrong] = [content("again"), content("wrong")];
    if (await isTaken(() => store.putIfMatch(key, again, null, { signal }))) ignored.add("If-None-Match");
    const sha256 = createHash("sha256").update(again).digest("hex");
    if ((await store.putNew(key, again, { sha256, signal })) === "created") ignored.add("If-None-Match");
    if (await isTaken(() => store.putIfMatch(key, wrong, WRONG_ETAG, { signal }))) ignored.add("If-Match");
    if (ignored.size === 0) await store.putIfMatch(key, content("last"), etag, { signal });
    return [...ignored];
  } finally {
    await store.delete([key], { signal: AbortSignal.timeout(REMOVAL_TIMEOUT_MS) }).catch(() => {});
  }
}

/** True when a write was done that had to be refused. */
async function isTaken(write: () => Promise<string>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (error instanceof DatelineError && error.code === "write-conflict") return false;
    throw error;
  }
}

/** What to do about a store that ignores conditions. */
export const CONDITIONS_REMEDY =
  "publish to Amazon S3, to a folder or to another server that honours conditional writes, and if this one can, switch them on";

/** @throws DatelineError `publish-refused` when the store ignores conditions of writes */
export async function assertHonoursConditions(
  store: ObjectStore,
  location: string,
  options: RequestOptions = {},
): Promise<void> {
  const ignored = await probeConditions(store, options);
  if (ignored.length === 0) return;
  throw new DatelineError(
    "publish-refused",
    `Cannot publish to "${location}": the store ignores ${ignored.join(" and ")} on writes, so that of two publishers at the same time one would silently undo what the other did; ${CONDITIONS_REMEDY}`,
  );
}
