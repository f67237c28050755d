import { randomUUID } from "node:crypto";
import { DatelineError, hasCode } from "../errors.ts";
import { sha256Of } from "../files/hash-file.ts";
import type { ObjectStore, RequestOptions } from "../ports/object-store.ts";

/** Prefix of the probes, which are removed afterwards. Garbage collection ignores them. */
const PROBE_PREFIX = "probes/";
/** An etag in the form of an MD5, like those of S3, that no object has. */
const WRONG_ETAG = '"00000000000000000000000000000000"';
const REMOVAL_TIMEOUT_MS = 10_000;

/** A condition of writes that a store ignores. */
export type IgnoredCondition = "If-None-Match" | "If-Match";

/**
 * Tests whether a store honours conditional writes. Writes an object, then writes it again on the condition
 * that it does not exist, and on the condition of an etag that it never had. Some S3-compatible servers
 * accept all of these, so two concurrent publishers would both win.
 *
 * @returns the ignored conditions; none if the store is safe to publish to
 * @throws DatelineError when the store refuses a write whose condition is met; as `ObjectStore`
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
    const created = await store.putNew(key, again, { sha256: sha256Of(again), signal });
    if (created === "created") ignored.add("If-None-Match");
    if (await isTaken(() => store.putIfMatch(key, wrong, WRONG_ETAG, { signal }))) ignored.add("If-Match");
    if (ignored.size === 0) await store.putIfMatch(key, content("last"), etag, { signal });
    return [...ignored];
  } finally {
    await store.delete([key], { signal: AbortSignal.timeout(REMOVAL_TIMEOUT_MS) }).catch(() => {});
  }
}

/** True if a write succeeds that the store should refuse. */
async function isTaken(write: () => Promise<string>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (hasCode(error, "write-conflict")) return false;
    throw error;
  }
}

/** The remedy for a store that ignores conditions. */
export const CONDITIONS_REMEDY =
  "enable conditional writes on this server if it supports them, or publish to Amazon S3, to a folder or to another server that honours them";

/** @throws DatelineError `publish-refused` when the store ignores conditional writes */
export async function assertHonoursConditions(
  store: ObjectStore,
  location: string,
  options: RequestOptions = {},
): Promise<void> {
  const ignored = await probeConditions(store, options);
  if (ignored.length === 0) return;
  throw new DatelineError(
    "publish-refused",
    `Cannot publish to "${location}": the store ignores ${ignored.join(" and ")} on writes, so concurrent publishers would silently overwrite each other's work; ${CONDITIONS_REMEDY}`,
  );
}
