import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatelineError } from "@dateline-search/core/errors";
import { parseTrustedKeys, type TrustedKey } from "@dateline-search/core/generation/signature";
import {
  DEFAULT_MODEL_NAME,
  findModel,
  findReranker,
  MODELS,
} from "@dateline-search/core/model/model-registry";
import { type EngineLocation, parseEngine } from "@dateline-search/core/opensearch/engine-location";
import { parseTimeZone } from "@dateline-search/core/search/parse-query";
import { LOG_LEVELS, type LogLevel } from "./logger.ts";

/** Settings from the function's environment. */
export interface FunctionOptions {
  /** Location of the index: `s3://bucket/prefix`. Not read if there is an engine. */
  readonly store: string;
  /** A cluster to query instead of the index in the store; `undefined` for none. */
  readonly engine?: EngineLocation | undefined;
  /** Folder of the models. */
  readonly modelsFolder: string;
  /** Registry name of the model that embeds queries. */
  readonly model: string;
  /** Folder for downloaded generations. */
  readonly cacheFolder: string;
  /** When to answer from ranges of the index: until it is local or if it does not fit (`auto`), never (the default), or always. */
  readonly rangedReads?: RangedReads | undefined;
  /** Memory of the function; `undefined` if unknown. */
  readonly memoryBytes?: number | undefined;
  /** How long `latest.json` is trusted before it is read again. */
  readonly refreshMs: number;
  /** Registry name of the reranker; `undefined` for none. */
  readonly reranker: string | undefined;
  /** Default time zone of "today" in queries; `undefined` for UTC. */
  readonly timeZone?: string | undefined;
  /** A synonyms file; `undefined` for none. */
  readonly synonymsFile?: string | undefined;
  /** A custom S3 endpoint. */
  readonly s3Endpoint: string | undefined;
  /** Opens only generations signed with one of these keys, or any generation if empty. */
  readonly trustedKeys: readonly TrustedKey[];
}

export const RANGED_READS = ["auto", "never", "always"] as const;
export type RangedReads = (typeof RANGED_READS)[number];

type Environment = Readonly<Record<string, string | undefined>>;

const DEFAULT_REFRESH_SECONDS = 60;
/** A sanity check: nobody needs more than a year. */
const MAX_REFRESH_SECONDS = 366 * 24 * 3600;

/**
 * Reads `DATELINE_STORE`, `DATELINE_ENGINE` with `DATELINE_ENGINE_USER`, `DATELINE_ENGINE_PASSWORD` and
 * `DATELINE_ENGINE_CERTIFICATES` (PEM), `DATELINE_MODELS`, `DATELINE_MODEL`, `DATELINE_CACHE`, `DATELINE_RANGED_READS`,
 * `DATELINE_REFRESH_SECONDS`, `DATELINE_RERANKER`, `DATELINE_TIME_ZONE`, `DATELINE_TRUSTED_KEYS` and
 * `AWS_ENDPOINT_URL_S3` or `AWS_ENDPOINT_URL`. The AWS SDK reads region and credentials,
 * and Lambda sets `AWS_LAMBDA_FUNCTION_MEMORY_SIZE`.
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
  const modelsFolder = environment["DATELINE_MODELS"] || bundledModels;
  return {
    store,
    engine,
    modelsFolder,
    model: readModel(environment["DATELINE_MODEL"], modelsFolder),
    // `tmpdir()` is /tmp on Lambda.
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

/** @throws DatelineError `invalid-input`; its message contains no password */
function readEngine(environment: Environment): EngineLocation | undefined {
  const engine = environment["DATELINE_ENGINE"];
  if (engine === undefined || engine === "") return undefined;
  return parseEngine(engine, {
    username: environment["DATELINE_ENGINE_USER"],
    password: environment["DATELINE_ENGINE_PASSWORD"],
    ca: environment["DATELINE_ENGINE_CERTIFICATES"],
  });
}

/** Falls back to `info` for an unknown level: a wrong log level must not stop the function. */
export function readLogLevel(environment: Environment): LogLevel {
  const wanted = (environment["DATELINE_LOG_LEVEL"] ?? "").toLowerCase();
  return LOG_LEVELS.find((level) => level === wanted) ?? "info";
}

/** The named model, or else the one in the folder: a package includes the model of its index. */
function readModel(name: string | undefined, modelsFolder: string): string {
  if (name === undefined || name === "") {
    const present = MODELS.filter((model) => existsSync(join(modelsFolder, model.name)));
    return present.length === 1 && present[0] !== undefined ? present[0].name : DEFAULT_MODEL_NAME;
  }
  try {
    return findModel(name).name;
  } catch (cause) {
    const reason = `DATELINE_MODEL is wrong: ${(cause as Error).message}`;
    throw new DatelineError("invalid-input", `Cannot open the index: ${reason}`, { cause });
  }
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
