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

Made-up articles of some passages each, 250 a day, with names. Every fifth is a copy. *Build* writes one segment from nothing. *Added*
adds 300 articles of the last day to it, as an update does. *Growth* divides by the smallest index, and *log n* is how the logarithm
grows. All times are processor time. The default model takes ${formatNumber(embedMsPerArticle)} ms to embed such an article. Goals: an added
article takes less than 20 ms at 100,000 passages, its cost grows no faster than log n, and a build with stories takes at most 10 % longer.

${markdownTable(
  [
    "passages",
    "articles",
    "build: ms per article",
    "added: ms per article",
    "growth",
    "log n",
    "build: share of embedding",
  ],
  rows,
)}`;
}
