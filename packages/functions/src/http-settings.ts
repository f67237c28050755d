import { DatelineError } from "@dateline-search/core/errors";
import { parseOrigins, parseRateLimit, type RateLimit } from "../../../infra/function-settings.ts";
import { type ApiKey, parseApiKeys } from "./api-keys.ts";

export type { RateLimit };

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
  /** Origins whose pages may use the tools for agents beside those: what stands before the app answers CORS for them. */
  readonly toolOrigins: readonly string[];
  /** How long an answer may be used without asking again whether it still holds. */
  readonly cacheSeconds: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Everybody, as often as they like; every kept answer is asked about before it is used. */
export const OPEN_SETTINGS: HttpSettings = {
  apiKeys: [],
  rateLimit: null,
  corsOrigins: [],
  toolOrigins: [],
  cacheSeconds: 0,
};

const MAX_CACHE_SECONDS = 366 * 24 * 3600;

/**
 * Reads `DATELINE_API_KEYS`, `DATELINE_RATE_LIMIT`, `DATELINE_CORS_ORIGINS`, `DATELINE_TOOL_ORIGINS` and
 * `DATELINE_CACHE_SECONDS`; an empty variable counts as unset.
 *
 * @throws DatelineError `invalid-input` that names the variable
 */
export function readHttpSettings(environment: Environment): HttpSettings {
  return {
    apiKeys: parseApiKeys(environment["DATELINE_API_KEYS"] ?? ""),
    rateLimit: refusing(() => parseRateLimit(environment["DATELINE_RATE_LIMIT"] ?? "")),
    corsOrigins: readOrigins(environment, "DATELINE_CORS_ORIGINS"),
    toolOrigins: readOrigins(environment, "DATELINE_TOOL_ORIGINS"),
    cacheSeconds: parseCacheSeconds(environment["DATELINE_CACHE_SECONDS"] ?? ""),
  };
}

function readOrigins(environment: Environment, name: string): readonly string[] {
  return refusing(() => parseOrigins(environment[name] ?? "", name));
}

function refusing<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new DatelineError("invalid-input", `Cannot serve: ${(cause as Error).message}`, { cause });
  }
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
