import { parseSourceZone, type SourceZone } from "@dateline-search/core/corpus/source-zones";
import { DatelineError } from "@dateline-search/core/errors";
import { ENGINE_LIMITS } from "../../../../infra/function-settings.ts";
import { readSwitch } from "../read-switch.ts";
import type { EngineLayout } from "./load-engine.ts";

/** Settings of the ingest function for feeds. */
export interface FeedOptions {
  readonly feeds: readonly string[];
  /** Read the pages behind entries that are only summaries. */
  readonly follow: boolean;
  readonly userAgent: string;
  /** Also fetch from the function's own network and machine. */
  readonly allowPrivateAddresses: boolean;
  /** Time zone of times that state none. */
  readonly timeZones: readonly SourceZone[];
}

/** Maximum size of an article object. A larger one would need more invocations than its message has attempts. */
const DEFAULT_MAX_OBJECT_MB = 64;
const MAX_OBJECT_MB = 5_000;

/**
 * Reads `DATELINE_MAX_OBJECT_MB`.
 *
 * @throws DatelineError `invalid-input` if it is not a number from 1 to 5,000
 */
export function readMaxObjectBytes(environment: Readonly<Record<string, string | undefined>>): number {
  const value = environment["DATELINE_MAX_OBJECT_MB"] || String(DEFAULT_MAX_OBJECT_MB);
  const megabytes = Number(value);
  if (megabytes >= 1 && megabytes <= MAX_OBJECT_MB) return megabytes * 1e6;
  throw new DatelineError(
    "invalid-input",
    `Cannot ingest: DATELINE_MAX_OBJECT_MB must be a number from 1 to ${MAX_OBJECT_MB}, it is "${value.slice(0, 40)}"`,
  );
}

const DEFAULT_USER_AGENT = "dateline (news search; reads feeds)";

/**
 * Key of the list of feeds, below the prefix of the index; `undefined` for none. Variables could not hold a
 * long list.
 */
export function readFeedListKey(
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  return environment["DATELINE_FEED_LIST"] || undefined;
}

/**
 * Reads `DATELINE_FEEDS`, addresses separated by white space; `DATELINE_FOLLOW` and
 * `DATELINE_PRIVATE_ADDRESSES`, each `on` or `off`; `DATELINE_USER_AGENT`; and `DATELINE_SOURCE_TIME_ZONE`,
 * zones for `parseSourceZone`, separated by white space.
 *
 * @param list more addresses, separated by white space
 * @throws DatelineError `invalid-input` if there is no feed, or for an address that is not on the web, an unknown zone,
 *   or a switch that is neither on nor off
 */
export function readFeedOptions(
  environment: Readonly<Record<string, string | undefined>>,
  list = "",
): FeedOptions {
  const feeds = words(`${environment["DATELINE_FEEDS"] ?? ""}\n${list}`);
  if (feeds.length === 0) {
    throw new DatelineError(
      "invalid-input",
      "Cannot read feeds: DATELINE_FEEDS and the list of DATELINE_FEED_LIST are empty",
    );
  }
  const wrong = feeds.find((feed) => !/^https?:\/\//i.test(feed) || !URL.canParse(feed));
  if (wrong !== undefined) {
    throw new DatelineError(
      "invalid-input",
      `Cannot read feeds: addresses must begin with https:// or http://, one is "${wrong}"`,
    );
  }
  return {
    feeds,
    follow: readSwitch(environment, "DATELINE_FOLLOW"),
    userAgent: environment["DATELINE_USER_AGENT"] || DEFAULT_USER_AGENT,
    allowPrivateAddresses: readSwitch(environment, "DATELINE_PRIVATE_ADDRESSES"),
    timeZones: words(environment["DATELINE_SOURCE_TIME_ZONE"] ?? "").map(parseSourceZone),
  };
}

function words(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}

/**
 * Reads `DATELINE_ENGINE_SHARDS` and `DATELINE_ENGINE_REPLICAS`, which apply to new indices of a cluster.
 *
 * @throws DatelineError `invalid-input` that names the variable
 */
export function readEngineLayout(environment: Readonly<Record<string, string | undefined>>): EngineLayout {
  const read = (name: string, { least, most }: { readonly least: number; readonly most: number }): number => {
    const value = environment[name] || "1";
    const number = Number(value);
    if (Number.isInteger(number) && number >= least && number <= most) return number;
    const rule = `a whole number from ${least} to ${most}`;
    throw new DatelineError(
      "invalid-input",
      `Cannot load the cluster: ${name} must be ${rule}, it is "${value.slice(0, 40)}"`,
    );
  };
  return {
    shards: read("DATELINE_ENGINE_SHARDS", ENGINE_LIMITS.shards),
    replicas: read("DATELINE_ENGINE_REPLICAS", ENGINE_LIMITS.replicas),
  };
}
