import { openTransformersEmbedder } from "@dateline-search/core/adapters/model/transformers-embedder";
import { DEFAULT_MODEL_NAME } from "@dateline-search/core/model/model-registry";
import type { Embedding } from "@dateline-search/core/types";
import { serveTask } from "../process/run-measured.ts";
import { timed } from "../process/timed.ts";
import { userModelsFolder } from "../workload/user-models-folder.ts";
import type { EngineQuery, Rows, SearchMode } from "./engine.ts";
import { ENGINES, type EngineName } from "./engines.ts";

export interface EngineSearchInput {
  readonly engine: EngineName;
  readonly folder: string;
  readonly mode: SearchMode;
  readonly effort: number;
  readonly queries: readonly EngineQuery[];
  /** Number of queries before the measured ones. */
  readonly warmUp: number;
}

export interface EngineSearchFigures {
  /** From the files to a searchable index. */
  readonly openMs: number;
  readonly firstMs: number;
  /** One per query, in hybrid mode including its embedding. */
  readonly totalMs: readonly number[];
  /** One per query in hybrid mode, otherwise empty. */
  readonly embedMs: readonly number[];
  /** Processor time of all threads for all measured queries. */
  readonly cpuMs: number;
  readonly rows: readonly Rows[];
  readonly rssBytes: number;
}

serveTask(async (input: EngineSearchInput): Promise<EngineSearchFigures> => {
  const { engine, folder, mode, effort, queries, warmUp } = input;
  const embed = mode === "hybrid" ? await queryEmbedder() : undefined;
  const opened = await timed(() => ENGINES[engine].engine.open(folder, effort));
  const search = opened.result[mode];
  if (search === undefined) throw new Error(`Cannot measure: ${engine} does not search by "${mode}"`);
  const embedMs: number[] = [];
  const ask = async (query: EngineQuery) => {
    if (embed === undefined) return await search(query);
    const { result: embedding, ms } = await timed(() => embed(query.text));
    embedMs.push(ms);
    return await search({ ...query, embedding });
  };
  const [first, ...others] = queries.slice(0, warmUp);
  const firstMs = (await timed(() => ask(first as EngineQuery))).ms;
  for (const query of others) await ask(query);
  const totalMs: number[] = [];
  const rows: Rows[] = [];
  const { cpuMs } = await timed(async () => {
    for (const query of queries.slice(warmUp)) {
      const { result, ms } = await timed(() => ask(query));
      totalMs.push(ms);
      rows.push(result);
    }
  });
  const rssBytes = process.memoryUsage.rss();
  return {
    openMs: opened.ms,
    firstMs,
    totalMs,
    embedMs: embedMs.slice(warmUp),
    cpuMs,
    rows,
    rssBytes,
  };
});

async function queryEmbedder(): Promise<(text: string) => Promise<Embedding>> {
  const embedder = await openTransformersEmbedder({
    modelsFolder: userModelsFolder(),
    modelName: DEFAULT_MODEL_NAME,
  });
  return (text) => embedder.embedQuery(text);
}
