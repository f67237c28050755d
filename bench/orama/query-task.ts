import { readFile } from "node:fs/promises";
import { openTransformersEmbedder } from "@dateline-search/core/adapters/model/transformers-embedder";
import { DEFAULT_MODEL_NAME } from "@dateline-search/core/model/model-registry";
import { serveTask } from "../process/run-measured.ts";
import { timed } from "../process/timed.ts";
import type { QueryFigures, QueryInput } from "../workload/query-figures.ts";
import { reciprocalRank } from "../workload/reciprocal-rank.ts";
import { restoreOrama, searchOrama } from "./orama-index.ts";

serveTask(async ({ index: file, modelsFolder, queries, warmUp }: QueryInput): Promise<QueryFigures> => {
  const model = await timed(() => openTransformersEmbedder({ modelsFolder, modelName: DEFAULT_MODEL_NAME }));
  const embedder = model.result;
  const open = await timed(async () => restoreOrama(JSON.parse(await readFile(file, "utf8"))));
  const ask = async (text: string) => {
    const embedded = await timed(() => embedder.embedQuery(text));
    const searched = await timed(() => searchOrama(open.result, { text, embedding: embedded.result }));
    return { embedMs: embedded.ms, searchMs: searched.ms, articleIds: searched.result };
  };
  const [first, ...others] = warmUp;
  const firstMs = (await timed(() => ask(first ?? "news"))).ms;
  for (const text of others) await ask(text);

  const totalMs: number[] = [];
  const stagesMs = { embed: [] as number[], search: [] as number[] };
  const reciprocalRanks: number[] = [];
  for (const { text, articleId } of queries) {
    const { result, ms } = await timed(() => ask(text));
    totalMs.push(ms);
    stagesMs.embed.push(result.embedMs);
    stagesMs.search.push(result.searchMs);
    reciprocalRanks.push(reciprocalRank(result.articleIds, articleId));
  }
  const rssBytes = process.memoryUsage.rss();
  return { openMs: open.ms, modelMs: model.ms, firstMs, totalMs, stagesMs, reciprocalRanks, rssBytes };
});
