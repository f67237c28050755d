import type { Manifest } from "@dateline-search/core/generation/manifest";
import type { AskFigures } from "../opensearch/ask-task.ts";
import type { ClusteredBuildFigures } from "../opensearch/build-task.ts";
import type { LoadFigures } from "../opensearch/measure-load.ts";
import type { Measured } from "../process/run-measured.ts";
import { formatMegabytes, formatNumber } from "./format-figures.ts";
import { markdownTable, type TableRow } from "./markdown-table.ts";
import { percentile, spreadOf } from "./statistics.ts";

export interface OpenSearchFigures {
  /** Markdown lists of the machine and its load, at the start and at the end. */
  readonly run: string;
  readonly endOfRun: string;
  readonly manifest: Manifest;
  readonly build: Measured<ClusteredBuildFigures>;
  readonly load: Pick<LoadFigures, "loadMs" | "storeBytes">;
  readonly nodes: { readonly rssBytes: readonly number[]; readonly heapPercent: readonly number[] };
  readonly embedded: Measured<AskFigures>;
  readonly asked: Measured<AskFigures>;
  /** The results of a comparison with every passage. */
  readonly expected: readonly (readonly string[])[];
  readonly heapMegabytes: number;
}

/** The report of `npm run bench:opensearch`, as Markdown. */
export function openSearchReport(figures: OpenSearchFigures): string {
  const { run, manifest, build, embedded, heapMegabytes, endOfRun } = figures;
  const questions = embedded.result.nearest.length;
  const { realPassages, articles } = build.result;
  const load = /load average at the start [\d.,]+/.exec(endOfRun)?.[0].replace("at the start", "at the end");
  return [
    "# A cluster compared with the embedded engine",
    `${run}\n- ${load ?? "load average at the end unknown"}`,
    `${manifest.passages.toLocaleString("en-US")} passages in ${articles.toLocaleString("en-US")} articles: ` +
      `${realPassages.toLocaleString("en-US")} of real articles with the embeddings of the model, the others made up of their words, ` +
      "with embeddings scattered around the real ones. " +
      `${questions} questions are taken from the real articles: half are headlines, half are half of the words of a sentence.`,
    "Both engines are queried through the handler of the deployed package, each in its own process, on the same machine: " +
      `first the embedded engine, then OpenSearch 3.6.0 with two nodes (${heapMegabytes} MB of heap each, one shard, one replica). ` +
      "The nodes share the processors with the function that queries them, unlike a separate cluster. " +
      "With several callers, one process answers all of them. In Lambda, each caller has its own container.",
    "## Build and load",
    buildTable(figures),
    "## Answers",
    answersTable(figures),
    "Recall: the share of the ten passages that are nearest by a comparison with every passage, among the first ten by meaning alone.",
  ].join("\n\n");
}

function buildTable({ manifest, build, load }: OpenSearchFigures): string {
  const files = manifest.segments.flatMap(({ files: own }) => Object.values(own));
  const segmentBytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const seconds = (ms: number) => formatNumber(ms / 1_000);
  return markdownTable(
    ["", "embedded", "cluster"],
    [
      ["writing the index from embeddings, s", seconds(build.result.writeMs), seconds(load.loadMs)],
      [
        "size, MB (of the cluster: with its replica)",
        formatMegabytes(segmentBytes),
        formatMegabytes(load.storeBytes),
      ],
    ],
  );
}

function answersTable({ embedded, asked, expected, nodes }: OpenSearchFigures): string {
  const both = (label: string, figure: (measured: Measured<AskFigures>) => string): TableRow => [
    label,
    figure(embedded),
    figure(asked),
  ];
  const loads = embedded.result.loads.flatMap(({ clients }, index): TableRow[] => {
    const of = (measured: Measured<AskFigures>) => measured.result.loads[index]?.ms ?? [];
    const perSecond = ({ result }: Measured<AskFigures>) => {
      const { ms = [], totalMs = 1 } = result.loads[index] ?? {};
      return formatNumber(ms.length / (totalMs / 1_000));
    };
    const callers = clients === 1 ? "1 caller" : `${clients} callers`;
    return [
      both(`${callers}: p50, ms`, (measured) => formatNumber(percentile(of(measured), 0.5))),
      both(`${callers}: p99, ms`, (measured) => formatNumber(percentile(of(measured), 0.99))),
      both(`${callers}: answers per second`, perSecond),
    ];
  });
  return markdownTable(
    ["", "embedded", "cluster"],
    [
      both("recall@10", ({ result }) => recall(result.nearest, expected).toFixed(3)),
      both("code to first answer, index on a local disk, ms", ({ result }) =>
        formatNumber(result.firstAnswerMs),
      ),
      ...loads,
      both("memory of the function (RSS), MB", ({ result }) => formatMegabytes(result.rssBytes)),
      ["memory of the nodes (RSS), MB", "", nodes.rssBytes.map(formatMegabytes).join(" and ")],
      ["heap of the nodes in use, %", "", nodes.heapPercent.join(" and ")],
    ],
  );
}

function recall(found: readonly (readonly string[])[], expected: readonly (readonly string[])[]): number {
  const shares = expected.map((ids, index) => {
    const common = ids.filter((id) => found[index]?.includes(id));
    return ids.length === 0 ? 1 : common.length / ids.length;
  });
  return spreadOf(shares).mean;
}
