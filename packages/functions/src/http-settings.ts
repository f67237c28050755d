import { DatelineError } from "@dateline-search/core/errors";
import { type ApiKey, parseApiKeys } from "./api-keys.ts";

/** So many requests in so many seconds, of one caller to one container. */
export interface RateLimit {
  readonly requests: number;
  readonly seconds: number;
}

/** Who may call the HTTP interface, and how answers may be kept. */
export interface HttpSettings {
  /** None lets everybody in. */
  readonly apiKeys: readonly ApiKey[];
  readonly rateLimit: RateLimit | null;
  /**
   * Origins whose pages may read answers, `*` for all. Empty leaves CORS to what stands before the app, such as a function
   * URL: headers of both would be refused by browsers.
   */
  readonly corsOrigins: readonly string[];
  /** How long an answer may be used without asking again whether it still holds. */
  readonly cacheSeconds: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Everybody, as often as they like; every kept answer is asked about before it is used. */
export const OPEN_SETTINGS: HttpSettings = {
  apiKeys: [],
  rateLimit: null,
  corsOrigins: [],
  cacheSeconds: 0,
};

const MAX_CACHE_SECONDS = 366 * 24 * 3600;

/**
 * Reads `DATELINE_API_KEYS`, `DATELINE_RATE_LIMIT`, `DATELINE_CORS_ORIGINS` and `DATELINE_CACHE_SECONDS`; an empty variable
 * counts as unset.
 *
 * @throws DatelineError `invalid-input` that names the variable
 */
export function readHttpSettings(environment: Environment): HttpSettings {
  return {
    apiKeys: parseApiKeys(environment["DATELINE_API_KEYS"] ?? ""),
    rateLimit: parseRateLimit(environment["DATELINE_RATE_LIMIT"] ?? ""),
    corsOrigins: parseOrigins(environment["DATELINE_CORS_ORIGINS"] ?? ""),
    cacheSeconds: parseCacheSeconds(environment["DATELINE_CACHE_SECONDS"] ?? ""),
  };
}

function parseRateLimit(value: string): RateLimit | null {
  if (value === "") return null;
  const [, requests, seconds] = /^([1-9]\d{0,5})\/([1-9]\d{0,4})$/.exec(value) ?? [];
  if (requests !== undefined) return { requests: Number(requests), seconds: Number(seconds) };
  throw invalid("DATELINE_RATE_LIMIT", 'requests per seconds such as "120/60"', value);
}

function parseOrigins(value: string): readonly string[] {
  const origins = value.split(/[\s,]+/).filter((origin) => origin !== "");
  const wrong = origins.find((origin) => origin !== "*" && !isOrigin(origin));
  if (wrong === undefined) return origins;
  throw invalid("DATELINE_CORS_ORIGINS", 'origins such as "https://news.example", or "*"', wrong);
}

function isOrigin(value: string): boolean {
  return URL.canParse(value) && new URL(value).origin === value;
}

function parseCacheSeconds(value: string): number {
  if (value === "") return 0;
  if (/^\d{1,8}$/.test(value) && Number(value) <= MAX_CACHE_SECONDS) return Number(value);
  throw invalid("DATELINE_CACHE_SECONDS", "a whole number of seconds", value);
}

function invalid(name: string, rule: string, value: string): DatelineError {
  const reason = `${name} must be ${rule}, it is "${value.slice(0, 40)}"`;
  return new DatelineError("invalid-input", `Cannot serve: ${reason}`);
}
