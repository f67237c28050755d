import type { EnvironmentReader, Schedule } from "./environment-reader";
import { ENGINE_LIMITS } from "./function-settings";

/** A cluster of OpenSearch that the functions use. */
export interface EngineOptions {
  /** `opensearch=https://…/name`; `undefined` for a domain that the stack creates. */
  readonly location: string | undefined;
  /** Alias of the index that answers. */
  readonly alias: string;
  /** Users of the search and the ingest function, whose passwords are secrets; `undefined` if requests are signed. */
  readonly user: string | undefined;
  readonly loader: string | undefined;
  /** ARN of an existing domain of Amazon OpenSearch Service, to which requests are signed. */
  readonly domainArn: string | undefined;
  /** Certificates (PEM) to trust. */
  readonly certificates: string | undefined;
  /** The domain to create. */
  readonly domain: EngineDomain | undefined;
  readonly shards: number;
  readonly replicas: number;
  /** How often to check whether the cluster has the latest generation. */
  readonly loadSchedule: Schedule;
}

export interface EngineDomain {
  readonly instanceType: string;
  readonly nodes: number;
  /** Of each node. */
  readonly volumeGb: number;
  /** Such as "OpenSearch_3.5". */
  readonly version: string;
}

/** Alias of the index in a domain that the stack creates. */
const ALIAS = "news";
const DEFAULT_ALIAS = "dateline";
/** The newest version that AWS offered in March 2026. */
const VERSION = "OpenSearch_3.5";
const INSTANCE = "m6g.large.search";
const DEFAULT_NODES = 3;
const VOLUME_GB = { least: 10, most: 1_024, fallback: 20 };
const EVERY_MINUTE: Schedule = "rate(1 minute)";

/**
 * Reads the settings of a cluster.
 *
 * @returns `undefined` if there is none
 * @throws Error that names the variable and never contains a password
 */
export function readEngineOptions(read: EnvironmentReader): EngineOptions | undefined {
  const location = read.text("DATELINE_ENGINE");
  const makesDomain = read.flag("DATELINE_ENGINE_DOMAIN", false);
  if (location === undefined && !makesDomain) return undefined;
  if (location !== undefined && makesDomain) {
    throw new Error(
      "Cannot deploy: DATELINE_ENGINE names a cluster, and DATELINE_ENGINE_DOMAIN creates one; choose one of them",
    );
  }
  const domain = makesDomain ? readDomain(read) : undefined;
  const user = read.text("DATELINE_ENGINE_USER");
  return {
    location,
    alias: location === undefined ? ALIAS : aliasOf(location),
    user,
    loader: read.text("DATELINE_ENGINE_LOADER") ?? user,
    domainArn: location === undefined ? undefined : readDomainArn(read, location, user),
    certificates: read.text("DATELINE_ENGINE_CERTIFICATES"),
    domain,
    shards: read.whole("DATELINE_ENGINE_SHARDS", { ...ENGINE_LIMITS.shards, fallback: 1 }),
    replicas: read.whole("DATELINE_ENGINE_REPLICAS", {
      ...ENGINE_LIMITS.replicas,
      fallback: domain?.nodes === 1 ? 0 : 1,
    }),
    loadSchedule: read.schedule("DATELINE_LOAD_SCHEDULE", EVERY_MINUTE),
  };
}

function readDomain(read: EnvironmentReader): EngineDomain {
  if (read.text("DATELINE_ENGINE_USER") !== undefined) {
    throw new Error(
      "Cannot deploy: requests to the domain of DATELINE_ENGINE_DOMAIN are signed; unset DATELINE_ENGINE_USER",
    );
  }
  const instanceType = read.text("DATELINE_ENGINE_INSTANCE") ?? INSTANCE;
  if (!/^[a-z0-9]+\.[a-z0-9]+\.search$/.test(instanceType)) {
    throw wrong("DATELINE_ENGINE_INSTANCE", instanceType, `an instance type such as ${INSTANCE}`);
  }
  const version = read.text("DATELINE_ENGINE_VERSION") ?? VERSION;
  if (!/^OpenSearch_[3-9]\.\d+$/.test(version)) {
    throw wrong("DATELINE_ENGINE_VERSION", version, `version 3 or newer, such as ${VERSION}`);
  }
  return {
    instanceType,
    version,
    nodes: read.whole("DATELINE_ENGINE_NODES", { least: 1, most: 80, fallback: DEFAULT_NODES }),
    volumeGb: read.whole("DATELINE_ENGINE_VOLUME_GB", VOLUME_GB),
  };
}

const ADDRESS = /^opensearch=https?:\/\/[^\s/@,]+(,https?:\/\/[^\s/@,]+)*(\/[a-z0-9][a-z0-9_.-]{0,99})?\/?$/;

/** The functions parse it again. It must not contain a password, because a function's variables are not secret. */
function aliasOf(location: string): string {
  if (location.includes("@")) {
    throw new Error(
      "Cannot deploy: DATELINE_ENGINE must not contain a user or password; set DATELINE_ENGINE_USER, and the secret EnginePassword",
    );
  }
  if (!ADDRESS.test(location)) {
    throw wrong(
      "DATELINE_ENGINE",
      location,
      "an address such as opensearch=https://search.example.com:9200/news",
    );
  }
  if (/\.aoss\.amazonaws\.com/.test(location)) {
    throw new Error(
      "Cannot deploy: DATELINE_ENGINE is a collection of Amazon OpenSearch Serverless, whose vector collections support neither document ids nor refreshes; use a domain of Amazon OpenSearch Service",
    );
  }
  return /[^/]\/([a-z0-9][a-z0-9_.-]*)\/?$/.exec(location)?.[1] ?? DEFAULT_ALIAS;
}

/** Requests to AWS are signed, and the role must name the domain. */
function readDomainArn(
  read: EnvironmentReader,
  location: string,
  user: string | undefined,
): string | undefined {
  const arn = read.text("DATELINE_ENGINE_ARN");
  if (arn !== undefined && !/^arn:aws[a-z-]*:es:[a-z0-9-]+:\d{12}:domain\/[a-z][a-z0-9-]{2,27}$/.test(arn)) {
    throw wrong("DATELINE_ENGINE_ARN", arn, "the ARN of a domain of Amazon OpenSearch Service");
  }
  const isSigned = /\.es\.amazonaws\.com/.test(location) && user === undefined;
  if (isSigned && arn === undefined) {
    throw new Error(
      "Cannot deploy: requests to DATELINE_ENGINE are signed, so the functions need rights on its domain; set DATELINE_ENGINE_ARN, or DATELINE_ENGINE_USER",
    );
  }
  return isSigned ? arn : undefined;
}

function wrong(name: string, value: string, wanted: string): Error {
  return new Error(`Cannot deploy: ${name} must be ${wanted}, it is "${value.slice(0, 80)}"`);
}
