import type { BuiltArticles, EmbeddedTexts } from "../parts/build-part.ts";
import { formatMegabytes, formatNumber } from "./format-figures.ts";
import type { KeptResult, KeptResults } from "./kept-results.ts";
import { markdownTable, type TableRow } from "./markdown-table.ts";

/** The build part of the report. */
export function buildSection(kept: KeptResults): string {
  const builds = builtSizes(kept);
  const last = builds.at(-1);
  return [
    "## Build",
    "`dateline build` of real news in its own process, with an empty cache: reading, splitting, embedding each passage and each part of " +
      "its sentences in a process for each processor, and writing the index. The rivals embed the same texts and do nothing else. Goal: twice as " +
      "fast as transformers.js in a loop, ahead of sentence-transformers in fp32, and memory that does not grow with the corpus. A small corpus mostly measures how long the processes " +
      "take to start, and a busy machine gives a build of several processes no more than a loop gets.",
    ...(last === undefined ? ["Not measured."] : [rivalTable(kept, last), memoryTable(builds)]),
    SENTENCE_TRANSFORMERS,
  ].join("\n\n");
}

const SENTENCE_TRANSFORMERS =
  "sentence-transformers was not measured. It needs torch. `pip download --no-deps --index-url https://download.pytorch.org/whl/cpu torch` ended with " +
  "`ERROR: Could not find a version that satisfies the requirement torch (from versions: none)`, and the package of the usual index has CUDA in it.";

/** Builds by their number of articles, ascending. */
export function builtSizes(kept: KeptResults): readonly BuiltArticles[] {
  const builds = [...kept.below<BuiltArticles>("build/")].filter(([key]) => key.endsWith("/dateline"));
  return builds.flatMap(([, { value }]) => value ?? []).sort((a, b) => a.articles - b.articles);
}

function rivalTable(kept: KeptResults, ours: BuiltArticles): string {
  const loops = [...kept.below<EmbeddedTexts>("build/")].filter(([key]) => key.endsWith("/transformers.js"));
  const row = (label: string, { ms, texts, peakRssBytes }: EmbeddedTexts): TableRow => [
    label,
    `${formatNumber(ms / texts / (ours.ms / ours.texts))} ×`,
    formatNumber(texts / (ms / 1_000)),
    formatNumber(ms / 1_000),
    formatMegabytes(peakRssBytes),
  ];
  const rivals = loops.map(([, result]: [string, KeptResult<EmbeddedTexts>]) =>
    result.value === undefined
      ? `transformers.js could not be measured: \`${result.error}\``
      : row("transformers.js in a loop, the same int8 model", result.value),
  );
  const rows = [
    row("`dateline build`, the whole of it", ours),
    ...rivals.filter((cells) => typeof cells !== "string"),
  ];
  const passages = `${ours.articles} articles, ${ours.passages.toLocaleString("en-US")} passages, ${ours.texts.toLocaleString("en-US")} texts: ${formatNumber(ours.passages / (ours.ms / 1_000))} passages per second.`;
  return [
    passages,
    markdownTable(["", "time a text, ratio", "texts/s", "s", "peak memory, MB"], rows),
    ...rivals.filter((cells) => typeof cells === "string"),
  ].join("\n\n");
}

function memoryTable(builds: readonly BuiltArticles[]): string {
  const rows = builds.map(
    ({ articles, passages, texts, ms, peakRssBytes, sizeBytes }): TableRow => [
      articles,
      passages,
      formatNumber(ms / 1_000),
      formatNumber(texts / (ms / 1_000)),
      formatMegabytes(peakRssBytes),
      formatNumber(sizeBytes / passages),
    ],
  );
  return `Memory is the largest resident set of the command plus those of the embedding processes.\n\n${markdownTable(["articles", "passages", "s", "texts/s", "peak memory, MB", "bytes a passage"], rows)}`;
}
