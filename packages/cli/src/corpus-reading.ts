import { FetchMemory } from "@dateline-search/core/adapters/source/fetch-memory";
import { openRemoteReader } from "@dateline-search/core/adapters/source/open-remote-reader";
import { ParserProcess } from "@dateline-search/core/corpus/parser-process";
import type { ReadCorpusOptions } from "@dateline-search/core/corpus/read-corpus";
import { parseSourceZone } from "@dateline-search/core/corpus/source-zones";
import type { CliContext } from "./cli-context.ts";
import { cacheLocation, environmentVariable, packageVersion } from "./environment.ts";
import { openStore, s3Endpoint } from "./open-store.ts";

const PARSER = new URL("../bin/parser-process.mjs", import.meta.url);

/** Flags that control how articles are read. */
export interface ReadingFlags {
  readonly follow: boolean;
  readonly followLinks: boolean;
  readonly allowPrivate: boolean;
  readonly discover: boolean;
  readonly maxPages: number;
  readonly keepTitles: boolean;
  readonly sourceTimeZone: readonly string[];
}

/**
 * Builds the reading options of a command: web and bucket sources, a cache for HTTP validators, and parsing
 * limited in time and memory.
 */
export async function corpusReading(
  { follow, allowPrivate, followLinks, discover, maxPages, keepTitles, sourceTimeZone }: ReadingFlags,
  { stdin }: Pick<CliContext, "stdin">,
): Promise<Omit<ReadCorpusOptions, "signal">> {
  const remote = openRemoteReader({
    s3: { endpoint: s3Endpoint() },
    followToPrivateAddresses: allowPrivate,
    http: {
      userAgent:
        environmentVariable("DATELINE_USER_AGENT") ??
        `dateline/${packageVersion()} (news search; builds an index)`,
      memory: new FetchMemory(await openStore(cacheLocation())),
    },
  });
  const parser = new ParserProcess({ program: PARSER });
  const timeZones = sourceTimeZone.map(parseSourceZone);
  return {
    follow,
    followLinks,
    discover,
    maxPages,
    keepTitles,
    timeZones,
    remote,
    parser,
    stdin: chunksOf(stdin),
  };
}

async function* chunksOf(stdin: CliContext["stdin"]): AsyncGenerator<Uint8Array> {
  for await (const chunk of stdin) yield typeof chunk === "string" ? Buffer.from(chunk) : chunk;
}
