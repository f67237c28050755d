import type { RangedReads } from "../../../../infra/deployment-options.ts";
import { formatBytes } from "../terminal/format-bytes.ts";
import { type Check, failed } from "./check.ts";
import type { PublishedGeneration } from "./published-generation.ts";

export interface FunctionRoom {
  readonly memoryMb: number;
  /** Of /tmp. */
  readonly storageMb: number;
  /** After which Lambda ends a request. */
  readonly timeoutSeconds: number;
  /** Whether it may answer before all of the index is there, and when that has no room. */
  readonly rangedReads: RangedReads;
}

/** Lambda's megabyte, of memory and of /tmp. */
const MIB = 1024 * 1024;
/**
 * Node and the model, measured (docs/deploy.md), and what two generations keep of what queries met: embeddings of sentences,
 * texts, and the passages that recent filters allow.
 */
const BASE_MEMORY_BYTES = 450e6;
/** What a function gets from S3 in all, by public reports the middle of 50 to 90 MB/s. */
const BYTES_PER_SECOND = 75e6;
/** Until the code runs, the model is loaded and a query is embedded, beside the download. */
const START_SECONDS = 1;
/** The old generation answers until the new one is open: both are there for a while, without a segment in common at worst. */
const GENERATIONS = 2;
/** Of what there is. The rest is for what the measurement did not see. */
const USABLE = 0.9;

/** Looks whether two generations of the size of the published one fit into the function, and whether it starts in time. */
export function checkRoom(
  { memoryMb, storageMb, timeoutSeconds, rangedReads }: FunctionRoom,
  published: PublishedGeneration,
): Check[] {
  const isRanged = rangedReads !== "never";
  return [
    checkColdStart(timeoutSeconds, isRanged ? published.headBytes : published.sizeBytes),
    judge({
      isRanged,
      name: "/tmp",
      needed: GENERATIONS * published.sizeBytes,
      made: `${GENERATIONS} × ${formatBytes(published.sizeBytes)} of index`,
      thereMb: storageMb,
      variable: "DATELINE_TMP_MB",
    }),
    judge({
      isRanged,
      name: "memory",
      needed: BASE_MEMORY_BYTES + GENERATIONS * published.residentBytes,
      made: `${formatBytes(BASE_MEMORY_BYTES)} of Node, model and caches + ${GENERATIONS} × ${formatBytes(published.residentBytes)} of index`,
      thereMb: memoryMb,
      variable: "DATELINE_MEMORY_MB",
    }),
  ];
}

/** @param sizeBytes of what the first request to a container waits for */
function checkColdStart(timeoutSeconds: number, sizeBytes: number): Check {
  const name = "cold start";
  const seconds = START_SECONDS + sizeBytes / BYTES_PER_SECOND;
  const detail = `the first answer takes some ${seconds.toFixed(1)} s (${formatBytes(sizeBytes)} at ${BYTES_PER_SECOND / 1e6} MB/s), a request may take ${timeoutSeconds} s`;
  if (seconds <= USABLE * timeoutSeconds) return { name, status: "ok", detail };
  const least = Math.ceil(seconds / USABLE);
  return failed(name, detail, `set DATELINE_TIMEOUT_SECONDS=${least} or more, or search a smaller index`);
}

interface Need {
  /** What has no room is then read in ranges. */
  readonly isRanged: boolean;
  readonly name: string;
  readonly needed: number;
  /** What the need is made of. */
  readonly made: string;
  readonly thereMb: number;
  readonly variable: string;
}

function judge({ isRanged, name, needed, made, thereMb, variable }: Need): Check {
  const usable = USABLE * thereMb * MIB;
  const detail = `needs ${formatBytes(needed)} (${made}), ${formatBytes(usable)} of ${thereMb} MB are usable`;
  if (needed <= usable) return { name, status: "ok", detail };
  const least = Math.ceil(needed / USABLE / MIB);
  const remedy = `set ${variable}=${least} or more (10240 at most)`;
  if (!isRanged) return failed(name, detail, remedy);
  return { name, status: "ok", detail: `${detail}, so the index is read in ranges; to have it there, ${remedy}` };
}
