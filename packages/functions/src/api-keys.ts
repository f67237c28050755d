import { createHash, timingSafeEqual } from "node:crypto";
import { DatelineError } from "@dateline-search/core/errors";

/** What a key may be restricted to: searching and counting, reading whole articles, the tools for agents. */
export const KEY_SCOPES = ["search", "articles", "mcp"] as const;
export type KeyScope = (typeof KEY_SCOPES)[number];

/** A key as the service knows it: never the key itself. */
export interface ApiKey {
  /** For the log and for whoever rotates keys. */
  readonly id: string;
  readonly sha256: Buffer;
  readonly scopes: readonly KeyScope[];
}

const ENTRY = /^([\w.-]{1,64}):([0-9a-f]{64})(?::([a-z+]+))?$/i;

/**
 * Reads a list of keys: `id:sha256` or `id:sha256:scope+scope`, separated by commas or white space. Two keys may be valid
 * at a time, so that one can be replaced by the other without a gap.
 *
 * @param value empty for none, which lets everybody in
 * @throws DatelineError `invalid-input`; shows the position of a bad entry and not the entry, which may hold a key
 */
export function parseApiKeys(value: string): readonly ApiKey[] {
  const entries = value.split(/[\s,]+/).filter((entry) => entry !== "");
  const keys = entries.map((entry, index) => parseEntry(entry, index + 1));
  const repeated = keys.find(({ id }, index) => keys.findIndex((key) => key.id === id) !== index);
  if (repeated === undefined) return keys;
  throw new DatelineError("invalid-input", `Cannot read the API keys: "${repeated.id}" is there twice`);
}

/** Compares with every key in constant time, so that the time of the answer says nothing of any of them. */
export function findApiKey(keys: readonly ApiKey[], presented: string): ApiKey | undefined {
  const digest = createHash("sha256").update(presented, "utf8").digest();
  return keys.filter(({ sha256 }) => timingSafeEqual(sha256, digest))[0];
}

function parseEntry(entry: string, position: number): ApiKey {
  const [, id, sha256, scopes] = ENTRY.exec(entry) ?? [];
  if (id === undefined || sha256 === undefined) {
    throw new DatelineError(
      "invalid-input",
      `Cannot read the API keys: entry ${position} is not "id:sha256" with the sha256 of the key as 64 hex digits`,
    );
  }
  return { id, sha256: Buffer.from(sha256, "hex"), scopes: parseScopes(scopes, id) };
}

function parseScopes(scopes: string | undefined, id: string): readonly KeyScope[] {
  if (scopes === undefined) return KEY_SCOPES;
  return scopes.split("+").map((name) => {
    const scope = KEY_SCOPES.find((known) => known === name);
    if (scope !== undefined) return scope;
    const allowed = KEY_SCOPES.join(", ");
    throw new DatelineError(
      "invalid-input",
      `Cannot read the API keys: the scopes of "${id}" must be some of ${allowed}`,
    );
  });
}
