import { readFunctionOptions } from "@dateline-search/functions/function-options";
import { readHttpSettings } from "@dateline-search/functions/http-settings";
import { readFeedOptions } from "@dateline-search/functions/ingest/ingest-options";
import {
  AWS_LIMITS,
  corsProblems,
  environmentBytes,
  NEW_ACCOUNT_MEMORY_MB,
  tooMany,
} from "../../../../infra/aws-limits.ts";
import type { DeploymentOptions } from "../../../../infra/deployment-options.ts";
import type { EngineOptions } from "../../../../infra/engine-options.ts";
import {
  type FunctionEnvironment,
  ingestEnvironment,
  searchEnvironment,
} from "../../../../infra/function-environments.ts";
import { corsOf, HEADERS_IN_CACHE_KEY } from "../../../../infra/http-headers.ts";
import { type Check, failed } from "./check.ts";

/** The longest possible bucket name, because the deployment's is not known in advance. */
const STORE = `s3://${"b".repeat(63)}/news`;
const QUEUE_URL = `https://sqs.ap-southeast-1.amazonaws.com/123456789012/${"q".repeat(80)}`;
/** Variables that SST adds to every function. */
const OF_SST: FunctionEnvironment = {
  SST_RESOURCE_App: JSON.stringify({ name: "dateline", stage: "s".repeat(20) }),
  SST_KEY: "k".repeat(44),
  SST_KEY_FILE: "resource.enc",
};
/** Length of an ed25519 key in PEM. */
const SIGNING_KEY_CHARACTERS = 120;
/** Length of a cluster password as password managers generate it. */
const PASSWORD_CHARACTERS = 40;
/** Headers that SST's router adds to its cache policy. */
const POLICY_HEADERS_OF_SST = 2;

/**
 * Checks the planned deployment against AWS limits and reads the functions' settings as the functions will.
 * Makes no requests.
 *
 * @param keys the secret of the stage; `undefined` if unknown
 */
export function checkLimits(options: DeploymentOptions, keys: string | undefined): readonly Check[] {
  const search: FunctionEnvironment = {
    ...OF_SST,
    DATELINE_STORE: STORE,
    ...searchEnvironment(options),
    ...engineVariables(options.engine, options.engine?.user),
    ...(keys !== undefined && { DATELINE_API_KEYS: keys }),
  };
  const ingest = {
    ...OF_SST,
    DATELINE_STORE: STORE,
    DATELINE_QUEUE_URL: QUEUE_URL,
    ...ingestEnvironment(options),
    ...engineVariables(options.engine, options.engine?.loader),
    ...(options.signIngest && { DATELINE_SIGNING_KEY: "k".repeat(SIGNING_KEY_CHARACTERS) }),
  };
  return [
    checkVariables("search", search),
    checkVariables("ingest", ingest),
    checkReading("search", () => {
      readFunctionOptions(search, "models");
      readHttpSettings(search);
    }),
    checkReading("ingest", () => {
      readFunctionOptions(ingest, "models");
      if (options.feeds.length > 0) readFeedOptions(ingest, options.feeds.join("\n"));
    }),
    checkMemory(options),
    ...(options.corsOrigins.length > 0 ? [judge("CORS", corsProblems(corsOf(options)))] : []),
    ...(options.router ? [checkPolicy()] : []),
  ];
}

/** As infra/engine.ts sets them, with the longest address that AWS gives a domain. */
function engineVariables(engine: EngineOptions | undefined, user: string | undefined): FunctionEnvironment {
  if (engine === undefined) return {};
  const { location, alias, certificates, shards, replicas } = engine;
  const domain = `opensearch=https://search-${"d".repeat(28)}-${"h".repeat(26)}.ap-southeast-1.es.amazonaws.com/${alias}`;
  return {
    DATELINE_ENGINE: location ?? domain,
    DATELINE_ENGINE_SHARDS: String(shards),
    DATELINE_ENGINE_REPLICAS: String(replicas),
    ...(certificates !== undefined && { DATELINE_ENGINE_CERTIFICATES: certificates }),
    ...(user !== undefined && {
      DATELINE_ENGINE_USER: user,
      DATELINE_ENGINE_PASSWORD: "p".repeat(PASSWORD_CHARACTERS),
    }),
  };
}

function checkVariables(name: string, environment: FunctionEnvironment): Check {
  const bytes = environmentBytes(environment);
  const detail = `${bytes} of ${AWS_LIMITS.environmentBytes} bytes`;
  if (bytes <= AWS_LIMITS.environmentBytes) return { name: `${name} variables`, status: "ok", detail };
  const remedy = "use fewer keys or shorter settings";
  return failed(`${name} variables`, detail, remedy);
}

function checkReading(name: string, read: () => void): Check {
  try {
    read();
    return { name: `${name} settings`, status: "ok", detail: "the function can read them" };
  } catch (error) {
    return failed(`${name} settings`, (error as Error).message, "change that variable");
  }
}

/** AWS has no request for an account's memory limit, which is lower for new accounts. */
function checkMemory({ memoryMb, ingestMemoryMb }: DeploymentOptions): Check {
  const name = "memory limit";
  const most = Math.max(memoryMb, ingestMemoryMb);
  const detail = `${memoryMb} MB for search, ${ingestMemoryMb} MB for ingest`;
  if (most <= NEW_ACCOUNT_MEMORY_MB) return { name, status: "ok", detail };
  const limit = `a new account may use ${NEW_ACCOUNT_MEMORY_MB} MB for a function until AWS Support raises it`;
  return { name, status: "not-checked", detail: `${detail}; ${limit}` };
}

function checkPolicy(): Check {
  const count = HEADERS_IN_CACHE_KEY.length + POLICY_HEADERS_OF_SST;
  return judge("cache policy", tooMany("headers", count, AWS_LIMITS.policyHeaders));
}

function judge(name: string, problems: readonly string[]): Check {
  const [problem] = problems;
  if (problem === undefined) return { name, status: "ok", detail: "within the limits of AWS" };
  return failed(name, problem, "have fewer");
}
