import { DatelineError } from "@dateline-search/core/errors";
import { parseOrigins, parseRateLimit, type RateLimit } from "../../../infra/function-settings.ts";
import { type ApiKey, parseApiKeys } from "./api-keys.ts";

export type { RateLimit };

/** Who may call the HTTP interface, and how answers may be cached. */
export interface HttpSettings {
  /** Empty lets everybody in. */
  readonly apiKeys: readonly ApiKey[];
  readonly rateLimit: RateLimit | null;
  /**
   * Origins whose pages may read answers, `*` for all. Leave it empty when the layer in front, such as a
   * function URL, handles CORS: browsers reject duplicate headers.
   */
  readonly corsOrigins: readonly string[];
  /** Further origins whose pages may use the tools for agents. The layer in front handles CORS for them. */
  readonly toolOrigins: readonly string[];
  /** True if no layer in front handles CORS for the pages that may use the tools, including those of this machine. */
  readonly servesTools: boolean;
  /** How long an answer may be reused without revalidation. */
  readonly cacheSeconds: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Lets everybody in without a limit, and requires revalidation of every cached answer. */
export const OPEN_SETTINGS: HttpSettings = {
  apiKeys: [],
  rateLimit: null,
  corsOrigins: [],
  toolOrigins: [],
  servesTools: false,
  cacheSeconds: 0,
};

const MAX_CACHE_SECONDS = 366 * 24 * 3600;

/**
 * Reads `DATELINE_API_KEYS`, `DATELINE_RATE_LIMIT`, `DATELINE_CORS_ORIGINS`, `DATELINE_TOOL_ORIGINS` and
 * `DATELINE_CACHE_SECONDS`. An empty variable counts as unset.
 *
 * @throws DatelineError `invalid-input` that names the variable
 */
export function readHttpSettings(environment: Environment): HttpSettings {
  return {
    apiKeys: parseApiKeys(environment["DATELINE_API_KEYS"] ?? ""),
    rateLimit: refusing(() => parseRateLimit(environment["DATELINE_RATE_LIMIT"] ?? "")),
    corsOrigins: readOrigins(environment, "DATELINE_CORS_ORIGINS"),
    toolOrigins: readOrigins(environment, "DATELINE_TOOL_ORIGINS"),
    servesTools: false,
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
