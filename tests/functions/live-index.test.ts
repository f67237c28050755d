import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { openGeneration } from "@dateline-search/core/generation/open-generation";
import { ColdStart } from "@dateline-search/functions/cold-start";
import type { RangedReads } from "@dateline-search/functions/function-options";
import { openLiveIndex } from "@dateline-search/functions/open-live-index";
import { describeSearchEngine, ENGINE_RECORDS } from "../contracts/search-engine.ts";
import { buildEngineIndex } from "../fixtures/build-engine-index.ts";

describeSearchEngine("with segments in a store", () => openEngine("never"));

// All candidates of so few articles are compared, so only what says how they were found differs.
describeSearchEngine("with segments read in ranges", () => openEngine("always"), {
  differing: ["plan", "exact"],
});

async function openEngine(rangedReads: RangedReads) {
  const { folder, remove } = await buildEngineIndex(ENGINE_RECORDS);
  const cacheFolder = mkdtempSync(join(tmpdir(), "dateline live "));
  const expected = await openGeneration(folder, { format: localSegmentFormat, verify: "sha256" });
  const options = {
    store: folder,
    cacheFolder,
    modelsFolder: cacheFolder,
    model: expected.manifest.model.name,
    refreshMs: 60_000,
    reranker: undefined,
    s3Endpoint: undefined,
    trustedKeys: [],
    rangedReads,
  };
  const engine = await openLiveIndex(options, new ColdStart());
  return {
    engine,
    expected,
    close: async () => {
      expected.close();
      remove();
      rmSync(cacheFolder, { recursive: true, force: true });
    },
  };
}
