import { formatNumber } from "./format-figures.ts";
import { markdownTable } from "./markdown-table.ts";

export interface StoryCostFigures {
  readonly passages: number;
  readonly articles: number;
  /** Milliseconds of processor time per article of a build. */
  readonly buildMsPerArticle: number;
  /** The same per article added to that index. */
  readonly addMsPerArticle: number;
}

export interface StoryCostReportInput {
  /** Markdown list with the command and the machine. */
  readonly run: string;
  /** From the smallest index to the largest. */
  readonly figures: readonly StoryCostFigures[];
  readonly embedMsPerArticle: number;
}

/** The report of `npm run bench:stories`, as Markdown. */
export function storyCostReport({ run, figures, embedMsPerArticle }: StoryCostReportInput): string {
  const [smallest] = figures as [StoryCostFigures];
  const rows = figures.map(({ passages, articles, buildMsPerArticle, addMsPerArticle }) => [
    passages.toLocaleString("en-US"),
    articles.toLocaleString("en-US"),
    formatNumber(buildMsPerArticle),
    formatNumber(addMsPerArticle),
    `${formatNumber(addMsPerArticle / smallest.addMsPerArticle)} ×`,
    `${formatNumber(Math.log(passages) / Math.log(smallest.passages))} ×`,
    `${formatNumber((100 * buildMsPerArticle) / embedMsPerArticle)} %`,
  ]);
  return `# What stories cost

${run}

Made-up articles of some passages each, 250 on each day, with names; every fifth is a copy. "Build" is one segment from
nothing. "Added" is 300 articles of the last day that are put beside that segment, as an update does. The growth of the latter
stands beside that of log n. All times are those of processors, so that other work on the machine does not count. Embedding an article
of this kind with the default model takes ${formatNumber(embedMsPerArticle)} ms.

${markdownTable(
  [
    "passages",
    "articles",
    "ms for each article of a build",
    "ms for each added article",
    "growth",
    "log n",
    "of the time to embed",
  ],
  rows,
)}`;
}
