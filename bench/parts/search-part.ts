import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { readPassageSet } from "../passages/passage-set.ts";
import {
  engineFolder,
  type Nearness,
  nearnessOf,
  preparedPassages,
  preparedQueries,
  type ReportQuery,
} from "../passages/prepared-passages.ts";
import { runMeasured } from "../process/run-measured.ts";
import type { KeptResults } from "../report/kept-results.ts";
import { percentile } from "../report/statistics.ts";
import type { EngineBuildFigures, EngineBuildInput } from "../rivals/build-task.ts";
import type { Rows, SearchMode } from "../rivals/engine.ts";
import { WANTED } from "../rivals/engine.ts";
import { ENGINES, type EngineName } from "../rivals/engines.ts";
import { innerProduct, nearestRows } from "../rivals/exact-scan.ts";
import type { EngineSearchFigures, EngineSearchInput } from "../rivals/search-task.ts";
import { reciprocalRank } from "../workload/reciprocal-rank.ts";

const WARM_UP = 20;
const ROUNDING = 1e-6;
const NEARNESS_SAMPLE = 200;

export interface SearchPartOptions {
  readonly corpusPath: string;
  readonly sizes: readonly number[];
  readonly engines: readonly EngineName[];
  readonly rounds: number;
  readonly queries: number;
}

/** Figures of one engine in one mode and round. */
export interface SearchFigures {
  readonly openMs: number;
  readonly firstMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly perSecond: number;
  readonly cpuMsPerQuery: number;
  /** Of the embedding alone, in hybrid mode. */
  readonly embedP50Ms: number | null;
  readonly rssBytes: number;
  /** Share of the true ten nearest that were found. */
  readonly recall: number | null;
  /** Mean of one over the rank of the article that the query was taken from. */
  readonly mrr: number;
}

export interface BuiltFigures extends EngineBuildFigures {
  readonly peakRssBytes: number;
}

const task = (name: string) => new URL(`../rivals/${name}-task.ts`, import.meta.url);

/** Keys of the results, which the report reads. */
export const searchKeys = {
  nearness: (size: number) => `search/${size}/nearness`,
  built: (size: number, engine: string) => `search/${size}/built/${engine}`,
  asked: (size: number, asked: Asked) => `search/${size}/asked/${asked.engine}/${asked.mode}/${asked.effort}`,
  round: (size: number, asked: Asked, round: number) => `${searchKeys.asked(size, asked)}/${round}`,
};

export interface Asked {
  readonly engine: EngineName;
  readonly mode: SearchMode;
  readonly effort: number;
}

/** Builds and queries every engine at every size, alternately. */
export async function measureSearch(kept: KeptResults, options: SearchPartOptions): Promise<void> {
  for (const size of options.sizes) {
    await kept.measure<Nearness>(searchKeys.nearness(size), () =>
      nearnessOf(options.corpusPath, size, NEARNESS_SAMPLE),
    );
    for (const engine of options.engines) await buildEngine(kept, { ...options, size, engine });
    await askEngines(kept, options, size);
  }
}

/** Builds an engine's files unless they exist. @returns their folder; `null` if they cannot be built */
export async function buildEngine(
  kept: KeptResults,
  { corpusPath, size, engine }: Pick<SearchPartOptions, "corpusPath"> & { size: number; engine: EngineName },
): Promise<string | null> {
  const outFolder = engineFolder(corpusPath, size, engine);
  const key = searchKeys.built(size, engine);
  if (!existsSync(outFolder)) await kept.drop(key);
  const passagesFolder = await preparedPassages(corpusPath, size);
  const built = await kept.measure<BuiltFigures>(key, async () => {
    await rm(outFolder, { recursive: true, force: true });
    const input: EngineBuildInput = { engine, passagesFolder, outFolder };
    const { result, peakRssBytes } = await runMeasured<EngineBuildFigures>(task("build"), input);
    return { ...result, peakRssBytes };
  });
  return built.error === undefined ? outFolder : null;
}

async function askEngines(
  kept: KeptResults,
  { corpusPath, engines, rounds, queries: count }: SearchPartOptions,
  size: number,
): Promise<void> {
  const queries = await preparedQueries(corpusPath, count + WARM_UP);
  const { passages, embeddings } = await readPassageSet(await preparedPassages(corpusPath, size));
  const articles = passages.map(({ articleId }) => articleId);
  const measured = queries.slice(WARM_UP);
  let truths: readonly Truth[] | undefined;
  for (let round = 1; round <= rounds; round++) {
    for (const asked of engines.flatMap(waysToAsk)) {
      if (kept.get(searchKeys.built(size, asked.engine))?.error !== undefined) continue;
      await kept.measure<SearchFigures>(searchKeys.round(size, asked, round), async () => {
        const folder = engineFolder(corpusPath, size, asked.engine);
        const input: EngineSearchInput = { ...asked, folder, queries, warmUp: WARM_UP };
        const { result } = await runMeasured<EngineSearchFigures>(task("search"), input);
        truths ??= measured.map((query) => truthOf(embeddings, query));
        return summarise(result, {
          queries: measured,
          truths,
          articles,
          isNearest: asked.mode === "nearest",
        });
      });
    }
  }
}

/** Every mode and effort of an engine. */
export function waysToAsk(engine: EngineName): readonly Asked[] {
  const { modes, efforts } = ENGINES[engine];
  return modes.flatMap((mode) => {
    // Only the search for the nearest depends on the effort. Other modes use the middle one.
    const tried = mode === "nearest" ? efforts : efforts.slice(Math.floor(efforts.length / 2)).slice(0, 1);
    return tried.map((effort) => ({ engine, mode, effort }));
  });
}

interface Truth {
  readonly similarityOf: (row: number) => number;
  /** Similarity of the last of the true ten nearest. */
  readonly least: number;
}

function truthOf(embeddings: Float32Array, { embedding }: ReportQuery): Truth {
  const similarityOf = (row: number) => innerProduct(embeddings, row * embedding.length, embedding);
  const least = nearestRows(embeddings, embedding, WANTED).at(-1) ?? 0;
  return { similarityOf, least: similarityOf(least) };
}

interface Judging {
  readonly queries: readonly ReportQuery[];
  readonly truths: readonly Truth[];
  /** Article of each row. */
  readonly articles: readonly string[];
  readonly isNearest: boolean;
}

function summarise(
  figures: EngineSearchFigures,
  { queries, truths, articles, isNearest }: Judging,
): SearchFigures {
  const { totalMs, embedMs, cpuMs, rows, openMs, firstMs, rssBytes } = figures;
  const sum = totalMs.reduce((total, ms) => total + ms, 0);
  const ranks = queries.map(({ articleId }, index) =>
    reciprocalRank(
      (rows[index] ?? []).map((row) => articles[row] ?? ""),
      articleId,
    ),
  );
  return {
    openMs,
    firstMs,
    p50Ms: percentile(totalMs, 0.5),
    p99Ms: percentile(totalMs, 0.99),
    perSecond: (totalMs.length / sum) * 1_000,
    cpuMsPerQuery: cpuMs / totalMs.length,
    embedP50Ms: embedMs.length === 0 ? null : percentile(embedMs, 0.5),
    rssBytes,
    recall: isNearest ? mean(truths.map((truth, index) => shareOfNearest(rows[index] ?? [], truth))) : null,
    mrr: mean(ranks),
  };
}

/** Equally near passages are equally right. */
function shareOfNearest(found: Rows, { similarityOf, least }: Truth): number {
  return found.slice(0, WANTED).filter((row) => similarityOf(row) >= least - ROUNDING).length / WANTED;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
