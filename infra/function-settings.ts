/**
 * Parsers of the functions' settings. The deployment and the functions share them, so that the functions can read
 * whatever was deployed.
 */

/** What a key may do: search and count, read whole articles, use the tools for agents, save searches. */
export const KEY_SCOPES = ["search", "articles", "mcp", "alerts"] as const;
export type KeyScope = (typeof KEY_SCOPES)[number];
/** Scopes of a key that names none: everything that only reads. */
export const READING_SCOPES: readonly KeyScope[] = KEY_SCOPES.filter((scope) => scope !== "alerts");

/** A parsed entry of the key list. */
export interface KeyEntry {
  readonly id: string;
  /** sha256 of the key, 64 hex digits. */
  readonly sha256: string;
  readonly scopes: readonly KeyScope[];
}

/**
 * Bounds of an index in a cluster. OpenSearch allows more shards, but a generation that needs more does not fit into the
 * function that loads it.
 */
export const ENGINE_LIMITS = {
  shards: { least: 1, most: 64 },
  replicas: { least: 0, most: 8 },
} as const;

/** Maximum requests per period, of one caller to one container. */
export interface RateLimit {
  readonly requests: number;
  readonly seconds: number;
}

const ENTRY = /^([\w.-]{1,64}):([0-9a-f]{64})(?::([a-z+]+))?$/i;

/**
 * Parses a list of keys: `id:sha256` or `id:sha256:scope+scope`, separated by commas or white space.
 *
 * @param value empty for none
 * @throws Error with the position of a bad entry, but not the entry, which may contain a key
 */
export function parseKeyList(value: string): readonly KeyEntry[] {
  const keys = wordsOf(value).map((entry, index) => parseEntry(entry, index + 1));
  const repeated = keys.find(({ id }, index) => keys.findIndex((key) => key.id === id) !== index);
  if (repeated === undefined) return keys;
  throw new Error(`Cannot read the API keys: "${repeated.id}" is listed twice`);
}

/** @throws Error that names the value */
export function parseRateLimit(value: string): RateLimit | null {
  if (value === "") return null;
  const [, requests, seconds] = /^([1-9]\d{0,5})\/([1-9]\d{0,4})$/.exec(value) ?? [];
  if (requests !== undefined) return { requests: Number(requests), seconds: Number(seconds) };
  throw new Error(
    `DATELINE_RATE_LIMIT must be requests per seconds such as "120/60", it is "${value.slice(0, 40)}"`,
  );
}

/**
 * Parses origins separated by commas or white space, `*` for all.
 *
 * @param name of the variable
 * @throws Error that names the variable and the invalid origin
 */
export function parseOrigins(value: string, name: string): readonly string[] {
  const origins = wordsOf(value);
  const wrong = origins.find((origin) => origin !== "*" && !isOrigin(origin));
  if (wrong === undefined) return origins;
  const rule = 'origins such as "https://news.example", or "*"';
  throw new Error(`${name} must be ${rule}, it is "${wrong.slice(0, 40)}"`);
}

function isOrigin(value: string): boolean {
  return /^https?:/.test(value) && URL.canParse(value) && new URL(value).origin === value;
}

function wordsOf(value: string): readonly string[] {
  return value.split(/[\s,]+/).filter((word) => word !== "");
}

function parseEntry(entry: string, position: number): KeyEntry {
  const [, id, sha256, scopes] = ENTRY.exec(entry) ?? [];
  if (id === undefined || sha256 === undefined) {
    throw new Error(
      `Cannot read the API keys: entry ${position} is not "id:sha256" with the sha256 of the key as 64 hex digits`,
    );
  }
  return { id, sha256, scopes: parseScopes(scopes, id) };
}

function parseScopes(scopes: string | undefined, id: string): readonly KeyScope[] {
  if (scopes === undefined) return READING_SCOPES;
  return scopes.split("+").map((name) => {
    const scope = KEY_SCOPES.find((known) => known === name);
    if (scope !== undefined) return scope;
    const allowed = KEY_SCOPES.join(", ");
    throw new Error(`Cannot read the API keys: the scopes of "${id}" must be some of ${allowed}`);
  });
}
