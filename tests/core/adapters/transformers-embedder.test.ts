import { cp, mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { openTransformersEmbedder } from "../../../packages/core/src/adapters/model/transformers-embedder.ts";
import { DEFAULT_MODEL_NAME, findModel } from "../../../packages/core/src/model/model-registry.ts";
import type { Embedder } from "../../../packages/core/src/ports/embedder.ts";
import type { Embedding } from "../../../packages/core/src/types.ts";
import { describeEmbedder } from "../../contracts/embedder.ts";
import { installTinyModel } from "../../fixtures/tiny-bert.ts";
import { MODELS_FOLDER } from "../../setup/pull-model.ts";

const SENTENCES = ["The weather is lovely today.", "It's so sunny outside!", "He drove to the stadium."];
/** From https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2. */
const PUBLISHED = [0.666, 0.1046, 0.1411];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "dateline embedder "));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function cosine(left: Embedding | undefined, right: Embedding | undefined): number {
  if (left === undefined || right === undefined) throw new Error("an embedding is missing");
  return left.reduce((sum, value, index) => sum + value * (right[index] ?? Number.NaN), 0);
}

describe.each([
  { precision: "fp32" as const, tolerance: 0.000_051 },
  { precision: "int8" as const, tolerance: 0.03 },
])("all-MiniLM-L6-v2 in $precision", ({ precision, tolerance }) => {
  const open = () =>
    openTransformersEmbedder({ modelsFolder: MODELS_FOLDER, modelName: DEFAULT_MODEL_NAME, precision });
  describeEmbedder("The model", open);

  let embedder: Embedder;
  beforeAll(async () => {
    embedder = await open();
  });
  afterAll(() => embedder.close());

  test(`reproduces the published similarities within ${tolerance}`, async () => {
    const [first, second, third] = await embedder.embedPassages(SENTENCES);
    const computed = [cosine(first, second), cosine(first, third), cosine(second, third)];
    for (const [index, published] of PUBLISHED.entries()) {
      expect(Math.abs((computed[index] ?? Number.NaN) - published)).toBeLessThanOrEqual(tolerance);
    }
  });

  test("counts tokens without special tokens", () => {
    expect(embedder.countTokens("The Seoul talks ended.")).toBe(5);
    expect(embedder.countTokens("")).toBe(0);
    expect(embedder.maxTokens).toBe(254);
  });
});

test("int8 embeds a text the same, bit for bit, in any batch", async () => {
  const embedder = await openTransformersEmbedder({
    modelsFolder: MODELS_FOLDER,
    modelName: DEFAULT_MODEL_NAME,
  });
  onTestFinished(() => embedder.close());
  const texts = Array.from({ length: 24 }, (_, index) => `${"The ferry sailed. ".repeat(index + 1)}${index}`);
  const together = await embedder.embedPassages(texts);
  for (const index of [0, 7, 23]) {
    expect(await embedder.embedPassages([texts[index] as string])).toEqual([together[index]]);
  }
});

describe("pooling and prefixes, on a tiny BERT with random weights", () => {
  const open = async (modelName: string) => {
    await installTinyModel(folder, findModel(modelName), "fp32");
    return await openTransformersEmbedder({ modelsFolder: folder, modelName, precision: "fp32" });
  };

  test("e5 adds its prefixes to queries and passages, and counts the passage prefix towards the limit", async () => {
    const [e5, plain] = await Promise.all([open("e5-small"), open("gte-small")]);
    expect(await e5.embedQuery("flood")).toEqual(await plain.embedQuery("query: flood"));
    expect(await e5.embedPassages(["flood"])).toEqual(await plain.embedPassages(["passage: flood"]));
    expect(plain.maxTokens - e5.maxTokens).toBe(plain.countTokens("passage: "));
  });

  test("bge takes the first token and a prefix for queries only", async () => {
    const [bge, mean] = await Promise.all([open("bge-small"), open("gte-small")]);
    const prefix = "Represent this sentence for searching relevant passages: ";
    const [passage] = await bge.embedPassages(["flood"]);
    expect(await bge.embedQuery("flood")).toEqual((await bge.embedPassages([`${prefix}flood`]))[0]);
    expect(passage).not.toEqual(await bge.embedQuery("flood"));
    expect(cosine(passage, (await mean.embedPassages(["flood"]))[0])).toBeLessThan(0.999);
  });

  test("e5 pools a part with its prefix, so that a part that covers the text has its embedding", async () => {
    const e5 = await open("e5-small");
    const text = "storm and flood";
    const [embedded] = await e5.embedWithParts([{ text, parts: [{ start: 0, end: text.length }] }]);
    expect([embedded?.whole]).toEqual(await e5.embedPassages([text]));
    expect(embedded?.parts).toEqual([embedded?.whole]);
  });

  test("a part beyond the token limit is embedded alone", async () => {
    const model = await open("gte-small");
    const text = `${"storm ".repeat(model.maxTokens)}the flood rose`;
    const parts = [
      { start: 0, end: 5 },
      { start: text.indexOf("the flood"), end: text.length },
    ];
    const [embedded] = await model.embedWithParts([{ text, parts }]);
    const [alone] = await model.embedPassages(["the flood rose"]);
    expect(embedded?.parts[1]).toEqual(alone);
    expect(embedded?.parts[0]).not.toEqual((await model.embedPassages(["storm"]))[0]);
  });

  test("a model that takes one token cannot pool parts", async () => {
    expect((await open("bge-small")).poolsParts).toBe(false);
    expect((await open("gte-small")).poolsParts).toBe(true);
  });

  test("int8 stays near fp32", async () => {
    const spec = findModel("gte-small");
    const fp32 = await open("gte-small");
    const expected = await fp32.embedQuery("storm and flood");
    await installTinyModel(folder, spec, "int8");
    const int8 = await openTransformersEmbedder({ modelsFolder: folder, modelName: spec.name });
    expect(cosine(await int8.embedQuery("storm and flood"), expected)).toBeGreaterThan(0.999);
    expect(int8.fingerprint).not.toBe(fp32.fingerprint);
  });
});

