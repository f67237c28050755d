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
import { type LoadReport, loadGeneration } from "@dateline-search/core/opensearch/load-generation";
import type { ObjectStore } from "@dateline-search/core/ports/object-store";
import type { CliContext } from "../cli-context.ts";
import type { LoadFlags } from "../commands/load.ts";
import { readEngine } from "../engine-option.ts";
import { withIndexStore } from "../open-store.ts";
import { openWholeGeneration } from "../open-whole-generation.ts";
import { countOf } from "../terminal/format-count.ts";
import { printJson } from "../terminal/print-json.ts";

/** Loads a generation of a store into a cluster. */
export async function runLoad(location: string, flags: LoadFlags, context: CliContext): Promise<void> {
  const engine = await readEngine(flags);
  if (engine === undefined)
    throw new DatelineError("invalid-input", "Cannot load: name a cluster with --engine");
  const report = await withIndexStore(
    location,
    async (store) => await load(store, { engine, flags, context }),
  );
  if (flags.json) printJson(context.stdout, report);
  else context.stdout.write(`${summary(report, engine)}\n`);
}

interface LoadRun {
  readonly engine: EngineLocation;
  readonly flags: LoadFlags;
  readonly context: CliContext;
}

async function load(store: ObjectStore, { engine, flags, context }: LoadRun): Promise<LoadReport> {
  const { signal } = context;
  const folder = await mkdtemp(join(tmpdir(), "dateline-load-"));
  const client = await connect(engine);
  try {
    const generation = await openWholeGeneration(store, await chooseGeneration(store, flags, signal), {
      folder,
      signal,
    });
    try {
      return await loadGeneration(generation, new IndexStore(client), {
        shards: flags.shards,
        replicas: flags.replicas,
        quantization: flags.quantize ? "byte" : "none",
        rebuild: flags.rebuild,
        signal,
      });
    } finally {
      generation.close();
    }
  } finally {
    await client.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function chooseGeneration(
  store: ObjectStore,
  { generation }: Pick<LoadFlags, "generation">,
  signal: AbortSignal,
): Promise<{ readonly id: string; readonly manifest: Manifest }> {
  if (generation !== undefined) {
    const id = await resolveGenerationId(store, generation);
    return { id, manifest: await fetchManifest(store, id, { signal }) };
  }
  const { generation: id, manifest } = await readCurrent(store, { signal });
  if (id === null || manifest === null)
    throw new DatelineError("index-missing", "Cannot load: the store has no generation");
  return { id, manifest };
}

function summary(
  { generation, unchanged, articles, passages, written, deleted, index }: LoadReport,
  engine: EngineLocation,
): string {
  const name = `Generation ${generation.slice(0, 12)}`;
  if (unchanged) return `${name} answers at ${describeEngine(engine)} already; nothing to do.`;
  const changed = `${countOf(written, "article")} written, ${countOf(deleted, "document")} deleted`;
  return `${name} answers at ${describeEngine(engine)}: ${countOf(articles, "article")} in ${countOf(passages, "passage")} (${changed}; index ${index}).`;
}
