import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureModel } from "@dateline/core/ensure-model";
import { DEFAULT_MODEL_NAME, findModel } from "@dateline/core/model/model-registry";
import { bundleFunction } from "./bundle-function.ts";
import { assertBundlePlatform } from "./bundle-natives.ts";
import { describeBundle } from "./bundle-sizes.ts";

/** `npm run bundle`: writes the package of the search function to `build/search`. */
async function main(): Promise<void> {
  assertBundlePlatform(process.platform, process.arch);
  const folder = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));
  const outFolder = folder("build/search");
  const modelsFolder = folder("models");
  const spec = findModel(DEFAULT_MODEL_NAME);
  await ensureModel({ spec, modelsFolder, hubEndpoint: process.env["HF_ENDPOINT"] });
  await bundleFunction({
    entry: "search",
    outFolder,
    mapFolder: folder("build/search-source-map"),
    modelsFolder,
    modelName: spec.name,
  });
  const { parts, sha256 } = await describeBundle(outFolder);
  const total = parts.reduce(
    (sum, part) => ({
      name: "total",
      files: sum.files + part.files,
      sizeBytes: sum.sizeBytes + part.sizeBytes,
      zippedBytes: sum.zippedBytes + part.zippedBytes,
    }),
    { name: "total", files: 0, sizeBytes: 0, zippedBytes: 0 },
  );
  console.log(`${"part".padEnd(28)}files        MB  MB zipped`);
  for (const { name, files, sizeBytes, zippedBytes } of [...parts, total]) {
    const sizes = [sizeBytes, zippedBytes].map((bytes) => (bytes / 1e6).toFixed(2).padStart(9)).join("  ");
    console.log(`${name.padEnd(28)}${String(files).padStart(5)} ${sizes}`);
  }
  console.log(
    `Bundled the search function into ${relative(process.cwd(), outFolder)}, sha256 ${sha256.slice(0, 16)}`,
  );
}

try {
  await main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
