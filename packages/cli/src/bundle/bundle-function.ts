import { copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { readCalibration, verifyModel } from "@dateline-search/core/adapters/model/model-folder";
import { CALIBRATION_FILE, formatCalibration } from "@dateline-search/core/model/calibration-file";
import { formatModelRecords, RECORD_FILE } from "@dateline-search/core/model/model-record";
import { readSynonyms } from "@dateline-search/core/words/read-synonyms";
import { bundleCode, type FunctionName } from "@dateline-search/functions/bundle-code";
import { PACKAGE_FOLDER } from "../environment.ts";
import { copyNativePackages } from "./bundle-natives.ts";
import { copyOptionalPackages, type OptionalPackages } from "./copy-optional-packages.ts";

const PRECISION = "int8";

/** The deployed functions. */
export const FUNCTIONS: readonly FunctionName[] = ["search", "ingest"];

export interface BundleOptions {
  readonly entry: FunctionName;
  /** Replaced by exactly the function's package, with the handler `index.handler`. */
  readonly outFolder: string;
  /** Receives source maps: they are as large as the code and Lambda does not use them. */
  readonly mapFolder: string;
  readonly modelsFolder: string;
  readonly modelName: string;
  /** A second model for reranking. */
  readonly rerankerName?: string | undefined;
  /** A synonyms file, which is validated. */
  readonly synonymsFile?: string | undefined;
  /** Packages to include, such as the readers of Word and PDF. */
  readonly optional?: OptionalPackages | undefined;
  /** Caches compiled and downloaded files. */
  readonly cacheFolder: string;
  /** See `NativeOptions`. */
  readonly cross?: boolean | undefined;
}

/**
 * Writes a function's package: JavaScript, native packages for linux-x64, and the models. The same sources
 * and packages give the same bytes.
 *
 * @throws Error if native code for Lambda cannot be obtained; DatelineError if the model is missing or damaged
 */
export async function bundleFunction(options: BundleOptions): Promise<void> {
  for (const folder of [options.outFolder, options.mapFolder]) {
    await rm(folder, { recursive: true, force: true });
  }
  await mkdir(options.outFolder, { recursive: true });
  await writeCode(options);
  await copyNativePackages(options.outFolder, {
    packageFolder: PACKAGE_FOLDER,
    cacheFolder: options.cacheFolder,
    cross: options.cross,
  });
  if (options.optional !== undefined) await copyOptionalPackages(options.outFolder, options.optional);
  await copyModel(options.modelName, options);
  if (options.rerankerName !== undefined) await copyModel(options.rerankerName, options);
  if (options.synonymsFile !== undefined) {
    await readSynonyms(options.synonymsFile);
    await copyFile(options.synonymsFile, join(options.outFolder, "synonyms.txt"));
  }
}

async function writeCode({ entry, outFolder, mapFolder }: BundleOptions): Promise<void> {
  for (const { name, contents } of await bundleCode(entry)) {
    const folder = name.endsWith(".map") ? mapFolder : outFolder;
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, name), contents, { mode: 0o644 });
  }
}

/** Copies only the weights that the function runs, and a record that lists no others. */
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
  const calibration = await readCalibration({ modelsFolder, modelName });
  if (calibration === undefined) return;
  await writeFile(join(target, CALIBRATION_FILE), formatCalibration(calibration));
}
