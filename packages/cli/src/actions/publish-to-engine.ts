import { resolve } from "node:path";
import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { DatelineError } from "@dateline-search/core/errors";
import {
  compareMeasured,
  type Measured,
  measureGeneration,
  type QualityComparison,
} from "@dateline-search/core/evaluation/compare-quality";
import type { JudgedSet } from "@dateline-search/core/evaluation/judged-query";
import { readJudgedSet } from "@dateline-search/core/evaluation/read-judged-set";
import { checkModel } from "@dateline-search/core/generation/open-generation";
import type { EngineLocation } from "@dateline-search/core/opensearch/engine-location";
import type { IndexStore, VersionedState } from "@dateline-search/core/opensearch/index-store";
import { searchedGeneration } from "@dateline-search/core/opensearch/opensearch-engine";
import type { Embedder } from "@dateline-search/core/ports/embedder";
import { parseQuery } from "@dateline-search/core/search/parse-query";
import type { SearchedGeneration } from "@dateline-search/core/search/search-engine";
import { searchPassages } from "@dateline-search/core/search/search-passages";
import type { CliContext } from "../cli-context.ts";
import { EXIT } from "../exit-code.ts";
import { describeLoad, loadIntoEngine, withCluster } from "../load-into-engine.ts";
import { openEmbedder } from "../open-embedder.ts";
import { describeQuality } from "../terminal/describe-quality.ts";
import { printJson } from "../terminal/print-json.ts";
import type { PublishFlags } from "./run-publish.ts";

/**
 * Loads the local index into a cluster and switches the cluster to it if the queries of the flags pass.
 * @returns the exit code
 */
export async function publishToEngine(
  engine: EngineLocation,
  flags: PublishFlags,
  context: CliContext,
): Promise<number> {
  const store = new FileObjectStore(resolve(flags.index));
  const judged = flags.gate === undefined ? null : await readJudgedSet(flags.gate);
  const isChecked = judged !== null || flags.smoke.length > 0;
  let gate: QualityComparison | null = null;
  const check = async (loaded: VersionedState) =>
    await withCluster(engine, async (indices) => {
      gate = await checkLoaded(loaded, { indices, judged, flags, context });
    });
  const { generation, json } = flags;
  const options = { generation, signal: context.signal };
  // In-place changes are visible at once, so a load that must be checked first goes into a new index.
  const report = await loadIntoEngine(
    store,
    engine,
    isChecked ? { ...options, rebuild: true, check } : options,
  );
  if (gate !== null) context.stderr.write(`${describeQuality(gate).join("\n")}\n`);
  if (json) printJson(context.stdout, { published: true, ...report, gate });
  else context.stdout.write(`${describeLoad(report, engine)}\n`);
  return EXIT.ok;
}

interface CheckInput {
  readonly indices: IndexStore;
  readonly judged: JudgedSet | null;
  readonly flags: PublishFlags;
  readonly context: CliContext;
}

/** @throws DatelineError `publish-refused` */
async function checkLoaded(
  loaded: VersionedState,
  { indices, judged, flags, context }: CheckInput,
): Promise<QualityComparison | null> {
  const embedder = await openEmbedder(loaded.state.manifest.model.name, context);
  try {
    checkModel(loaded.state.manifest, embedder);
    const candidate = searchedGeneration(indices.client, loaded);
    for (const text of flags.smoke) await assertHit(candidate, embedder, text);
    if (judged === null) return null;
    const answering = await indices.read(indices.client.location.name);
    const gate = compareMeasured({
      queries: judged,
      margin: flags.gateMargin / 100,
      candidate: await measure(candidate, embedder, judged),
      previous:
        answering === undefined
          ? null
          : await measure(searchedGeneration(indices.client, answering), embedder, judged),
    });
    if (gate.passed) return gate;
    context.stderr.write(`${describeQuality(gate).join("\n")}\n`);
    throw refused(
      candidate.id,
      "its answers are worse than those of the current generation, which stays in place",
    );
  } finally {
    await embedder.close();
  }
}

async function measure(
  generation: SearchedGeneration,
  embedder: Embedder,
  queries: JudgedSet,
): Promise<Measured & { readonly generation: string }> {
  checkModel(generation.manifest, embedder);
  return { generation: generation.id, ...(await measureGeneration({ generation, embedder }, queries)) };
}

/** Only a lexical match proves anything, because every query has some hit by meaning. */
async function assertHit(generation: SearchedGeneration, embedder: Embedder, text: string): Promise<void> {
  const { hits } = await searchPassages({ generation, embedder }, parseQuery({ text }));
  if (hits.some(({ parts }) => parts.lexical > 0)) return;
  throw refused(generation.id, `no hit for "${text}" contains any of its words`);
}

function refused(id: string, reason: string): DatelineError {
  return new DatelineError("publish-refused", `Cannot publish generation ${id.slice(0, 12)}: ${reason}`);
}
