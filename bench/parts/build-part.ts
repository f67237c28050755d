import { cp, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { measureBuild } from "../build/measure-build.ts";
import type { PlainLoopInput } from "../build/plain-loop-task.ts";
import { closing } from "../process/closing.ts";
import { runMeasured } from "../process/run-measured.ts";
import type { KeptResults } from "../report/kept-results.ts";
import { userModelsFolder } from "../workload/user-models-folder.ts";

/** A build by `dateline build` with an empty cache. */
export interface BuiltArticles {
  readonly ms: number;
  readonly articles: number;
  readonly passages: number;
  readonly texts: number;
  readonly peakRssBytes: number;
  readonly sizeBytes: number;
}

/** The same texts embedded by a rival, which does nothing else. */
export interface EmbeddedTexts {
  readonly ms: number;
  readonly texts: number;
  readonly peakRssBytes: number;
}

const buildKeys = {
  dateline: (articles: number) => `build/${articles}/dateline`,
  loop: (articles: number) => `build/${articles}/transformers.js`,
};

export interface BuildPartOptions {
  readonly corpusPath: string;
  /** Ascending; the rivals embed the texts of the last. */
  readonly articles: readonly number[];
}

const task = (name: string) => new URL(`../build/${name}-task.ts`, import.meta.url);

/** Builds real articles, more each time, and embeds the texts of the last build with the rivals. */
export async function measureBuilds(
  kept: KeptResults,
  { corpusPath, articles }: BuildPartOptions,
): Promise<void> {
  await closing(async (closeLater) => {
    const folder = closeLater(await mkdtemp(join(tmpdir(), "dateline-builds-")), (path) =>
      rm(path, { recursive: true, force: true }),
    );
    for (const count of articles) {
      const corpus = await firstArticles(corpusPath, count, join(folder, `corpus-${count}`));
      await kept.measure<BuiltArticles>(buildKeys.dateline(count), () =>
        buildOnce(corpus, join(folder, `${count}`)),
      );
      if (count === articles.at(-1)) await measureRivals(kept, corpus, count);
    }
  });
}

async function buildOnce(corpus: string, folder: string): Promise<BuiltArticles> {
  const [indexFolder, cacheFolder] = [join(folder, "index"), join(folder, "cache")];
  await mkdir(indexFolder, { recursive: true });
  const { texts } = await gather(corpus);
  const { ms, articles, passages, peakRssBytes, sizeBytes } = await measureBuild({
    corpus: [corpus],
    indexFolder,
    cacheFolder,
  });
  return { ms, articles, passages, texts: texts.length, peakRssBytes, sizeBytes };
}

async function measureRivals(kept: KeptResults, corpus: string, count: number): Promise<void> {
  await kept.measure<EmbeddedTexts>(buildKeys.loop(count), async () => {
    const { texts } = await gather(corpus);
    const input: PlainLoopInput = { texts, modelsFolder: userModelsFolder() };
    const { result, peakRssBytes } = await runMeasured<{ ms: number }>(task("plain-loop"), input);
    return { ms: result.ms, texts: texts.length, peakRssBytes };
  });
}

async function gather(corpusPath: string): Promise<{ readonly texts: readonly string[] }> {
  const input = { corpusPath, modelsFolder: userModelsFolder() };
  return { texts: (await runMeasured<readonly string[]>(task("gather-texts"), input)).result };
}

/** Copies this many article files, evenly spaced. */
async function firstArticles(corpusPath: string, count: number, folder: string): Promise<string> {
  const entries = await readdir(corpusPath, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && entry.name !== "license")
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
  await mkdir(folder, { recursive: true });
  for (let index = 0; index < Math.min(count, files.length); index++) {
    const file = files[Math.floor((index * files.length) / count)] as string;
    await cp(file, join(folder, `${index}-${file.split("/").at(-1)}`));
  }
  return folder;
}
