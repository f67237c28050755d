import { readModelRecords } from "@dateline-search/core/adapters/model/model-folder";
import { DEFAULT_MODEL_NAME, findModel } from "@dateline-search/core/model/model-registry";
import { runMeasured } from "../process/run-measured.ts";
import type { SyntheticBuildInput } from "../synthetic/build-task.ts";
import { cachedIndex, corpusListing } from "../workload/cached-index.ts";
import { inRepository } from "../workload/in-repository.ts";
import { userModelsFolder } from "../workload/user-models-folder.ts";

const SEED = 20_251_210;
const BUILD = new URL("../dateline/build-task.ts", import.meta.url);
const BUILD_SYNTHETIC = new URL("../synthetic/build-task.ts", import.meta.url);

/** An index for cold starts. */
export interface ColdCorpus {
  readonly name: string;
  /** Folder of the index. */
  readonly indexFolder: string;
  /** The index that queries are taken from. Synthetic text would yield only queries of common words. */
  readonly queriesFolder: string;
}

/**
 * The indexes for cold starts, built if not cached: the corpus of this repository, a news collection if there
 * is one, and synthetic ones of the given sizes.
 */
export async function coldCorpora(
  newsFolder: string,
  syntheticSizes: readonly number[],
): Promise<readonly ColdCorpus[]> {
  const real = [
    { name: "seed", corpusPath: inRepository("corpus") },
    { name: "news", corpusPath: newsFolder },
  ];
  const corpora: ColdCorpus[] = [];
  for (const { name, corpusPath } of real) {
    const indexFolder = await realIndex(name, corpusPath);
    corpora.push({ name, indexFolder, queriesFolder: indexFolder });
  }
  const words = real.at(-1)?.corpusPath ?? "";
  const queriesFolder = corpora.at(-1)?.indexFolder ?? "";
  for (const size of syntheticSizes) {
    corpora.push({ name: "synthetic", indexFolder: await syntheticIndex(size, words), queriesFolder });
  }
  return corpora;
}

async function realIndex(name: string, corpusPath: string): Promise<string> {
  const { fingerprint } = await model();
  const modelsFolder = userModelsFolder();
  return await cachedIndex(name, [fingerprint, await corpusListing(corpusPath)], (indexFolder) =>
    runMeasured(BUILD, { corpusPath, indexFolder, modelsFolder }),
  );
}

async function syntheticIndex(passageCount: number, corpusPath: string): Promise<string> {
  const input = { passageCount, corpusPath, model: await model(), seed: SEED };
  return await cachedIndex(`synthetic-${passageCount}`, input, (indexFolder) =>
    runMeasured(BUILD_SYNTHETIC, { ...input, indexFolder } satisfies SyntheticBuildInput),
  );
}

async function model(): Promise<SyntheticBuildInput["model"]> {
  const { name, dimensions } = findModel(DEFAULT_MODEL_NAME);
  const record = (await readModelRecords({ modelsFolder: userModelsFolder(), modelName: name })).int8;
  if (record === undefined) throw new Error(`Cannot measure: the model ${name} has not been pulled`);
  return { name, fingerprint: record.fingerprint, dimensions };
}
