import { formatBytes } from "../terminal/format-bytes.ts";
import { type Check, failed } from "./check.ts";
import type { PublishedGeneration } from "./published-generation.ts";

export interface FunctionRoom {
  readonly memoryMb: number;
  /** Of /tmp. */
  readonly storageMb: number;
}

/** Lambda's megabyte, of memory and of /tmp. */
const MIB = 1024 * 1024;
/** Node and the model, measured (docs/deploy.md), and the sentences that two generations keep of what queries met. */
const BASE_MEMORY_BYTES = 400e6;
/** The old generation answers until the new one is open: both are there for a while, without a segment in common at worst. */
const GENERATIONS = 2;
/** Of what there is. The rest is for what the measurement did not see. */
const USABLE = 0.9;

/** Looks whether two generations of the size of the published one fit into the function. */
export function checkRoom({ memoryMb, storageMb }: FunctionRoom, published: PublishedGeneration): Check[] {
  return [
    judge({
      name: "/tmp",
      needed: GENERATIONS * published.sizeBytes,
      made: `${GENERATIONS} × ${formatBytes(published.sizeBytes)} of index`,
      thereMb: storageMb,
      variable: "DATELINE_TMP_MB",
    }),
    judge({
      name: "memory",
      needed: BASE_MEMORY_BYTES + GENERATIONS * published.graphBytes,
      made: `${formatBytes(BASE_MEMORY_BYTES)} of Node, model and sentences + ${GENERATIONS} × ${formatBytes(published.graphBytes)} of HNSW`,
      thereMb: memoryMb,
      variable: "DATELINE_MEMORY_MB",
    }),
  ];
}

interface Need {
  readonly name: string;
  readonly needed: number;
  /** What the need is made of. */
  readonly made: string;
  readonly thereMb: number;
  readonly variable: string;
}

function judge({ name, needed, made, thereMb, variable }: Need): Check {
  const usable = USABLE * thereMb * MIB;
  const detail = `needs ${formatBytes(needed)} (${made}), ${formatBytes(usable)} of ${thereMb} MB are usable`;
  if (needed <= usable) return { name, status: "ok", detail };
  const least = Math.ceil(needed / USABLE / MIB);
  return failed(name, detail, `set ${variable}=${least} or more (10240 at most)`);
}
