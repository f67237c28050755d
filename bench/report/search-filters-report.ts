import { markdownTable } from "./markdown-table.ts";
import { percentile } from "./statistics.ts";

/** Durations of searches with one filter. */
export interface SearchFilterFigures {
  readonly filter: string;
  /** How the segments were searched. */
  readonly plan: string;
  /** The first query, which loads what it needs. */
  readonly firstMs: number;
  /** One value per later query. */
  readonly ms: readonly number[];
}

export interface SearchFiltersReportInput {
  /** Markdown list with the command and the machine. */
  readonly run: string;
  readonly passages: number;
  /** Starting with the figures without a filter. */
  readonly figures: readonly SearchFilterFigures[];
}

/** The report of `npm run bench:search-filters`, as Markdown. */
export function searchFiltersReport({ run, passages, figures }: SearchFiltersReportInput): string {
  const plain = percentile(figures[0]?.ms ?? [], 0.5);
  const rows = figures.map(({ filter, plan, firstMs, ms }) => [
    filter,
    plan,
    (percentile(ms, 0.5) / plain).toFixed(2),
    percentile(ms, 0.5).toFixed(1),
    (percentile(ms, 0.9) / plain).toFixed(2),
    firstMs.toFixed(0),
  ]);
  return `# What a filter costs a search

${run}

An index of ${passages.toLocaleString("en-US")} made-up passages in one segment, ${figures[0]?.ms.length ?? 0} queries. Each query is asked with each filter in turn,
from its parameters to its hits. Queries are embedded beforehand: with the model every ratio would be nearer to 1.
Ratios are to the median without a filter, of the same run.

${markdownTable(["filter", "plan", "median, ratio", "median ms", "p90, ratio", "first ms"], rows)}`;
}
