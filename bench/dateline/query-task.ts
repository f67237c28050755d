import { openTransformersEmbedder } from "@dateline-search/core/adapters/model/transformers-embedder";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { openGeneration } from "@dateline-search/core/generation/open-generation";
import { DEFAULT_MODEL_NAME } from "@dateline-search/core/model/model-registry";
import { parseQuery } from "@dateline-search/core/search/parse-query";
import { searchPassages } from "@dateline-search/core/search/search-passages";
import { SEARCH_STAGES, Stopwatch } from "@dateline-search/core/search/stopwatch";
import { serveTask } from "../process/run-measured.ts";
import { timed } from "../process/timed.ts";
import type { QueryFigures, QueryInput } from "../workload/query-figures.ts";
import { reciprocalRank } from "../workload/reciprocal-rank.ts";

serveTask(async ({ index, modelsFolder, queries, warmUp }: QueryInput): Promise<QueryFigures> => {
  const model = await timed(() => openTransformersEmbedder({ modelsFolder, modelName: DEFAULT_MODEL_NAME }));
  const embedder = model.result;
  // Like the function, check sizes only: the content was verified at download or build.
  const open = await timed(() => openGeneration(index, { format: localSegmentFormat, verify: "size" }));
  const generation = open.result;
  const search = (text: string, stopwatch = new Stopwatch()) =>
    searchPassages({ generation, embedder, stopwatch }, parseQuery({ text }));
  const [first, ...others] = warmUp;
  const firstMs = (await timed(() => search(first ?? "news"))).ms;
  for (const text of others) await search(text);

  const totalMs: number[] = [];
  const stagesMs = Object.fromEntries(SEARCH_STAGES.map((stage) => [stage, [] as number[]]));
  const reciprocalRanks: number[] = [];
  for (const { text, articleId } of queries) {
    const stopwatch = new Stopwatch();
    const { result, ms } = await timed(() => search(text, stopwatch));
    totalMs.push(ms);
    for (const stage of SEARCH_STAGES) stagesMs[stage]?.push(stopwatch.timings[stage] ?? 0);
    reciprocalRanks.push(
      reciprocalRank(
        result.hits.map(({ article }) => article.id),
        articleId,
      ),
    );
  }
  const rssBytes = process.memoryUsage.rss();
  return { openMs: open.ms, modelMs: model.ms, firstMs, totalMs, stagesMs, reciprocalRanks, rssBytes };
});
