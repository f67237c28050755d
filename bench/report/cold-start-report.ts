import type { ContainerFigures } from "../cold/measure-container.ts";
import type { CorpusFigures } from "../cold/side-by-side.ts";
import { formatMegabytes, formatSpread } from "./format-figures.ts";
import { markdownTable, type TableRow } from "./markdown-table.ts";
import { percentile } from "./statistics.ts";

export interface ColdStartFigures {
  readonly run: string;
  readonly rounds: number;
  readonly queryCount: number;
  readonly figures: readonly CorpusFigures[];
  /** Whether the functions reach S3 through the S3 model. */
  readonly isModelled: boolean;
}

type Figure = readonly [label: string, of: (container: ContainerFigures) => number];

const stage =
  (name: string) =>
  ({ coldStart }: ContainerFigures) =>
    coldStart.timings[name] ?? 0;

const FIGURES: readonly Figure[] = [
  ["first answer, ms", ({ firstAnswerMs }) => firstAnswerMs],
  ["- runtime", stage("runtime")],
  ["- import", stage("import")],
  ["- model (beside the index)", stage("model")],
  ["- download", stage("download")],
  ["- open", stage("open")],
  ["- first query", stage("firstQuery")],
  ["warm query p50, ms", ({ warmMs }) => percentile(warmMs, 0.5)],
  ["warm query p99, ms", ({ warmMs }) => percentile(warmMs, 0.99)],
  ["warm invocation p50, ms", ({ warmInvocationMs }) => percentile(warmInvocationMs, 0.5)],
  ["fetched, MB", ({ coldStart }) => coldStart.bytesFetched / 1e6],
  ["S3 requests", ({ coldStart }) => coldStart.s3Requests],
  ["memory after the first answer (RSS), MB", ({ coldStart }) => coldStart.rssBytes / 1e6],
];

/** The report of `npm run bench:cold` as a Markdown page. */
export function coldStartReport({ run, rounds, queryCount, figures, isModelled }: ColdStartFigures): string {
  return [
    "# Cold starts of the search function",
    run,
    "The package of `npm run bundle` in Lambda's Runtime Interface Emulator, which starts a container with the first invocation; the index " +
      `on a versitygw S3 server on the same machine${isModelled ? ", 30 ms and 75 MB/s away (bench/s3-model)" : ""}. ` +
      `${rounds} fresh containers each, by turns with the others; mean ± standard deviation. ${queryCount} queries in each container, ` +
      "the first to a cold one; 20 more are not counted while V8 warms up. " +
      "The parts are those of the function's own log line: *runtime* is Node up to its first script, *import* the code, during which the first requests to S3 are answered, *model* overlaps with *download* " +
      "and *open*, and *first query* is the first request inside the function, with the wait for what initialisation has not finished. " +
      "The emulator does not limit the processor to a function's share of memory, as Lambda does after initialisation.",
    "The synthetic indexes have random words instead of texts and random embeddings instead of the model's. They have the same size, but their hits mean nothing. They get the same queries as the news.",
    "## Dateline",
    table(figures, "dateline"),
    "## Dateline, waiting for the whole index",
    "The same function with `DATELINE_RANGED_READS=never`, in the same rounds.",
    table(figures, "whole"),
    ...(figures.some(({ orama }) => orama.length > 0) ? rivalPart(figures) : []),
    "## Requests",
    "Recorded by a proxy in front of the S3 server, in one more container. Large objects are read in ranges.",
    requestLists(figures),
  ].join("\n\n");
}

function rivalPart(figures: readonly CorpusFigures[]): readonly string[] {
  return [
    "## Rival: Orama 3.1.18, restored from S3",
    "The same passages and embeddings, without those of sentences, in Orama's own serialised form, downloaded by the same code and restored in a " +
      "function with the same model. Its JSON is one string, and V8's longest has 2²⁹ characters: larger indexes cannot be saved.",
    table(
      figures.filter(({ orama }) => orama.length > 0),
      "orama",
    ),
  ];
}

function table(figures: readonly CorpusFigures[], side: "dateline" | "whole" | "orama"): string {
  const header = [
    "",
    ...figures.map(({ name, passages }) => `${name}, ${passages.toLocaleString("en-US")} passages`),
  ];
  const rows = FIGURES.map(
    ([label, of]): TableRow => [label, ...figures.map((corpus) => formatSpread(corpus[side].map(of)))],
  );
  return markdownTable(header, rows);
}

/** Lists, because a table cell would contain seven requests. */
function requestLists(figures: readonly CorpusFigures[]): string {
  const parts = figures.map(({ name, passages, files, coldRequests, warmRequests }) => {
    const sizes = Object.entries(files).map(([file, bytes]) => `${file} ${formatMegabytes(bytes)} MB`);
    return [
      `**${name}, ${passages.toLocaleString("en-US")} passages:** ${sizes.join(", ")}.`,
      `The warm queries sent ${warmRequests} requests. Until the first answer:`,
      "",
      ...Object.entries(coldRequests).map(([request, count]) => `- ${count} × \`${request}\``),
    ].join("\n");
  });
  return parts.join("\n\n");
}
