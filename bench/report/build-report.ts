import type { BuildFigures } from "../build/measure-build.ts";
import { formatMegabytes, formatNumber } from "./format-figures.ts";
import { markdownTable, type TableRow } from "./markdown-table.ts";

export interface BuildReportInput {
  /** Markdown list with the command and the machine. */
  readonly run: string;
  readonly corpus: string;
  /** How long the killed build ran. */
  readonly killedAfterMs: number;
  readonly resumed: BuildFigures;
  readonly again: BuildFigures;
  readonly added: BuildFigures;
}

/** The report of `npm run bench:build`, as Markdown. */
export function buildReport({ run, corpus, killedAfterMs, resumed, again, added }: BuildReportInput): string {
  const { articles, passages, sizeBytes } = again;
  const total = again.texts?.all ?? 0;
  const kept = total - (resumed.texts?.embedded ?? total);
  const rows = [
    buildRow("after the kill, to the end", resumed),
    buildRow("the same again", again),
    buildRow("one article added", added),
  ];
  return `# Building only what is new

${run}

\`dateline build\` in its own process, of \`${corpus}\`: ${formatCount(articles)} articles, ${formatCount(passages)} passages, an index of
${formatMegabytes(sizeBytes)} MB. Every processor embeds in its own process. Texts are passages and the parts of their sentences;
"embedded" is the number of texts that the cache lacked, as reported by the command. Each build writes to an empty folder. Memory is the largest
resident set of the command plus those of the embedding processes.

The first build, with an empty cache, was killed (SIGKILL) after ${formatNumber(killedAfterMs / 1_000)} s. It left ${formatCount(kept)} of ${formatCount(total)} texts in the cache, which
the next build did not embed again: building from nothing took ${formatNumber((killedAfterMs + resumed.ms) / 1_000)} s in both together.

${markdownTable(["build", "s", "texts embedded", "of", "passages", "peak memory, MB", "generation"], rows)}

The article that was added has ${added.passages - passages} passages; with their sentences these are the ${formatCount(added.texts?.embedded ?? 0)} texts. A generation is named by the
sha256 of its manifest, which names the sha256 of every file, so equal names are equal bytes: the build after the kill and the
one that embedded nothing are ${resumed.generation === again.generation ? "**byte-identical**" : "**not identical**"}.`;
}

function buildRow(name: string, { ms, texts, passages, peakRssBytes, generation }: BuildFigures): TableRow {
  return [
    name,
    formatNumber(ms / 1_000),
    texts === null ? "all" : formatCount(texts.embedded),
    texts === null ? "" : formatCount(texts.all),
    formatCount(passages),
    peakRssBytes === 0 ? "unknown" : formatMegabytes(peakRssBytes),
    `\`${generation.slice(0, 12)}\``,
  ];
}

function formatCount(count: number): string {
  return count.toLocaleString("en-US");
}
