import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatelineError } from "@dateline-search/core/errors";
import { readCurrent } from "@dateline-search/core/generation/amend-index";
import { fetchManifest } from "@dateline-search/core/generation/fetch-manifest";
import type { Manifest } from "@dateline-search/core/generation/manifest";
import { resolveGenerationId } from "@dateline-search/core/generation/resolve-generation-id";
import { connect } from "@dateline-search/core/opensearch/cluster-client";
import { describeEngine, type EngineLocation } from "@dateline-search/core/opensearch/engine-location";
import { IndexStore } from "@dateline-search/core/opensearch/index-store";
import {
  type LoadOptions,
  type LoadReport,
  loadGeneration,
} from "@dateline-search/core/opensearch/load-generation";
import type { ObjectStore } from "@dateline-search/core/ports/object-store";
import { openWholeGeneration } from "./open-whole-generation.ts";
import { countOf } from "./terminal/format-number.ts";

export interface LoadIntoOptions extends LoadOptions {
  /** Id of the generation, or its first digits; default: the latest. */
  readonly generation?: string | undefined;
  readonly signal: AbortSignal;
}

/** Runs work on the indices of a cluster and then closes the connection. */
export async function withCluster<T>(
  location: EngineLocation,
  work: (indices: IndexStore) => Promise<T>,
): Promise<T> {
  const client = await connect(location);
  try {
    return await work(new IndexStore(client));
  } finally {
    await client.close();
  }
}

/** Loads a generation of a store into a cluster and makes it answer there. */
export async function loadIntoEngine(
  store: ObjectStore,
  engine: EngineLocation,
  { generation: wanted, ...options }: LoadIntoOptions,
): Promise<LoadReport> {
  const { signal } = options;
  const folder = await mkdtemp(join(tmpdir(), "dateline-load-"));
  try {
    const chosen = await chooseGeneration(store, wanted, signal);
    const generation = await openWholeGeneration(store, chosen, { folder, signal });
    try {
      return await withCluster(engine, async (indices) => await loadGeneration(generation, indices, options));
    } finally {
      generation.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function chooseGeneration(
  store: ObjectStore,
  wanted: string | undefined,
  signal: AbortSignal,
): Promise<{ readonly id: string; readonly manifest: Manifest }> {
  if (wanted !== undefined) {
    const id = await resolveGenerationId(store, wanted);
    return { id, manifest: await fetchManifest(store, id, { signal }) };
  }
  const { generation: id, manifest } = await readCurrent(store, { signal });
  if (id !== null && manifest !== null) return { id, manifest };
  throw new DatelineError("index-missing", "Cannot load the index: the store has no generation");
}

/** Summarises a load in a sentence. */
export function describeLoad(report: LoadReport, engine: EngineLocation): string {
  const { generation, unchanged, articles, passages, written, deleted, index } = report;
  const answers = `Generation ${generation.slice(0, 12)} answers at ${describeEngine(engine)}`;
  if (unchanged) return `${answers}; nothing to do.`;
  const size = `${countOf(articles, "article")} in ${countOf(passages, "passage")}`;
  return `${answers}: ${size} (${countOf(written, "article")} written, ${countOf(deleted, "document")} deleted; index ${index}).`;
}
