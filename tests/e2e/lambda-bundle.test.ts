import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { access, cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { bundleFunction } from "@dateline-search/cli/bundle/bundle-function";
import { copyNativePackages, LOCKED_LIBSQL } from "@dateline-search/cli/bundle/bundle-natives";
import { describeBundle } from "@dateline-search/cli/bundle/bundle-sizes";
import { zipBundle } from "@dateline-search/cli/bundle/zip-bundle";
import { checkBundle } from "@dateline-search/cli/doctor/check-bundle";
import { readElf } from "@dateline-search/cli/doctor/read-elf";
import { DEFAULT_MODEL_NAME } from "@dateline-search/core/model/model-registry";
import { afterAll, beforeAll, expect, test } from "vitest";
import { onnxruntimeFile } from "../cli/doctor/native-files.ts";
import { MODELS_FOLDER } from "../setup/pull-model.ts";
import { NATIVES_CACHE } from "../setup/tool-cache.ts";

/** Lambda takes 262,144,000 bytes; nearly half of that should never be needed. */
const MAX_BUNDLE_BYTES = 60_000_000;
const MAX_ZIP_BYTES = 45_000_000;
const REPOSITORY = fileURLToPath(new URL("../../", import.meta.url));

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
    cacheFolder: NATIVES_CACHE,
  });
  return outFolder;
}

test("the same sources and packages make the same bundle", async () => {
  const first = await describeBundle(bundle);
  const second = await describeBundle(await bundleInto("second"));
  expect(second.sha256).toBe(first.sha256);
});

test("the bundle is small and contains native code only for linux-x64", async () => {
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

test("the model is included once, in the function's precision", async () => {
  expect((await readdir(join(bundle, "models", DEFAULT_MODEL_NAME), { recursive: true })).sort()).toEqual([
    "config.json",
    "dateline-model.json",
    "onnx",
    join("onnx", "model_quantized.onnx"),
    "tokenizer.json",
    "tokenizer_config.json",
  ]);
});

/** The files of the function's own code, by name. */
async function readCode(): Promise<ReadonlyMap<string, string>> {
  const names = (await readdir(bundle)).filter((name) => name.endsWith(".mjs"));
  return new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(join(bundle, name), "utf8")] as const)),
  );
}

test("the code contains neither a source map nor a path of this machine", async () => {
  for (const code of (await readCode()).values()) {
    expect(code).not.toContain("sourceMappingURL");
    expect(code).not.toContain(root);
    expect(code).not.toContain(process.cwd());
  }
  await access(join(root, "first", "map", "index.mjs.map"));
});

/** What is loaded with a file: the files that it declares, and theirs. A file that is imported by a call is not. */
function declaredBy(file: string, code: ReadonlyMap<string, string>, found = new Set<string>()): Set<string> {
  if (found.has(file)) return found;
  found.add(file);
  for (const [, name = ""] of code.get(file)?.matchAll(/(?:from|import)"\.\/([^"]+)"/g) ?? []) {
    declaredBy(name, code, found);
  }
  return found;
}

test("code that the first request to S3 does not need is loaded after it", async () => {
  const code = await readCode();
  const atOnce = [...declaredBy("index.mjs", code)].map((file) => code.get(file)).join();
  expect(atOnce).toContain("latest.json");
  expect(atOnce).not.toContain("onnxruntime-node");
  expect(atOnce).not.toContain("AutoTokenizer");
});

test("the code contains only the tokenizers of transformers.js", async () => {
  const code = [...(await readCode()).values()].join();
  expect(code).toContain("AutoTokenizer");
  expect(code).not.toContain("AutoModel");
});

