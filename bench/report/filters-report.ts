import type { SegmentPlan } from "@dateline-search/core/types";
import { markdownTable } from "./markdown-table.ts";
import { percentile, spreadOf } from "./statistics.ts";

/** Measurements with one filter, one value per query. */
export interface FilterFigures {
  readonly filter: string;
  readonly allowed: number;
  readonly scanMs: readonly number[];
  readonly graphMs: readonly number[];
  /** Share of the ten nearest that HNSW found, independent of the plan, 0…1. */
  readonly graphRecall: readonly number[];
  readonly plan: SegmentPlan;
  /** The same for the results of the plan. */
  readonly plannedRecall: readonly number[];
}

export interface FiltersReportInput {
  /** Markdown list with the command and the machine. */
  readonly run: string;
  readonly embeddings: number;
  readonly dimensions: number;
  readonly queries: number;
  readonly collections: ReadonlyMap<string, number>;
  readonly figures: readonly FilterFigures[];
}

/** The report of `npm run bench:filters`, as Markdown. */
export function filtersReport(input: FiltersReportInput): string {
  const { run, embeddings, dimensions, queries, collections, figures } = input;
  const counts = [...collections].map(([name, count]) => `${count.toLocaleString("en-US")} of \`${name}\``);
  return `# Filters: what HNSW misses, and when a scan is faster

${run}

One segment of ${embeddings.toLocaleString("en-US")} rows of ${dimensions} dimensions, all of them real: what a build embeds of collections of articles,
passages with their headlines and the parts of their sentences, one row each (${counts.join(", ")}).
Asked are ${queries} queries that people wrote for those collections. Filters are random sets of rows, and each collection by
itself: what most of the queries are about then lies outside of the filter.

Scan and HNSW are each asked for the 200 candidates of a search. Recall is the share of the ten nearest that is among the
first ten, means over the queries; times are medians, of both in the same process. HNSW alone is measured at every filter,
also where a search scans.

${markdownTable(
  [
    "filter",
    "rows allowed",
    "scan ms",
    "HNSW ms",
    "HNSW recall@10",
    "its worst query",
    "a search asks",
    "recall@10 of the search",
  ],
  figures.map(filterRow),
)}`;
}

function filterRow(figures: FilterFigures): (string | number)[] {
  const { filter, allowed, scanMs, graphMs, graphRecall, plan, plannedRecall } = figures;
  return [
    filter,
    allowed.toLocaleString("en-US"),
    percentile(scanMs, 0.5).toFixed(2),
    percentile(graphMs, 0.5).toFixed(2),
    spreadOf(graphRecall).mean.toFixed(4),
    Math.min(...graphRecall).toFixed(1),
    plan,
    spreadOf(plannedRecall).mean.toFixed(4),
  ];
}
