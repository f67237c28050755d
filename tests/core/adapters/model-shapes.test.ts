import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { convertOriginal } from "@dateline-search/core/adapters/model/convert-original";
import { openTransformersEmbedder } from "@dateline-search/core/adapters/model/transformers-embedder";
import { formatBertConfig } from "@dateline-search/core/model/bert-config";
import { SHARED_FILES, weightsFile } from "@dateline-search/core/model/model-record";
import { findModel } from "@dateline-search/core/model/model-registry";
import type { Precision } from "@dateline-search/core/model/model-spec";
import { readPackedModel } from "@dateline-search/core/model/packed-model";
import { float32Tensor, type StoredTensor } from "@dateline-search/core/model/safetensors";
import { formatUnigramTokenizer } from "@dateline-search/core/model/unigram-tokenizer";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";
import {
  installModelFiles,
  TINY_CONFIG,
  TINY_CONFIG_JSON,
  tinyOriginalFiles,
  tinyTensors,
  writeSafetensors,
} from "../../fixtures/tiny-bert.ts";
import { tinyPackedModel } from "../../fixtures/tiny-packed-model.ts";
import { TINY_UNIGRAM_JSON, TINY_UNIGRAM_VOCABULARY } from "../../fixtures/tiny-unigram.ts";

/**
 * Opens a model of the table that nobody could run here with its real weights, with small random ones of the same shape. They
 * mean nothing, so this is a pull without its check.
 */
async function open(modelName: string, originals: ReadonlyMap<string, Uint8Array>, precision: Precision) {
  const spec = findModel(modelName);
  const [modelsFolder, from, to] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
  for (const [file, content] of originals) {
    await mkdir(dirname(join(from, file)), { recursive: true });
    await writeFile(join(from, file), content);
  }
  await convertOriginal({ spec, precision, from, to, signal: undefined });
  const files = new Map<string, Uint8Array>();
  for (const path of [weightsFile(precision), ...SHARED_FILES])
    files.set(path, await readFile(join(to, path)));
  await installModelFiles(modelsFolder, { spec, precision, files });
  return await openTransformersEmbedder({ modelsFolder, modelName, precision });
}

const TEXTS = [
  "A storm flooded the coastal town.",
  "Rates rose.",
  "The ferry sailed to the islands again, at last.",
];

/** W · x + b, in plain numbers. */
function applyDense(vector: Float32Array, dense: ReadonlyMap<string, StoredTensor>): number[] {
  const weights = new Float32Array(new Uint8Array(dense.get("linear.weight")?.bytes ?? []).buffer);
  const bias = new Float32Array(new Uint8Array(dense.get("linear.bias")?.bytes ?? []).buffer);
  return Array.from(bias, (offset, row) =>
    vector.reduce((sum, value, column) => sum + value * (weights[row * vector.length + column] ?? 0), offset),
  );
}