describe("a model that has changed since it was pulled", () => {
  const damaged = async (damage: (modelFolder: string) => Promise<void>) => {
    const modelsFolder = await mkdtemp(join(folder, "damaged-"));
    await cp(join(MODELS_FOLDER, DEFAULT_MODEL_NAME), join(modelsFolder, DEFAULT_MODEL_NAME), {
      recursive: true,
      filter: (path) => !path.endsWith("model.onnx"),
    });
    await damage(join(modelsFolder, DEFAULT_MODEL_NAME));
    return openTransformersEmbedder({ modelsFolder, modelName: DEFAULT_MODEL_NAME });
  };

  test("is rejected if its weights are truncated", async () => {
    const opening = damaged((model) => truncate(join(model, "onnx/model_quantized.onnx"), 1_000_000));
    await expect(opening).rejects.toMatchObject({
      code: "model-invalid",
      message: expect.stringMatching(/has 1000000 bytes, recorded were \d+; run `dateline model pull/),
    });
  });

  test("is rejected if its tokenizer was edited, even at the same size", async () => {
    const opening = damaged(async (model) => {
      const path = join(model, "tokenizer.json");
      await writeFile(path, (await readFile(path, "utf8")).replace('"lowercase":true', '"lowercase":null'));
    });
    await expect(opening).rejects.toMatchObject({
      code: "model-invalid",
      message: expect.stringMatching(/tokenizer\.json has the sha256 [0-9a-f]{64}, recorded was/),
    });
  });

  test("is rejected if a file is missing or the record is invalid", async () => {
    await expect(damaged((model) => rm(join(model, "config.json")))).rejects.toThrow(
      /config\.json is missing/,
    );
    const record = (text: string) => damaged((model) => writeFile(join(model, "dateline-model.json"), text));
    await expect(record("{")).rejects.toMatchObject({ code: "model-invalid", message: /it is not JSON/ });
    await expect(record('{"formatVersion":9}')).rejects.toThrow(/not a model record of format 2/);
  });

  test("is reported as missing, with the command to run, if it was never pulled", async () => {
    const opening = openTransformersEmbedder({
      modelsFolder: join(folder, "nowhere"),
      modelName: "bge-small",
    });
    await expect(opening).rejects.toMatchObject({
      code: "model-missing",
      message: expect.stringContaining("dateline model pull bge-small-en-v1.5"),
    });
  });

  test("opens with damaged content only if the caller skips verification", async () => {
    const modelsFolder = await mkdtemp(join(folder, "vouched-"));
    await installTinyModel(modelsFolder, findModel("gte-small"), "int8");
    const path = join(modelsFolder, "gte-small", "config.json");
    await writeFile(path, (await readFile(path, "utf8")).replace('"gelu"', '"GELU"'));
    const options = { modelsFolder, modelName: "gte-small" };
    await expect(openTransformersEmbedder(options)).rejects.toMatchObject({ code: "model-invalid" });
    const embedder = await openTransformersEmbedder({ ...options, verify: "size" });
    expect(await embedder.embedQuery("flood")).toHaveLength(384);
  });
});
