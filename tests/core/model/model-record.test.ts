import { createRequire } from "node:module";
import { type ModelFile, modelFingerprint, RUNTIME } from "@dateline-search/core/model/model-record";
import { findModel } from "@dateline-search/core/model/model-registry";
import { expect, test } from "vitest";

const FILES: readonly ModelFile[] = [
  "onnx/model_quantized.onnx",
  "tokenizer.json",
  "tokenizer_config.json",
].map((path) => ({ path, sizeBytes: 1, sha256: path.length.toString(16).repeat(32) }));

test("fingerprints name the runtime that is installed with the library", () => {
  const { dependencies } = createRequire(import.meta.url)("../../../packages/core/package.json");
  expect(RUNTIME).toBe(`onnxruntime-node ${dependencies["onnxruntime-node"]}`);
});

test("a fingerprint depends on weights, tokenizer, pooling, prefixes and limit", () => {
  const spec = findModel("gte-small");
  const fingerprint = modelFingerprint(spec, "int8", FILES);
  expect(modelFingerprint(spec, "int8", FILES)).toBe(fingerprint);
  for (const change of [
    { pooling: "cls" as const },
    { queryPrefix: "q" },
    { passagePrefix: "p" },
    { maxTokens: 9 },
  ]) {
    expect(modelFingerprint({ ...spec, ...change }, "int8", FILES)).not.toBe(fingerprint);
  }
  for (const { path } of FILES) {
    const changed = FILES.map((file) => (file.path === path ? { ...file, sha256: "0".repeat(64) } : file));
    expect(modelFingerprint(spec, "int8", changed)).not.toBe(fingerprint);
  }
});
