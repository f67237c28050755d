import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openTransformersEmbedder } from "@dateline-search/core/adapters/model/transformers-embedder";
import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { evaluate } from "@dateline-search/core/evaluation/evaluate";
import { readBeir } from "@dateline-search/core/evaluation/read-beir";
import { openGeneration } from "@dateline-search/core/generation/open-generation";
import { buildIndex } from "@dateline-search/core/indexing/build-index";
import {
  DEFAULT_OVERLAP_TOKENS,
  DEFAULT_TARGET_TOKENS,
} from "@dateline-search/core/passages/default-lengths";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { MODELS_FOLDER } from "../setup/pull-model.ts";

const SET = fileURLToPath(new URL("ranking-set", import.meta.url));

test("the ranking set is answered: nine of ten queries in first place, all among the first three", async () => {
  const folder = temporaryFolder();
  const embedder = await openTransformersEmbedder({
    modelsFolder: MODELS_FOLDER,
    modelName: "all-MiniLM-L6-v2",
  });
  onTestFinished(() => embedder.close());
  await buildIndex(
    {
      store: new FileObjectStore(folder),
      embedder,
      format: localSegmentFormat,
      workFolder: join(folder, ".work"),
    },
    {
      corpusPath: join(SET, "corpus.jsonl"),
      targetTokens: DEFAULT_TARGET_TOKENS,
      overlapTokens: DEFAULT_OVERLAP_TOKENS,
      strict: true,
    },
  );
  const generation = await openGeneration(folder, { format: localSegmentFormat, verify: "sha256" });
  onTestFinished(() => generation.close());
  const { figures, firstRelevant } = await evaluate({ generation, embedder }, await readBeir(SET));
  expect(figures.hit1).toBeGreaterThanOrEqual(0.9);
  expect(figures.hit3).toBe(1);
  for (const exact of ["rare-name", "rare-name-in-vague-question", "score", "accents"]) {
    expect(firstRelevant.get(exact), exact).toBe(1);
  }
});

test("every query states why its articles are relevant, and is judged", async () => {
  const lines = (await readFile(join(SET, "queries.jsonl"), "utf8")).trim().split("\n");
  const judged = new Set((await readBeir(SET)).queries.map(({ id }) => id));
  for (const { _id, why } of lines.map((line) => JSON.parse(line) as { _id: string; why: string })) {
    expect(why.length, _id).toBeGreaterThan(20);
    expect(judged.has(_id), _id).toBe(true);
  }
});
