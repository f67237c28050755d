import { fileURLToPath } from "node:url";
import { EmbedderProcess } from "@dateline-search/core/adapters/model/embedder-process";
import { PooledEmbedder } from "@dateline-search/core/adapters/model/pooled-embedder";
import { openTransformersEmbedder } from "@dateline-search/core/adapters/model/transformers-embedder";
import { embedInBatches, embedPartsInBatches } from "@dateline-search/core/embedding/embed-in-batches";
import { DEFAULT_MODEL_NAME } from "@dateline-search/core/model/model-registry";
import { expect, onTestFinished, test } from "vitest";
import { MODELS_FOLDER } from "../setup/pull-model.ts";

const PROGRAM = fileURLToPath(new URL("../../packages/cli/bin/embedder-process.mjs", import.meta.url));

async function openPool(modelsFolder = MODELS_FOLDER) {
  const embedder = await openTransformersEmbedder({
    modelsFolder: MODELS_FOLDER,
    modelName: DEFAULT_MODEL_NAME,
    verify: "size",
  });
  let started = 0;
  const pool = new PooledEmbedder(embedder, {
    processes: 2,
    startProcess: () => {
      started += 1;
      return new EmbedderProcess(PROGRAM, [modelsFolder, DEFAULT_MODEL_NAME]);
    },
  });
  onTestFinished(() => pool.close());
  return { pool, embedder, started: () => started };
}

function sentences(count: number): string[] {
  return Array.from(
    { length: count },
    (_, index) => `Ferry ${index} sailed ${"at noon ".repeat(index % 9)}again.`,
  );
}

test("several processes give the same embeddings as one, bit for bit, in the order of the texts", async () => {
  const { pool, embedder, started } = await openPool();
  const texts = sentences(600);
  const pooled = await embedInBatches(pool, texts);
  expect(started()).toBe(2);
  const wanted = [0, 1, 255, 256, 300, 599];
  const alone = await embedder.embedPassages(wanted.map((index) => texts[index] as string));
  expect(wanted.map((index) => pooled[index])).toEqual(alone);
});

test("several processes pool the parts of texts like one, bit for bit", async () => {
  const { pool, embedder, started } = await openPool();
  const texts = sentences(200).map((text) => ({ text, parts: [{ start: 0, end: text.indexOf(" sailed") }] }));
  const pooled = await embedPartsInBatches(pool, texts);
  expect(started()).toBe(2);
  expect(pooled.slice(0, 9)).toEqual(await embedder.embedWithParts(texts.slice(0, 9)));
});

test("few texts start no process", async () => {
  const { pool, started } = await openPool();
  expect(await embedInBatches(pool, sentences(40))).toHaveLength(40);
  expect(started()).toBe(0);
});

test("embedding fails instead of hanging if a process cannot load its model", async () => {
  const { pool } = await openPool("/nowhere");
  await expect(embedInBatches(pool, sentences(400))).rejects.toMatchObject({
    code: "internal",
    message: expect.stringContaining("Cannot embed in a process of its own: it ended with exit code 1"),
  });
});
