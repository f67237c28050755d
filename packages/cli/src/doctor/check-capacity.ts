import { MODELS } from "@dateline-search/core/model/model-registry";
import type { RangedReads } from "../../../../infra/deployment-options.ts";
import { formatBytes } from "../terminal/format-number.ts";
import { type Check, failed } from "./check.ts";
import type { PublishedGeneration } from "./published-generation.ts";

/** Resources of a Lambda function. */
export interface FunctionCapacity {
  readonly memoryMb: number;
  /** Size of /tmp in MB. */
  readonly storageMb: number;
  /** Lambda stops a request after this time. */
  readonly timeoutSeconds: number;
  /** Whether it may answer from ranges of the index, before it is local or if it does not fit. */
  readonly rangedReads: RangedReads;
}

/** Lambda measures memory and /tmp in MiB. */
const MIB = 1024 * 1024;
/**
 * Node, the default model, and the caches of two generations: sentence embeddings, texts, and the passages
 * that recent filters match. Measured in docs/deploy.md.
 */
const BASE_MEMORY_BYTES = 450e6;
/** Throughput from S3 to one function. Public reports give 50 to 90 MB/s. */
const BYTES_PER_SECOND = 75e6;
/** Starting Node, loading the model and embedding a query, in parallel with the download. */
const START_SECONDS = 1;
/** During a swap the old generation answers until the new one is open. At worst they share no segment. */
const GENERATIONS = 2;
/** The share to plan with. The rest is a reserve for what was not measured. */
const USABLE = 0.9;

/**
 * Checks that two generations of the published size fit into the function, and that a cold start ends in
 * time.
 */
export function checkCapacity(
  { memoryMb, storageMb, timeoutSeconds, rangedReads }: FunctionCapacity,
  published: PublishedGeneration,
): Check[] {
  const isRanged = rangedReads !== "never";
  const baseBytes = BASE_MEMORY_BYTES + extraMemoryOf(published.manifest.model.name);
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
      needed: baseBytes + GENERATIONS * published.residentBytes,
      made: `${formatBytes(baseBytes)} of Node, model and caches + ${GENERATIONS} × ${formatBytes(published.residentBytes)} of index`,
      thereMb: memoryMb,
      variable: "DATELINE_MEMORY_MB",
    }),
  ];
}

/** Unknown for a model that is not in the table. */
function extraMemoryOf(modelName: string): number {
  return MODELS.find(({ name }) => name === modelName)?.extraMemoryBytes ?? 0;
}

/** @param sizeBytes of the download that the first request to a container waits for */
function checkColdStart(timeoutSeconds: number, sizeBytes: number): Check {
  const name = "cold start";
  const seconds = START_SECONDS + sizeBytes / BYTES_PER_SECOND;
  const detail = `the first answer takes about ${seconds.toFixed(1)} s (${formatBytes(sizeBytes)} at ${BYTES_PER_SECOND / 1e6} MB/s), the timeout is ${timeoutSeconds} s`;
  if (seconds <= USABLE * timeoutSeconds) return { name, status: "ok", detail };
  const least = Math.ceil(seconds / USABLE);
  return failed(name, detail, `set DATELINE_TIMEOUT_SECONDS=${least} or more, or search a smaller index`);
}

interface Need {
  /** An index that does not fit is then read in ranges. */
  readonly isRanged: boolean;
  readonly name: string;
  readonly needed: number;
  /** The parts of the need. */
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
  return {
    name,
    status: "ok",
    detail: `${detail}, so the index is read in ranges; to keep it local, ${remedy}`,
  };
}
