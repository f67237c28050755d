import type { BuildFigures } from "../dateline/build-task.ts";
import type { OramaBuildFigures } from "../orama/build-task.ts";
import type { Measured } from "../process/run-measured.ts";
import type { KnownItemQuery } from "../workload/choose-queries.ts";
import type { QueryFigures } from "../workload/query-figures.ts";
import { formatMegabytes, formatNumber, formatRatio, formatSpread } from "./format-figures.ts";
import { markdownTable, type TableRow } from "./markdown-table.ts";
import { percentile, spreadOf } from "./statistics.ts";

export interface ScaleFigures {
  readonly corpus: string;
  readonly run: string;
  readonly queries: readonly KnownItemQuery[];
  readonly build: Measured<BuildFigures>;
  readonly oramaBuilds: readonly Measured<OramaBuildFigures>[];
  /** One per round. */
  readonly dateline: readonly Measured<QueryFigures>[];
  readonly orama: readonly Measured<QueryFigures>[];
}

/** The report of `npm run bench` as a Markdown page. */
export function scaleReport(figures: ScaleFigures): string {
  const { articles, passages, sentences } = figures.build.result;
  const { queries, dateline } = figures;
  return [
    "# Building and searching on one machine",
    figures.run,
    `Corpus: ${figures.corpus}: ${articles} articles, ${passages} passages, ${sentences} parts of sentences (windows of the long ones).`,
    "## Build",
    "In its own process, with the code of `dateline build`. Each passage and each part of its sentences is embedded.",
    buildTable(figures.build),
    "## Search, compared with Orama",
    `${queries.length} queries, the same for both and in the same order: half are headlines, half are half of the words of a sentence. ` +
      `${dateline.length} rounds by turns, each side in a fresh process each time; mean ± standard deviation over the rounds. ` +
      "Orama 3.1.18 has the same passages with the same embeddings, and searches in hybrid mode with stemming, without function words " +
      "and without its similarity threshold, which hardly any passage reaches with this model. It is asked to return the vectors: " +
      "when it is not, a search overwrites them with null. It has no embeddings of sentences. " +
      "MRR@10: one over the rank of the article that a query was taken from.",
    comparisonTable(figures),
    "## Stages of a warm query of Dateline, in milliseconds",
    stageTable(dateline.map(({ result }) => result)),
  ].join("\n\n");
}

function buildTable({ result, peakRssBytes }: Measured<BuildFigures>): string {
  const perSecond = (count: number, ms: number) => formatNumber(count / (ms / 1_000));
  const { passages, sentences, embedMs, totalMs, files } = result;
  const rows: TableRow[] = [
    ["passages per second, of the whole build", perSecond(passages, totalMs)],
    ["parts of sentences per second, whole build", perSecond(sentences, totalMs)],
    ["texts per second while embedding", perSecond(passages + sentences, embedMs)],
    ["total, s", formatNumber(totalMs / 1_000)],
    ["- loading the model, s", formatNumber(result.modelMs / 1_000)],
    ["- reading and splitting, s", formatNumber(result.readMs / 1_000)],
    ["- embedding, s", formatNumber(embedMs / 1_000)],
    ["- finishing the files, s", formatNumber(result.writeMs / 1_000)],
    ["peak memory (RSS), MB", formatMegabytes(peakRssBytes)],
    ...Object.entries(files).map(([name, bytes]): TableRow => [`${name}, MB`, formatMegabytes(bytes)]),
  ];
  return markdownTable(["", "Dateline"], rows);
}

/** Each figure of both sides, and the rival's multiple of ours. */
function comparisonTable({ build, oramaBuilds, dateline, orama, queries }: ScaleFigures): string {
  const sizeBytes = Object.values(build.result.files).reduce((sum, bytes) => sum + bytes, 0);
  const row = (label: string, ours: readonly number[], theirs: readonly number[]): TableRow => [
    label,
    formatSpread(ours),
    formatSpread(theirs),
    formatRatio(ours, theirs),
  ];
  const both = (label: string, figure: (measured: Measured<QueryFigures>) => number): TableRow =>
    row(label, dateline.map(figure), orama.map(figure));
  const indexing = oramaBuilds.map(({ result }) => formatNumber((result.buildMs + result.saveMs) / 1_000));
  return markdownTable(
    ["", "Dateline", "Orama", "Orama / Dateline"],
    [
      ["indexing from the embeddings, s", "see above", indexing.join(", "), ""],
      row(
        "size, MB",
        [sizeBytes / 1e6],
        oramaBuilds.map(({ result }) => result.sizeBytes / 1e6),
      ),
      both("open, ms", ({ result }) => result.openMs),
      both("first query, ms", ({ result }) => result.firstMs),
      both("warm query p50, ms", ({ result }) => percentile(result.totalMs, 0.5)),
      both("warm query p99, ms", ({ result }) => percentile(result.totalMs, 0.99)),
      both("- without embedding p50, ms", ({ result }) => percentile(withoutEmbedding(result), 0.5)),
      both("- without embedding p99, ms", ({ result }) => percentile(withoutEmbedding(result), 0.99)),
      both("memory after the queries (RSS), MB", ({ result }) => result.rssBytes / 1e6),
      both("peak memory (RSS), MB", ({ peakRssBytes }) => peakRssBytes / 1e6),
      both("MRR@10, headlines", ({ result }) => meanRank(result, queries, "headline")),
      both("MRR@10, half sentences", ({ result }) => meanRank(result, queries, "sentence")),
    ],
  );
}

function withoutEmbedding({ totalMs, stagesMs }: QueryFigures): readonly number[] {
  return totalMs.map((total, index) => total - (stagesMs["embed"]?.[index] ?? 0));
}

function meanRank(
  { reciprocalRanks }: QueryFigures,
  queries: readonly KnownItemQuery[],
  kind: KnownItemQuery["kind"],
): number {
  return spreadOf(reciprocalRanks.filter((_, index) => queries[index]?.kind === kind)).mean;
}

function stageTable(rounds: readonly QueryFigures[]): string {
  const stages = Object.keys(rounds[0]?.stagesMs ?? {});
  const rows = stages.map((stage): TableRow => {
    const of = (share: number) =>
      formatSpread(rounds.map(({ stagesMs }) => percentile(stagesMs[stage] ?? [], share)));
    return [stage, of(0.5), of(0.99)];
  });
  return markdownTable(["stage", "p50", "p99"], rows);
}
