import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openTransformersEmbedder } from "@dateline-search/core/adapters/model/transformers-embedder";
import { openTransformersReranker } from "@dateline-search/core/adapters/model/transformers-reranker";
import { findModel } from "@dateline-search/core/model/model-registry";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeReranker } from "../../contracts/reranker.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";
import { installModelFiles, tinyModelFiles } from "../../fixtures/tiny-bert.ts";
import {
  installTinyReranker,
  TINY_RERANKER,
  tinyCrossEncoderFiles,
} from "../../fixtures/tiny-cross-encoder.ts";

const MODEL = { modelName: TINY_RERANKER.name };

async function open(modelsFolder: string) {
  return await openTransformersReranker({ ...MODEL, modelsFolder });
}

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "dateline reranker "));
});
afterAll(() => rm(root, { recursive: true, force: true }));

for (const precision of ["int8", "fp32"] as const) {
  describeReranker(`A tiny cross-encoder in ${precision}`, async () => {
    const modelsFolder = await mkdtemp(join(root, "contract-"));
    await installTinyReranker(modelsFolder, precision);
    return await openTransformersReranker({ ...MODEL, modelsFolder, precision });
  });
}

test("the score is the logit of query and passage, each in its role", async () => {
  const modelsFolder = temporaryFolder();
  await installTinyReranker(modelsFolder);
  const reranker = await open(modelsFolder);
  expect(await reranker.score("ferry bridge", ["A ferry.", "A ferry, a bridge.", "Wheat."])).toEqual([
    0, 5, -5,
  ]);
  expect(await reranker.score("ferry bridge wheat rain", ["wheat"])).toEqual([-2.5]);
  await reranker.close();
});

test("a reranker is missing if it was not pulled and invalid if damaged, each with the command to run", async () => {
  const modelsFolder = temporaryFolder();
  await expect(open(modelsFolder)).rejects.toMatchObject({
    code: "model-missing",
    message: expect.stringContaining("dateline model pull bge-reranker-base"),
  });
  await installTinyReranker(modelsFolder);
  await truncate(join(modelsFolder, TINY_RERANKER.name, "onnx/model_quantized.onnx"), 1_000);
  await expect(open(modelsFolder)).rejects.toMatchObject({
    code: "model-invalid",
    message: expect.stringMatching(/has 1000 bytes, recorded were \d+; run `dateline model pull/),
  });
  await installTinyReranker(modelsFolder);
  await writeFile(join(modelsFolder, TINY_RERANKER.name, "tokenizer.json"), "{}");
  await expect(open(modelsFolder)).rejects.toMatchObject({ code: "model-invalid" });
});

test("the name of another kind of model is rejected", async () => {
  const modelsFolder = temporaryFolder();
  const minilm = openTransformersReranker({ modelsFolder, modelName: "all-MiniLM-L6-v2" });
  await expect(minilm).rejects.toMatchObject({
    code: "invalid-input",
    message: expect.stringMatching(/it only embeds; models that rerank are ms-marco-MiniLM-L-6-v2, /),
  });
  await expect(openTransformersEmbedder({ ...MODEL, modelsFolder })).rejects.toMatchObject({
    code: "invalid-input",
    message: expect.stringMatching(/it only reranks; models that embed are all-MiniLM-L6-v2, /),
  });
});

test("files of another kind of model are rejected by their outputs", async () => {
  const modelsFolder = temporaryFolder();
  await installModelFiles(modelsFolder, { spec: TINY_RERANKER, precision: "int8", files: tinyModelFiles() });
  await expect(open(modelsFolder)).rejects.toMatchObject({
    code: "model-invalid",
    message: expect.stringMatching(/it computes last_hidden_state, not logits$/),
  });
  const spec = findModel("gte-small");
  await installModelFiles(modelsFolder, { spec, precision: "int8", files: tinyCrossEncoderFiles() });
  const embedder = openTransformersEmbedder({ modelsFolder, modelName: spec.name });
  await expect(embedder).rejects.toMatchObject({
    code: "model-invalid",
    message: expect.stringMatching(/it computes logits, not last_hidden_state$/),
  });
});

test("a classifier gives no score", async () => {
  const modelsFolder = temporaryFolder();
  const files = tinyCrossEncoderFiles(3);
  await installModelFiles(modelsFolder, { spec: TINY_RERANKER, precision: "int8", files });
  const reranker = await open(modelsFolder);
  await expect(reranker.score("ferry", ["A ferry."])).rejects.toMatchObject({
    code: "internal",
    message: "Cannot rerank: the model bge-reranker-base returned [5, 5, 5], not one number",
  });
  await reranker.close();
});
