import { copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { verifyModel } from "@dateline-search/core/adapters/model/model-folder";
import { formatModelRecords, RECORD_FILE } from "@dateline-search/core/model/model-record";
import { build } from "esbuild";
import { copyNativePackages, EXTERNAL_PACKAGES } from "./bundle-natives.ts";
import { STUBS_IN_LAMBDA, stubPackages } from "./bundle-stubs.ts";
import { COMMONJS_BANNER, COMMONJS_NAMES } from "./commonjs-banner.ts";

const REPOSITORY = fileURLToPath(new URL("..", import.meta.url));
const PRECISION = "int8";

/** The files of packages/functions/src that export a handler, without their ending. */
export const FUNCTIONS = ["search", "ingest"] as const;

export interface BundleOptions {
  readonly entry: (typeof FUNCTIONS)[number];
  /** Replaced; it holds nothing but what goes into the function's package, with the handler `index.handler`. */
  readonly outFolder: string;
  /** Where the source map goes: as large as the code and of no use to Lambda. */
  readonly mapFolder: string;
  readonly modelsFolder: string;
  readonly modelName: string;
  /** A second model, which reranks. */
  readonly rerankerName?: string | undefined;
  /** See `NativeOptions`. */
  readonly cross?: boolean | undefined;
}

/**
 * Writes the package of a function: JavaScript, the native packages for linux-x64, the models. The same
 * sources and packages give the same bytes.
 *
 * @throws Error when native code for Lambda cannot be had; DatelineError when the model is missing or damaged
 */
export async function bundleFunction(options: BundleOptions): Promise<void> {
  for (const folder of [options.outFolder, options.mapFolder]) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
  }
  await bundleCode(options);
  await copyNativePackages(options.outFolder, {
    repository: REPOSITORY,
    cacheFolder: join(REPOSITORY, ".cache", "natives"),
    cross: options.cross,
  });
  await copyModel(options.modelName, options);
  if (options.rerankerName !== undefined) await copyModel(options.rerankerName, options);
}

/**
 * The AWS SDK goes in although Lambda has one: the version is then the one that the tests ran with, and one minified file
 * is imported in 60 ms where the loose files of the package, as the runtime has them, take 150 ms (Node 20, median of 6).
 */
async function bundleCode({ entry, outFolder, mapFolder }: BundleOptions): Promise<void> {
  const { outputFiles } = await build({
    absWorkingDir: REPOSITORY,
    entryPoints: {
      index: `packages/functions/src/${entry}.ts`,
      ...(entry === "ingest" && { "parser-thread": "packages/functions/src/parser-thread.ts" }),
    },
    outdir: outFolder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    // What only some requests need, such as the tools for agents, is in files that are read with the first of them.
    splitting: true,
    chunkNames: "[name]-[hash]",
    write: false,
    platform: "node",
    format: "esm",
    target: "node20",
    mainFields: ["module", "main"],
    minify: true,
    // Stack traces in the log name functions even without the source map.
    keepNames: true,
    sourcemap: "external",
    legalComments: "external",
    external: [...EXTERNAL_PACKAGES],
    plugins: [stubPackages(STUBS_IN_LAMBDA)],
    banner: { js: COMMONJS_BANNER },
    define: COMMONJS_NAMES,
    logLevel: "warning",
  });
  for (const { path, contents } of outputFiles) {
    await writeFile(join(path.endsWith(".map") ? mapFolder : outFolder, basename(path)), contents, {
      mode: 0o644,
    });
  }
}

/** Only the weights that the function runs, and a record that speaks of no others. */
async function copyModel(
  modelName: string,
  { outFolder, modelsFolder }: Pick<BundleOptions, "outFolder" | "modelsFolder">,
): Promise<void> {
  const record = await verifyModel({ modelsFolder, modelName }, PRECISION, "sha256");
  const target = join(outFolder, "models", modelName);
  for (const { path } of record.files) {
    await mkdir(dirname(join(target, path)), { recursive: true });
    await copyFile(join(modelsFolder, modelName, path), join(target, path));
  }
  await writeFile(join(target, RECORD_FILE), formatModelRecords({ [PRECISION]: record }));
}
