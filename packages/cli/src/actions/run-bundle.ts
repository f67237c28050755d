import { mkdir, rm, writeFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { DatelineError } from "@dateline-search/core/errors";
import { readLocalGeneration } from "@dateline-search/core/generation/open-generation";
import { DEFAULT_MODEL_NAME } from "@dateline-search/core/model/model-registry";
import type { FunctionName } from "@dateline-search/functions/bundle-code";
import { bundlePage } from "@dateline-search/web/bundle-page";
import { bundleFunction, FUNCTIONS } from "../bundle/bundle-function.ts";
import { type BundlePart, describeBundle } from "../bundle/bundle-sizes.ts";
import { CLUSTER_PACKAGES, DOCUMENT_PACKAGES } from "../bundle/copy-optional-packages.ts";
import { zipBundle } from "../bundle/zip-bundle.ts";
import type { CliContext } from "../cli-context.ts";
import { environmentVariable, modelsFolder, PACKAGE_FOLDER, userCache } from "../environment.ts";
import { pullEmbedder, pullReranker } from "../open-embedder.ts";

export interface BundleFlags {
  readonly out: string;
  readonly index: string;
  readonly model?: string;
  readonly cross: boolean;
  readonly documents: boolean;
  readonly opensearch: boolean;
}

/** Writes each function's package, as a folder and as an archive, and the search page. Prints their sizes. */
export async function runBundle(flags: BundleFlags, context: CliContext): Promise<void> {
  const { out, cross } = flags;
  const modelName = await pullEmbedder(await modelToBundle(flags), context);
  const reranker = await pullReranker(environmentVariable("DATELINE_RERANKER"), context);
  for (const entry of FUNCTIONS) {
    const outFolder = resolve(out, entry);
    await bundleFunction({
      entry,
      outFolder,
      mapFolder: `${outFolder}-source-map`,
      modelsFolder: modelsFolder(context),
      modelName,
      rerankerName: entry === "search" ? reranker : undefined,
      // Ingest needs synonyms too: saved searches match them as queries do.
      synonymsFile: environmentVariable("DATELINE_SYNONYMS"),
      cacheFolder: join(userCache(), "natives"),
      cross,
      optional: { names: optionalPackages(entry, flags), from: [process.cwd(), PACKAGE_FOLDER] },
    });
    await report(outFolder, context);
  }
  await writePage(resolve(out, "page"));
  context.stdout.write(`Wrote the search page to ${relative(process.cwd(), resolve(out, "page"))}\n`);
}

/** A deployment with a cluster needs functions that can query it. */
function optionalPackages(entry: FunctionName, { documents, opensearch }: BundleFlags): readonly string[] {
  const asksCluster = opensearch || environmentVariable("DATELINE_ENGINE") !== undefined;
  return [
    ...(entry === "ingest" && documents ? DOCUMENT_PACKAGES : []),
    ...(asksCluster ? CLUSTER_PACKAGES : []),
  ];
}

/** The requested model, or that of the index, because a function rejects an index of another model. */
async function modelToBundle({ model, index }: Pick<BundleFlags, "model" | "index">): Promise<string> {
  return (
    model ?? environmentVariable("DATELINE_MODEL") ?? (await modelOf(resolve(index))) ?? DEFAULT_MODEL_NAME
  );
}

/** @returns `undefined` if no index can be opened */
async function modelOf(indexFolder: string): Promise<string | undefined> {
  try {
    return (await readLocalGeneration(indexFolder)).manifest.model.name;
  } catch (error) {
    if (error instanceof DatelineError && error.code.startsWith("index-")) return undefined;
    throw error;
  }
}

async function writePage(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const [name, { content }] of await bundlePage()) await writeFile(join(folder, name), content);
}

async function report(folder: string, { stdout }: CliContext): Promise<void> {
  const { parts } = await describeBundle(folder);
  const total = parts.reduce(add, { name: "total", files: 0, sizeBytes: 0, zippedBytes: 0 });
  stdout.write(`${"part".padEnd(28)}files        MB  MB zipped\n`);
  for (const { name, files, sizeBytes, zippedBytes } of [...parts, total]) {
    const sizes = [sizeBytes, zippedBytes].map((bytes) => (bytes / 1e6).toFixed(2).padStart(9)).join("  ");
    stdout.write(`${name.padEnd(28)}${String(files).padStart(5)} ${sizes}\n`);
  }
  const path = `${folder}.zip`;
  const { sha256 } = await zipBundle(folder, path);
  const [bundled, zipped] = [folder, path].map((place) => relative(process.cwd(), place));
  stdout.write(`Bundled into ${bundled} and ${zipped}, sha256 ${sha256}\n\n`);
}

function add(sum: BundlePart, part: BundlePart): BundlePart {
  return {
    name: sum.name,
    files: sum.files + part.files,
    sizeBytes: sum.sizeBytes + part.sizeBytes,
    zippedBytes: sum.zippedBytes + part.zippedBytes,
  };
}
