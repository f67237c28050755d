/**
 * `npm run bundle [-- --cross]`: writes the package of each function to `build/NAME` and, for who deploys without SST, to
 * `build/NAME.zip`; its source map to `build/NAME-source-map`. With `--cross` its native code is compiled with Zig and
 * fetched even where npm has installed some that fits, so that the bytes do not depend on this machine. `DATELINE_RERANKER` names
 * a model that is to rerank, which then goes into the package of the search function, too, as does the file of synonyms
 * that `DATELINE_SYNONYMS` names.
 */
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { ensureModel } from "@dateline-search/core/ensure-model";
import type { ModelRecord } from "@dateline-search/core/model/model-record";
import { DEFAULT_MODEL_NAME, findModel, findReranker } from "@dateline-search/core/model/model-registry";
import type { PullModelOptions } from "@dateline-search/core/pull-model";
import { bundleFunction, FUNCTIONS } from "./bundle-function.ts";
import { type BundlePart, describeBundle } from "./bundle-sizes.ts";
import { zipBundle } from "./zip-bundle.ts";

const BUILD = fileURLToPath(new URL("../build", import.meta.url));
const MODELS = fileURLToPath(new URL("../models", import.meta.url));

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { cross: { type: "boolean", default: false } } });
  const model = await ensure(findModel(DEFAULT_MODEL_NAME));
  const wanted = process.env["DATELINE_RERANKER"] || undefined;
  const reranker = wanted === undefined ? undefined : await ensure(findReranker(wanted));
  for (const entry of FUNCTIONS) {
    const outFolder = join(BUILD, entry);
    await bundleFunction({
      entry,
      outFolder,
      mapFolder: `${outFolder}-source-map`,
      modelsFolder: MODELS,
      modelName: model.name,
      rerankerName: entry === "search" ? reranker?.name : undefined,
      synonymsFile: entry === "search" ? process.env["DATELINE_SYNONYMS"] || undefined : undefined,
      cross: values.cross,
    });
    await report(outFolder);
  }
}

async function ensure(spec: PullModelOptions["spec"]): Promise<ModelRecord> {
  return await ensureModel({ spec, modelsFolder: MODELS, hubEndpoint: process.env["HF_ENDPOINT"] });
}

async function report(folder: string): Promise<void> {
  const { parts } = await describeBundle(folder);
  const total = parts.reduce(add, { name: "total", files: 0, sizeBytes: 0, zippedBytes: 0 });
  console.log(`${"part".padEnd(28)}files        MB  MB zipped`);
  for (const { name, files, sizeBytes, zippedBytes } of [...parts, total]) {
    const sizes = [sizeBytes, zippedBytes].map((bytes) => (bytes / 1e6).toFixed(2).padStart(9)).join("  ");
    console.log(`${name.padEnd(28)}${String(files).padStart(5)} ${sizes}`);
  }
  const path = `${folder}.zip`;
  const { sha256 } = await zipBundle(folder, path);
  const [bundled, zipped] = [folder, path].map((place) => relative(process.cwd(), place));
  console.log(`Bundled into ${bundled} and ${zipped}, sha256 ${sha256}\n`);
}

function add(sum: BundlePart, part: BundlePart): BundlePart {
  return {
    name: sum.name,
    files: sum.files + part.files,
    sizeBytes: sum.sizeBytes + part.sizeBytes,
    zippedBytes: sum.zippedBytes + part.zippedBytes,
  };
}

try {
  await main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
