import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openTransformersEmbedder } from "@dateline-search/core/adapters/model/transformers-embedder";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { evaluate } from "@dateline-search/core/evaluation/evaluate";
import { readBeir } from "@dateline-search/core/evaluation/read-beir";
import { openGeneration } from "@dateline-search/core/generation/open-generation";
import { loadGeneration } from "@dateline-search/core/opensearch/load-generation";
import { parseQuery } from "@dateline-search/core/search/parse-query";
import type { SearchedGeneration } from "@dateline-search/core/search/search-engine";
import { searchPassages } from "@dateline-search/core/search/search-passages";
import { expect, onTestFinished, test } from "vitest";
import { openCorpus } from "../fixtures/open-corpus.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { MODELS_FOLDER } from "../setup/pull-model.ts";
import { openIndices, openTestEngine } from "./open-indices.ts";

const SET = fileURLToPath(new URL("../relevance/ranking-set", import.meta.url));

test("a cluster with the real model gives judged questions the same answers as segments", async () => {
  const folder = temporaryFolder();
  const embedder = await openTransformersEmbedder({
    modelsFolder: MODELS_FOLDER,
    modelName: "all-MiniLM-L6-v2",
  });
  onTestFinished(() => embedder.close());
  (await openCorpus(join(SET, "corpus.jsonl"), { folder, embedder })).close();
  const generation = await openGeneration(folder, { format: localSegmentFormat, verify: "size" });
  onTestFinished(() => generation.close());
  const { location, indices } = await openIndices("judged");
  await loadGeneration(generation, indices);
  const engine = await openTestEngine(location);
  const set = await readBeir(SET);

  const ask = async (asked: SearchedGeneration, text: string, exactScanPassages: number) => {
    const query = parseQuery({ text, limit: 10, minConfidence: 0 });
    const { hits, exact } = await searchPassages({ generation: asked, embedder, exactScanPassages }, query);
    return { ids: hits.map(({ passage }) => passage.id), exact };
  };
  // By a scan of all passages, and by the graph of the cluster.
  for (const exactScanPassages of [10_000, 0]) {
    const overlaps: number[] = [];
    for (const { text } of set.queries) {
      const expected = await ask(generation, text, 10_000);
      const found = await engine.use((asked) => ask(asked, text, exactScanPassages));
      expect(found.exact).toBe(exactScanPassages > 0);
      const common = found.ids.filter((id) => expected.ids.includes(id));
      overlaps.push(common.length / Math.max(1, expected.ids.length));
    }
    const mean = overlaps.reduce((sum, overlap) => sum + overlap, 0) / overlaps.length;
    expect(mean).toBeGreaterThanOrEqual(0.95);
  }
  const ofSegments = await evaluate({ generation, embedder }, set);
  const ofCluster = await engine.use((asked) => evaluate({ generation: asked, embedder }, set));
  expect(Math.abs(ofCluster.figures.ndcg10 - ofSegments.figures.ndcg10)).toBeLessThanOrEqual(0.01);
});
