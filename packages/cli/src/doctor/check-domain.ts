import type { EngineDomain } from "../../../../infra/engine-options.ts";
import { formatBytes } from "../terminal/format-number.ts";
import { ENGINE_PRICES } from "./aws-prices.ts";
import { type Check, failed } from "./check.ts";

export interface DomainLoad {
  readonly passages: number;
  readonly dimensions: number;
  readonly replicas: number;
}

/** A document with its texts, terms and embeddings: docs/benchmarks/opensearch.md. */
const DISK_BYTES_PER_PASSAGE = 13_000;
/** A new index is loaded next to the current one. */
const INDICES = 2;
/** OpenSearch stops writing when disks are nearly full. */
const USABLE_DISK = 0.75;
const VALUE_BYTES = 4;
/** Links of the graph and the norm. */
const GRAPH_BYTES = 160;
/** The JVM takes half of a node's memory. The other half caches files, and the graph must fit into it. */
const FILE_SHARE = 0.5;
const GB = 1e9;

/** Checks that the disks and the memory of a domain have room for an index and its copies. */
export function checkDomain(domain: EngineDomain, load: DomainLoad): readonly Check[] {
  return [checkDisk(domain, load), checkMemory(domain, load)];
}

function checkDisk({ nodes, volumeGb }: EngineDomain, { passages, replicas }: DomainLoad): Check {
  const name = "engine disks";
  const copies = INDICES * (1 + replicas);
  const needed = (passages * DISK_BYTES_PER_PASSAGE * copies) / nodes;
  const detail = `each needs ${formatBytes(needed)} (two indices, ${1 + replicas} copies, ${nodes} nodes), ${formatBytes(USABLE_DISK * volumeGb * GB)} of ${volumeGb} GB are usable`;
  if (needed <= USABLE_DISK * volumeGb * GB) return { name, status: "ok", detail };
  const least = Math.ceil(needed / USABLE_DISK / GB);
  return failed(name, detail, `set DATELINE_ENGINE_VOLUME_GB=${least} or more`);
}

function checkMemory(
  { nodes, instanceType }: EngineDomain,
  { passages, dimensions, replicas }: DomainLoad,
): Check {
  const name = "engine memory";
  const memoryGb = ENGINE_PRICES.memoryGb[instanceType];
  const needed = (passages * (dimensions * VALUE_BYTES + GRAPH_BYTES) * (1 + replicas)) / nodes;
  const wanted = `vectors and graph take ${formatBytes(needed)} of each node`;
  if (memoryGb === undefined) {
    return {
      name,
      status: "not-checked",
      detail: `${wanted}; the memory of ${instanceType} is unknown`,
    };
  }
  const usable = FILE_SHARE * memoryGb * GB;
  const detail = `${wanted}, ${formatBytes(usable)} of ${memoryGb} GB are free for them`;
  if (needed <= usable) return { name, status: "ok", detail };
  return failed(name, detail, "choose a larger DATELINE_ENGINE_INSTANCE, or more DATELINE_ENGINE_NODES");
}
