import {
  compareServices,
  type ServiceWorkload,
  USUAL_NEWS,
} from "@dateline-search/cli/doctor/compare-services";
import { SERVICE_PRICES } from "@dateline-search/cli/doctor/service-prices";
import { type BuiltFigures, searchKeys } from "../parts/search-part.ts";
import { builtSizes } from "./build-section.ts";
import { coldMean } from "./cold-section.ts";
import { formatNumber } from "./format-figures.ts";
import type { KeptResults } from "./kept-results.ts";
import { markdownTable, type TableRow } from "./markdown-table.ts";

/** The default memory of the function: a whole processor. */
const MEMORY_MB = 1_769;
const COLD_SHARE = 0.02;
const QUERIES_PER_MONTH = 100_000;

/** The cost of queries and articles, from the durations in this report and published prices. */
export function costSection(kept: KeptResults, sizes: readonly number[]): string {
  const size = [...sizes].reverse().find((each) => coldMean(kept, each, "dateline") !== undefined);
  const workload = size === undefined ? undefined : measuredWorkload(kept, size);
  const sources = Object.entries(SERVICE_PRICES).map(
    ([name, { usd, source, seenOn }]) => `\`${name}\` $${usd.toPrecision(3)} (${source}, ${seenOn})`,
  );
  return [
    "## Cost",
    "In US cents at list prices of us-east-1, without free tiers, data transfer, logs and alarms. `compareServices` in " +
      "`packages/cli/src/doctor` computes them, and `dateline doctor` estimates your own monthly cost.",
    ...(workload === undefined
      ? ["Not measured: it needs the cold and build parts."]
      : [costTable(workload)]),
    `Prices: ${sources.join("; ")}. Those of Lambda and S3 are in \`packages/cli/src/doctor/aws-prices.ts\`.`,
  ].join("\n\n");
}

function measuredWorkload(kept: KeptResults, passages: number): ServiceWorkload | undefined {
  const cold = coldMean(kept, passages, "dateline");
  const build = builtSizes(kept).at(-1);
  const { value: built } = kept.get<BuiltFigures>(searchKeys.built(passages, "dateline")) ?? {};
  if (cold === undefined || build === undefined || built === undefined) return undefined;
  return {
    passages,
    passagesPerArticle: build.passages / build.articles,
    dimensions: 384,
    ...USUAL_NEWS,
    queriesPerMonth: QUERIES_PER_MONTH,
    dateline: {
      memoryMb: MEMORY_MB,
      warmMs: cold.warmP50Ms,
      coldMs: cold.firstAnswerMs,
      coldShare: COLD_SHARE,
      requestsOfColdStart: cold.firstRequests,
      articleMs: build.ms / build.articles,
      indexBytes: built.bytes,
    },
  };
}

function costTable(workload: ServiceWorkload): string {
  const rows = compareServices(workload).map(
    (cost): TableRow => [
      cost.service,
      formatNumber(cost.centsPer1000QueriesInAll),
      formatNumber(cost.centsPer1000Queries),
      formatNumber(cost.centsPer1000Articles),
      `$${formatNumber(cost.usdStanding)}`,
      cost.note,
    ],
  );
  const { dateline, passages, passagesPerArticle, queriesPerMonth } = workload;
  return [
    `${passages.toLocaleString("en-US")} passages, ${queriesPerMonth.toLocaleString("en-US")} queries a month, ${formatNumber(passagesPerArticle)} passages an article. ` +
      `Measured here: a warm query ${formatNumber(dateline.warmMs)} ms, a cold one ${formatNumber(dateline.coldMs)} ms, an article ${formatNumber(dateline.articleMs)} ms ` +
      `(of a whole build, on this machine's processors), in ${dateline.memoryMb} MB. These are wall-clock times: if the machine was busy (see above), ` +
      "Dateline costs less than this.",
    markdownTable(
      ["", "1,000 queries, all in", "1,000 queries, by use", "1,000 articles", "standing, a month", "note"],
      rows,
    ),
  ].join("\n\n");
}
