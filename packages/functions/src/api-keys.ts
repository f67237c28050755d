import { createHash, timingSafeEqual } from "node:crypto";
import { DatelineError } from "@dateline-search/core/errors";
import { type KeyScope, parseKeyList, READING_SCOPES } from "../../../infra/function-settings.ts";

export { type KeyScope, READING_SCOPES };

/** A key as the service knows it: never the key itself. */
export interface ApiKey {
  /** For the log and for whoever rotates keys. */
  readonly id: string;
  readonly sha256: Buffer;
  readonly scopes: readonly KeyScope[];
}

/**
 * Reads a list of keys: `id:sha256` or `id:sha256:scope+scope`, separated by commas or white space. Without scopes a key
 * is good for all that only reads. Two keys may be valid
 * at a time, so that one can be replaced by the other without a gap.
 *
 * @param value empty for none, which lets everybody in
 * @throws DatelineError `invalid-input`; shows the position of a bad entry and not the entry, which may hold a key
 */
export function parseApiKeys(value: string): readonly ApiKey[] {
  try {
    return parseKeyList(value).map((key) => ({ ...key, sha256: Buffer.from(key.sha256, "hex") }));
  } catch (cause) {
    throw new DatelineError("invalid-input", (cause as Error).message, { cause });
  }
}

/** Compares with every key in constant time, so that the time of the answer says nothing of any of them. */
export function findApiKey(keys: readonly ApiKey[], presented: string): ApiKey | undefined {
  const digest = createHash("sha256").update(presented, "utf8").digest();
  return keys.filter(({ sha256 }) => timingSafeEqual(sha256, digest))[0];
}
