import type { Evaluation } from "@dateline-search/core/evaluation/evaluate";
import type { Precision } from "@dateline-search/core/model/model-spec";
import { formatMegabytes, formatNumber } from "./format-figures.ts";
import { markdownTable } from "./markdown-table.ts";
import { percentile } from "./statistics.ts";

/** Measurements with one number format of the weights. */
export interface PrecisionFigures {
  readonly precision: Precision;
  readonly weightsBytes: number;
  /** One per query, with a warm model. */
  readonly queryMs: readonly number[];
  /** By name of the judged set. */
  readonly bySet: ReadonlyMap<string, { readonly dense: Evaluation; readonly hybrid: Evaluation }>;
}

/** The report of `npm run bench:precision`, as Markdown: one row per judged set and format. */
export function precisionReport(run: string, figures: readonly PrecisionFigures[]): string {
  const names = [...(figures[0]?.bySet.keys() ?? [])];
  const quality = names.flatMap((name) =>
    figures.flatMap(({ precision, bySet }) => {
      const set = bySet.get(name);
      if (set === undefined) return [];
      const { dense, hybrid } = set;
      const cells = [dense, hybrid].flatMap(({ figures: { ndcg10, hit1 } }) => [ndcg10, hit1].map(percent));
      return [[`${name}, ${precision}`, ...cells]];
    }),
  );
  const cost = figures.map(({ precision, weightsBytes, queryMs }) => [
    precision,
    formatMegabytes(weightsBytes),
    formatNumber(percentile(queryMs, 0.5)),
  ]);
  return [
    run,
    markdownTable(["set", "dense nDCG@10", "hit@1", "hybrid nDCG@10", "hit@1"], quality),
    markdownTable(["weights", "MB", "query p50, ms"], cost),
  ].join("\n\n");
}

function percent(share: number): string {
  return (100 * share).toFixed(1);
}
