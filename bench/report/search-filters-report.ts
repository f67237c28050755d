import { markdownTable } from "./markdown-table.ts";
import { percentile } from "./statistics.ts";

/** What searches with one filter took. */
export interface SearchFilterFigures {
  readonly filter: string;
  /** How the segments were asked. */
  readonly plan: string;
  /** The first of all, which loads what it needs. */
  readonly firstMs: number;
  /** One value for each query after it. */
  readonly ms: readonly number[];
}

export interface SearchFiltersReportInput {
  /** Markdown list that says what was run where. */
  readonly run: string;
  readonly passages: number;
  /** That without a filter first. */
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
