import { access, cp, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DEFAULT_MODEL_NAME } from "@dateline/core/model/model-registry";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundleFunction } from "../../scripts/bundle-function.ts";
import { assertBundlePlatform, copyNativePackages } from "../../scripts/bundle-natives.ts";
import { describeBundle } from "../../scripts/bundle-sizes.ts";
import { MODELS_FOLDER } from "../setup/pull-model.ts";

/** Lambda takes 262,144,000 bytes; nearly half of that should never be needed. */
const MAX_BUNDLE_BYTES = 60_000_000;

let root: string;
let bundle: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "bundle-"));
  bundle = await bundleInto("first");
});
afterAll(async () => await rm(root, { recursive: true, force: true }));

async function bundleInto(name: string): Promise<string> {
  const outFolder = join(root, name, "bundle");
  await bundleFunction({
    entry: "search",
    outFolder,
    mapFolder: join(root, name, "map"),
    modelsFolder: MODELS_FOLDER,
    modelName: DEFAULT_MODEL_NAME,
  });
  return outFolder;
}

test("the same sources and packages make the same bundle", async () => {
  const first = await describeBundle(bundle);
  const second = await describeBundle(await bundleInto("second"));
  expect(second.sha256).toBe(first.sha256);
});

test("the bundle is small and holds native code for linux-x64 alone", async () => {
  const { parts } = await describeBundle(bundle);
  expect(parts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)).toBeLessThan(MAX_BUNDLE_BYTES);
  const files = await readdir(bundle, { recursive: true });
  expect(files.filter((file) => /\.(node|so[\d.]*|dylib|dll)$/.test(file)).sort()).toEqual([
    "node_modules/@libsql/linux-x64-gnu/index.node",
    "node_modules/hnswlib-node/build/Release/addon.node",
    "node_modules/onnxruntime-node/bin/napi-v3/linux/x64/libonnxruntime.so.1.14.0",
    "node_modules/onnxruntime-node/bin/napi-v3/linux/x64/onnxruntime_binding.node",
  ]);
});

test("the model goes in once, in the precision that the function runs", async () => {
  expect((await readdir(join(bundle, "models", DEFAULT_MODEL_NAME), { recursive: true })).sort()).toEqual([
    "config.json",
    "dateline-model.json",
    "onnx",
    join("onnx", "model_quantized.onnx"),
    "tokenizer.json",
    "tokenizer_config.json",
  ]);
});

test("neither the source map nor a path of this machine is in the code", async () => {
  const code = await readFile(join(bundle, "index.mjs"), "utf8");
  expect(code).not.toContain("sourceMappingURL");
  expect(code).not.toContain(root);
  expect(code).not.toContain(process.cwd());
  await access(join(root, "first", "map", "index.mjs.map"));
});

test("away from the repository the bundle finds its packages and no other", async () => {
  const elsewhere = join(root, "elsewhere");
  await cp(bundle, elsewhere, { recursive: true });
  const { resolve } = createRequire(join(elsewhere, "index.mjs"));
  expect(() => resolve("hono")).toThrow(/Cannot find module/);
  expect(() => resolve("@aws-sdk/client-s3")).toThrow(/Cannot find module/);
  expect(resolve("hnswlib-node")).toBe(join(elsewhere, "node_modules", "hnswlib-node", "lib", "index.js"));
  expect(resolve("@libsql/linux-x64-gnu")).toContain(elsewhere);
});

test.each([
  ["darwin", "arm64"],
  ["win32", "x64"],
  ["linux", "arm64"],
] as const)("on %s-%s the bundle is refused, with what to do instead", (platform, arch) => {
  expect(() => assertBundlePlatform(platform, arch)).toThrow(
    /Lambda needs them for linux-x64; run it on x64 Linux/,
  );
});

test("packages that are not installed are named", async () => {
  const nowhere = join(root, "nowhere", "package.json");
  await expect(copyNativePackages(nowhere, join(root, "copy"))).rejects.toThrow(
    /hnswlib-node is not installed; run npm ci/,
  );
});