function normalised(vector: readonly number[]): number[] {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

function denseTensors(hasBias: boolean): Map<string, StoredTensor> {
  const weights = Float32Array.from(
    { length: 768 * 384 },
    (_, index) => ((index * 7919 + (index >> 9) * 104_729) % 1_009) / 4_036 - 0.125,
  );
  const bias = Float32Array.from({ length: 768 }, (_, index) => (hasBias ? Math.cos(index) / 4 : 0));
  const toTensor = (values: Float32Array, shape: number[]) => ({
    dtype: "F32",
    shape,
    bytes: new Uint8Array(values.buffer),
  });
  return new Map([
    ["linear.weight", toTensor(weights, [768, 384])],
    ["linear.bias", toTensor(bias, [768])],
  ]);
}

describe("mdbr-leaf-ir: a dense layer from 384 to 768 after the mean, truncated to 256", () => {
  test.each([true, false])("applies the layer to the mean, bias: %s", async (hasBias) => {
    const dense = denseTensors(hasBias);
    const stored = hasBias ? dense : new Map([...dense].filter(([name]) => name !== "linear.bias"));
    const files = new Map([...tinyOriginalFiles(), ["2_Dense/model.safetensors", writeSafetensors(stored)]]);
    const leaf = await open("mdbr-leaf-ir", files, "fp32");
    const plain = await open("gte-small", tinyOriginalFiles(), "fp32");
    expect(leaf.dimensions).toBe(256);
    // Means are normalised when they come back, so the layer without a bias tells the direction, and the bias has to vanish.
    const means = await plain.embedPassages(TEXTS);
    const embedded = await leaf.embedPassages(TEXTS);
    for (const [index, embedding] of embedded.entries()) {
      expect(Math.hypot(...embedding)).toBeCloseTo(1, 5);
      if (hasBias) continue;
      const expected = normalised(applyDense(means[index] as Float32Array, dense).slice(0, 256));
      for (const [at, value] of embedding.entries()) expect(value).toBeCloseTo(expected[at] ?? Number.NaN, 4);
    }
    await Promise.all([leaf.close(), plain.close()]);
  });

  test("a bias moves every embedding the same way", async () => {
    const filesOf = (hasBias: boolean) =>
      new Map([
        ...tinyOriginalFiles(),
        ["2_Dense/model.safetensors", writeSafetensors(denseTensors(hasBias))],
      ]);
    const [biased, plain] = await Promise.all([
      open("leaf-ir", filesOf(true), "fp32"),
      open("leaf-ir", filesOf(false), "fp32"),
    ]);
    expect(await biased.embedQuery("flood")).not.toEqual(await plain.embedQuery("flood"));
    await Promise.all([biased.close(), plain.close()]);
  });

  test("a text has the same embedding in any batch, also in int8", async () => {
    const files = new Map([
      ...tinyOriginalFiles(),
      ["2_Dense/model.safetensors", writeSafetensors(denseTensors(true))],
    ]);
    await expectSameAlone(await open("leaf-ir", files, "int8"));
  });
});

test("snowflake-arctic-embed-s takes the first token, and an instruction before queries", async () => {
  const [arctic, mean] = await Promise.all([
    open("arctic-s", tinyOriginalFiles(), "fp32"),
    open("gte-small", tinyOriginalFiles(), "fp32"),
  ]);
  const prefix = "Represent this sentence for searching relevant passages: ";
  expect(await arctic.embedQuery("flood")).toEqual((await arctic.embedPassages([`${prefix}flood`]))[0]);
  expect(await arctic.embedPassages(["flood"])).not.toEqual(await mean.embedPassages(["flood"]));
  await Promise.all([arctic.close(), mean.close()]);
});

test("a model in one packed file runs like one in its authors' files", async () => {
  const packed = await open("multilingual-e5-small-q4", new Map([["model.q4", tinyPackedModel()]]), "fp32");
  const { config, vocabulary, tensors } = readPackedModel(tinyPackedModel());
  const files = new Map([
    ["config.json", formatBertConfig(config)],
    ["tokenizer.json", formatUnigramTokenizer(vocabulary)],
  ]);
  const originals = new Map<string, Uint8Array>(
    [...files].map(([path, text]) => [path, new TextEncoder().encode(text)]),
  );
  originals.set("model.safetensors", writeSafetensors(asFloats(tensors)));
  const plain = await open("multilingual-e5-small", originals, "fp32");
  const texts = [...TEXTS, "서울 дождь", "😀"];
  expect(await packed.embedPassages(texts)).toEqual(await plain.embedPassages(texts));
  await Promise.all([packed.close(), plain.close()]);
});

/** Stores every tensor in 32 bits. */
function asFloats(tensors: ReadonlyMap<string, StoredTensor>): Map<string, StoredTensor> {
  return new Map(
    [...tensors].map(([name, { shape }]) => {
      const bytes = new Uint8Array(float32Tensor(tensors, name, shape).buffer);
      return [name, { dtype: "F32", shape, bytes }];
    }),
  );
}

describe.each(["multilingual-e5-small", "paraphrase-multilingual-MiniLM-L12-v2"])(
  "%s: a SentencePiece tokenizer",
  (name) => {
    test("supports many scripts, and counts tokens without special tokens", async () => {
      const embedder = await open(name, unigramFiles(), "fp32");
      expect(embedder.languages).toBeNull();
      expect(embedder.countTokens("")).toBe(0);
      expect(embedder.countTokens("서울 дождь")).toBe(2);
      expect(embedder.unknownShare("서울 дождь")).toBe(0);
      expect(embedder.unknownShare("ꝏꝏꝏ")).toBe(1);
      // A character of two UTF-16 units is one piece. Pieces that are unknown would be joined to one token.
      expect(embedder.countTokens("😀😀")).toBe(3);
      const [seoul, rain] = await embedder.embedPassages(["서울", "дождь"]);
      expect(seoul).not.toEqual(rain);
      await embedder.close();
    });

    test("adds its prefixes to queries and passages", async () => {
      const embedder = await open(name, unigramFiles(), "fp32");
      const spec = findModel(name);
      const plain = await open("gte-small", unigramFiles(), "fp32");
      expect(await embedder.embedQuery("storm")).toEqual(await plain.embedQuery(`${spec.queryPrefix}storm`));
      expect(await embedder.embedPassages(["storm"])).toEqual(
        await plain.embedPassages([`${spec.passagePrefix}storm`]),
      );
      await Promise.all([embedder.close(), plain.close()]);
    });

    test("a text has the same embedding in any batch, also in int8", async () => {
      await expectSameAlone(await open(name, unigramFiles(), "int8"));
    });
  },
);

async function expectSameAlone(embedder: Awaited<ReturnType<typeof open>>): Promise<void> {
  const together = await embedder.embedPassages(TEXTS);
  for (const [index, text] of TEXTS.entries()) {
    const [alone] = await embedder.embedPassages([text]);
    const cosine = alone?.reduce((sum, value, at) => sum + value * (together[index]?.[at] ?? Number.NaN), 0);
    expect(cosine).toBeGreaterThan(0.99999);
  }
  await embedder.close();
}

function unigramFiles(): ReadonlyMap<string, Uint8Array> {
  const vocabulary = TINY_UNIGRAM_VOCABULARY.length;
  const size = TINY_CONFIG.hiddenSize;
  const tensors = tinyTensors();
  const words = new Float32Array(
    new Uint8Array(tensors.get("embeddings.word_embeddings.weight")?.bytes ?? []).buffer,
  );
  const table = Float32Array.from(
    { length: vocabulary * size },
    (_, index) => words[(index * 7) % words.length] ?? 0,
  );
  const encode = (text: string) => new TextEncoder().encode(text);
  tensors.set("embeddings.word_embeddings.weight", {
    dtype: "F32",
    shape: [vocabulary, size],
    bytes: new Uint8Array(table.buffer),
  });
  return new Map([
    ["config.json", encode(JSON.stringify({ ...JSON.parse(TINY_CONFIG_JSON), vocab_size: vocabulary }))],
    ["tokenizer.json", encode(TINY_UNIGRAM_JSON)],
    ["model.safetensors", writeSafetensors(tensors)],
  ]);
}