test("a function without a cluster loads no code for one, and its package lacks the client", async () => {
  const files = await readdir(bundle, { recursive: true });
  expect(files.filter((file) => file.includes("@opensearch-project"))).toEqual([]);
  const code = await readCode();
  const ofCluster = [...code].filter(([, text]) => text.includes("knn_score"));
  expect(ofCluster).toEqual([[expect.stringMatching(/^opensearch-engine-/), expect.anything()]]);
  // Imported by a call, and by no declaration, which would load it with the function.
  const declared = [...code].filter(([, text]) => /(?:from|import)"\.\/opensearch-engine-/.test(text));
  expect(declared).toEqual([]);
});

test("outside the repository, the bundle finds its own packages and no others", async () => {
  const elsewhere = join(root, "elsewhere");
  await cp(bundle, elsewhere, { recursive: true });
  const { resolve } = createRequire(join(elsewhere, "index.mjs"));
  expect(() => resolve("hono")).toThrow(/Cannot find module/);
  expect(() => resolve("@aws-sdk/client-s3")).toThrow(/Cannot find module/);
  expect(resolve("hnswlib-node")).toBe(join(elsewhere, "node_modules", "hnswlib-node", "lib", "index.js"));
  expect(resolve("@libsql/linux-x64-gnu")).toContain(elsewhere);
});

/**
 * The command's package as npm leaves it on a Mac: hnswlib-node compiled for that, libsql's part for Linux not installed. (Another
 * library for macOS stands for the addon.)
 */
async function packageOnMac(): Promise<string> {
  const repository = await mkdtemp(join(root, "mac-"));
  const modules = join(repository, "node_modules");
  await mkdir(join(repository, "packages", "cli"), { recursive: true });
  await cp(join(REPOSITORY, "packages/cli/package.json"), join(repository, "packages/cli/package.json"));
  await mkdir(modules);
  for (const name of await readdir(join(REPOSITORY, "node_modules"))) {
    if (name !== "hnswlib-node" && name !== "@libsql") {
      await symlink(join(REPOSITORY, "node_modules", name), join(modules, name));
    }
  }
  await cp(join(REPOSITORY, "node_modules", "hnswlib-node"), join(modules, "hnswlib-node"), {
    recursive: true,
  });
  await cp(onnxruntimeFile("darwin/arm64"), join(modules, "hnswlib-node", "build", "Release", "addon.node"));
  return join(repository, "packages", "cli");
}

test("if npm installed native code for another system, it is compiled and fetched for Lambda", async () => {
  const target = join(root, "from-mac", "search");
  await mkdir(target, { recursive: true });
  await writeFile(join(target, "index.mjs"), "");
  await copyNativePackages(target, { packageFolder: await packageOnMac(), cacheFolder: NATIVES_CACHE });
  expect(await checkBundle(target)).toEqual([
    expect.objectContaining({ name: "search size", status: "ok" }),
    expect.objectContaining({ name: "search natives", status: "ok" }),
  ]);
  const addon = join(target, "node_modules", "hnswlib-node", "build", "Release", "addon.node");
  // Its C++ library is inside, so that the versions of the system's do not matter.
  expect(readElf(await readFile(addon))?.libraries).not.toContain("libstdc++.so.6");
  const { HierarchicalNSW } = createRequire(join(target, "index.mjs"))("hnswlib-node");
  const index = new HierarchicalNSW("ip", 2);
  index.initIndex(2);
  index.addPoint([1, 0], 0);
  index.addPoint([0, 1], 1);
  expect(index.searchKnn([0.1, 0.9], 1).neighbors).toEqual([1]);
  // An exception of C++ that hnswlib-node catches and hands on.
  expect(() => index.addPoint([1, 1], 2)).toThrow(/maximum|exceeds/i);
});

test("compiling twice gives the same bytes", async () => {
  const bytesOf = async () => {
    const target = await mkdtemp(join(root, "cross-"));
    await copyNativePackages(target, {
      packageFolder: join(REPOSITORY, "packages", "cli"),
      cacheFolder: NATIVES_CACHE,
      cross: true,
    });
    return await describeBundle(target);
  };
  expect((await bytesOf()).sha256).toBe((await bytesOf()).sha256);
});

test("if nothing can compile for Lambda, bundling fails with advice", async () => {
  const options = { packageFolder: await packageOnMac(), pythons: ["no-such-python"] };
  await expect(
    copyNativePackages(join(root, "refused"), { ...options, cacheFolder: join(root, "empty-cache") }),
  ).rejects.toThrow(/no-such-python.*install Python with pip .* or bundle on x64 Linux with glibc/);
  await expect(readdir(join(root, "refused"))).rejects.toThrow(/ENOENT/);
});

test("the fetched libsql package is the one in package-lock.json", async () => {
  const lock = JSON.parse(await readFile(join(REPOSITORY, "package-lock.json"), "utf8"));
  const { version, integrity } = lock.packages[`node_modules/${LOCKED_LIBSQL.name}`];
  expect(LOCKED_LIBSQL).toMatchObject({ version, integrity });
});

test("packages that are not installed are named", async () => {
  const nowhere = { packageFolder: join(root, "nowhere"), cacheFolder: join(root, "empty-cache") };
  await expect(copyNativePackages(join(root, "copy"), nowhere)).rejects.toThrow(
    /hnswlib-node is not installed; run npm ci/,
  );
});

test("equal bundles make equal archives, whatever the time and the time zone", async () => {
  const first = await zipBundle(bundle, join(root, "first.zip"));
  const copy = join(root, "copy-of-bundle");
  await cp(bundle, copy, { recursive: true });
  const module = pathToFileURL(join(REPOSITORY, "packages", "cli", "src", "bundle", "zip-bundle.ts")).href;
  const call = `zipBundle(${JSON.stringify(copy)}, ${JSON.stringify(join(root, "second.zip"))})`;
  const script = `import { zipBundle } from "${module}"; console.log(JSON.stringify(await ${call}));`;
  const args = ["--import", "tsx", "--input-type=module", "--eval", script];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: REPOSITORY,
    env: { ...process.env, TZ: "Asia/Seoul" },
  });
  expect(JSON.parse(stdout)).toEqual(first);
  expect(first.sizeBytes).toBeLessThan(MAX_ZIP_BYTES);
  expect(
    createHash("sha256")
      .update(await readFile(join(root, "first.zip")))
      .digest("hex"),
  ).toBe(first.sha256);
});
