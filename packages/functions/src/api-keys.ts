import { createHash, timingSafeEqual } from "node:crypto";
import { DatelineError } from "@dateline-search/core/errors";
import { type KeyScope, parseKeyList, READING_SCOPES } from "../../../infra/function-settings.ts";

export { type KeyScope, READING_SCOPES };

/** An API key as the service stores it, which is never the key itself. */
export interface ApiKey {
  /** Names the key in the log and for rotation. */
  readonly id: string;
  readonly sha256: Buffer;
  readonly scopes: readonly KeyScope[];
}

/**
 * Parses a list of keys: `id:sha256` or `id:sha256:scope+scope`, separated by commas or white space. A key
 * without scopes may read everything. Several keys may be valid at a time, so that they can be rotated
 * without a gap.
 *
 * @param value empty for no keys, which lets everybody in
 * @throws DatelineError `invalid-input` with the position of a bad entry, but not the entry, which may contain a key
 */
export function parseApiKeys(value: string): readonly ApiKey[] {
  try {
    return parseKeyList(value).map((key) => ({ ...key, sha256: Buffer.from(key.sha256, "hex") }));
  } catch (cause) {
    throw new DatelineError("invalid-input", (cause as Error).message, { cause });
  }
}

/** Compares with every key in constant time, so that timing reveals nothing about them. */
export function findApiKey(keys: readonly ApiKey[], presented: string): ApiKey | undefined {
  const digest = createHash("sha256").update(presented, "utf8").digest();
  return keys.filter(({ sha256 }) => timingSafeEqual(sha256, digest))[0];
}
