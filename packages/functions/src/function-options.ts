import { tmpdir } from "node:os";
import { DatelineError } from "@dateline-search/core/errors";
import { parseTrustedKeys, type TrustedKey } from "@dateline-search/core/generation/signature";
import { DEFAULT_MODEL_NAME, findReranker } from "@dateline-search/core/model/model-registry";
import { type EngineLocation, parseEngine } from "@dateline-search/core/opensearch/engine-location";
import { parseTimeZone } from "@dateline-search/core/search/parse-query";
import { LOG_LEVELS, type LogLevel } from "./logger.ts";

/** What the function is told by its environment. */
export interface FunctionOptions {
  /** Where the index is: `s3://bucket/prefix`. Not read when there is an engine. */
  readonly store: string;
  /** A cluster that answers instead of the index in the store; `undefined` for none. */
  readonly engine?: EngineLocation | undefined;
  /** Folder of the models. */
  readonly modelsFolder: string;
  /** Registry name of the model that queries are embedded with. */
  readonly model: string;
  /** Folder for downloaded generations. */
  readonly cacheFolder: string;
  /**
   * Whether queries are answered by ranges of the index while it is not here: `auto` until it is, or for good when it has no
   * room; `never`, as when it is not given; `always` and for good.
   */
  readonly rangedReads?: RangedReads | undefined;
  /** Memory of the function; `undefined` where nobody says so. */
  readonly memoryBytes?: number | undefined;
  /** How old the knowledge of `latest.json` may get before it is looked at again. */
  readonly refreshMs: number;
  /** Registry name of the model that reranks; `undefined` for none. */
  readonly reranker: string | undefined;
  /** Zone in which "today" is a day for queries that name none; `undefined` for UTC. */
  readonly timeZone?: string | undefined;
  /** A file of other names for things; `undefined` for none. */
  readonly synonymsFile?: string | undefined;
  /** Another server that speaks S3. */
  readonly s3Endpoint: string | undefined;
  /** Only generations that one of them signed are opened; any when there is none. */
  readonly trustedKeys: readonly TrustedKey[];
}

export const RANGED_READS = ["auto", "never", "always"] as const;
export type RangedReads = (typeof RANGED_READS)[number];

type Environment = Readonly<Record<string, string | undefined>>;

const DEFAULT_REFRESH_SECONDS = 60;
/** setTimeout and Date take more, but nobody means more than a year. */
const MAX_REFRESH_SECONDS = 366 * 24 * 3600;

/**
 * Reads `DATELINE_STORE`, `DATELINE_ENGINE` with `DATELINE_ENGINE_USER`, `DATELINE_ENGINE_PASSWORD` and
 * `DATELINE_ENGINE_CERTIFICATES` (PEM), `DATELINE_MODELS`, `DATELINE_CACHE`, `DATELINE_RANGED_READS`, `DATELINE_REFRESH_SECONDS`, `DATELINE_RERANKER`,
 * `DATELINE_TIME_ZONE`, `DATELINE_TRUSTED_KEYS` and `AWS_ENDPOINT_URL_S3` or `AWS_ENDPOINT_URL`. Region and credentials are read by the AWS SDK itself, and
 * `AWS_LAMBDA_FUNCTION_MEMORY_SIZE` is Lambda's own.
 *
 * @param bundledModels folder of the models in the function's package
 * @throws DatelineError `invalid-input` that names the variable
 */
export function readFunctionOptions(environment: Environment, bundledModels: string): FunctionOptions {
  const store = environment["DATELINE_STORE"] ?? "";
  const engine = readEngine(environment);
  if (store === "" && engine === undefined) {
    throw new DatelineError("invalid-input", "Cannot open the index: DATELINE_STORE is not set");
  }
  return {
    store,
    engine,
    modelsFolder: environment["DATELINE_MODELS"] || bundledModels,
    // The one in the package.
    model: DEFAULT_MODEL_NAME,
    // Lambda's own temporary folder is /tmp, which `tmpdir` answers there.
    cacheFolder: environment["DATELINE_CACHE"] || tmpdir(),
    rangedReads: readRangedReads(environment["DATELINE_RANGED_READS"]),
    memoryBytes: Number(environment["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]) * 2 ** 20 || undefined,
    refreshMs: readRefreshSeconds(environment["DATELINE_REFRESH_SECONDS"]) * 1000,
    reranker: readReranker(environment["DATELINE_RERANKER"]),
    timeZone: readTimeZone(environment["DATELINE_TIME_ZONE"]),
    s3Endpoint: environment["AWS_ENDPOINT_URL_S3"] || environment["AWS_ENDPOINT_URL"] || undefined,
    trustedKeys: parseTrustedKeys(environment["DATELINE_TRUSTED_KEYS"]),
  };
}

/** @throws DatelineError `invalid-input`, which repeats no password */
function readEngine(environment: Environment): EngineLocation | undefined {
  const engine = environment["DATELINE_ENGINE"];
  if (engine === undefined || engine === "") return undefined;
  return parseEngine(engine, {
    username: environment["DATELINE_ENGINE_USER"],
    password: environment["DATELINE_ENGINE_PASSWORD"],
    ca: environment["DATELINE_ENGINE_CERTIFICATES"],
  });
}

/** An unknown level is read as `info`: a log that says too much is no reason not to answer. */
export function readLogLevel(environment: Environment): LogLevel {
  const wanted = (environment["DATELINE_LOG_LEVEL"] ?? "").toLowerCase();
  return LOG_LEVELS.find((level) => level === wanted) ?? "info";
}

function readReranker(name: string | undefined): string | undefined {
  if (name === undefined || name === "") return undefined;
  try {
    return findReranker(name).name;
  } catch (cause) {
    const reason = `DATELINE_RERANKER is wrong: ${(cause as Error).message}`;
    throw new DatelineError("invalid-input", `Cannot open the index: ${reason}`, { cause });
  }
}

/** @throws DatelineError `invalid-input` that names the variable */
export function readTimeZone(name: string | undefined): string | undefined {
  if (name === undefined || name === "") return undefined;
  try {
    return parseTimeZone(name);
  } catch (cause) {
    const reason = `DATELINE_TIME_ZONE must be a zone of the IANA database such as Asia/Seoul, it is "${name.slice(0, 40)}"`;
    throw new DatelineError("invalid-input", `Cannot open the index: ${reason}`, { cause });
  }
}

/** @throws DatelineError `invalid-input` that names the variable */
function readRangedReads(value: string | undefined): RangedReads {
  if (value === undefined || value === "") return "auto";
  const known = RANGED_READS.find((choice) => choice === value);
  if (known !== undefined) return known;
  throw new DatelineError(
    "invalid-input",
    `Cannot open the index: DATELINE_RANGED_READS must be ${RANGED_READS.join(", ")}, it is "${value.slice(0, 40)}"`,
  );
}

function readRefreshSeconds(value: string | undefined): number {
  if (value === undefined || value === "") return DEFAULT_REFRESH_SECONDS;
  const seconds = Number(value);
  if (seconds >= 0 && seconds <= MAX_REFRESH_SECONDS) return seconds;
  throw new DatelineError(
    "invalid-input",
    `Cannot open the index: DATELINE_REFRESH_SECONDS must be a number of seconds, it is "${value.slice(0, 40)}"`,
  );
}
