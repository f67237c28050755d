import type { Evaluation, Figures } from "@dateline-search/core/evaluation/evaluate";
import type { JudgedSet } from "@dateline-search/core/evaluation/judged-query";
import type { StoryQuality } from "@dateline-search/core/evaluation/judged-stories";
import type { Abstention } from "@dateline-search/core/evaluation/measure-abstention";
import type { GraphRecall } from "@dateline-search/core/evaluation/measure-recall";

/** All measurements on one judged set. */
export interface SetReport {
  readonly set: JudgedSet;
  readonly articles: number;
  readonly passages: number;
  /** By ranking name, the product's own last. */
  readonly evaluations: ReadonlyMap<string, Evaluation>;
  readonly graphRecall: readonly GraphRecall[];
  /** By ranking name; empty for a set without unanswerable queries, or an uncalibrated model. */
  readonly abstentions: ReadonlyMap<string, Abstention>;
  /** `null` for a set without judged stories. */
  readonly stories: StoryQuality | null;
}

const COLUMNS: readonly { readonly title: string; readonly figure: keyof Figures }[] = [
  { title: "nDCG@10", figure: "ndcg10" },
  { title: "MRR@10", figure: "mrr10" },
  { title: "recall@10", figure: "recall10" },
  { title: "recall@100", figure: "recall100" },
  { title: "hit@1", figure: "hit1" },
  { title: "hit@3", figure: "hit3" },
  { title: "hit@10", figure: "hit10" },
];
/** Limit for people; the JSON lists all. */
const MAX_WRONG = 40;
const NAME_WIDTH = 16;
const CELL_WIDTH = 22;

/** Renders the figures of one set as a table. */
export function renderEvaluation(report: SetReport): string {
  const { set, articles, passages, evaluations } = report;
  const header =
    "ranking".padEnd(NAME_WIDTH) + COLUMNS.map(({ title }) => title.padStart(CELL_WIDTH)).join("");
  const rows = [...evaluations].map(
    ([name, evaluation]) =>
      name.padEnd(NAME_WIDTH) +
      COLUMNS.map(({ figure }) => renderFigure(evaluation, figure).padStart(CELL_WIDTH)).join(""),
  );
  return [
    `${set.name}: ${set.queries.length} queries judged by ${set.unit}, ${articles} articles, ${passages} passages`,
    header,
    ...rows,
    "",
    ...renderAbstentions(report),
    ...renderStories(report),
    ...renderGraphRecall(report.graphRecall),
    ...missLines(report),
  ].join("\n");
}

/** The same as plain data. */
export function evaluationToJson({ set, evaluations, abstentions, ...counts }: SetReport): object {
  const rankings = [...evaluations].map(([name, { figures, intervals }]) => [
    name,
    { figures, intervals, abstention: abstentionToJson(abstentions.get(name)) },
  ]);
  return {
    set: set.name,
    queries: set.queries.length,
    unanswerable: set.unanswerable?.length ?? 0,
    unit: set.unit,
    ...counts,
    rankings: Object.fromEntries(rankings),
  };
}

function abstentionToJson(abstention: Abstention | undefined): object | null {
  if (abstention === undefined) return null;
  const { kept, refused, lost, answered } = abstention;
  return { kept, refused, lost: lost.map(({ id }) => id), answered: answered.map(({ id }) => id) };
}

function renderAbstentions({ set, abstentions }: SetReport): string[] {
  if (abstentions.size === 0) return [];
  const count = set.unanswerable?.length ?? 0;
  const lines = [...abstentions].map(
    ([name, { kept, refused }]) =>
      `${name.padEnd(NAME_WIDTH)}${`kept ${percent(kept)}`.padStart(CELL_WIDTH)}${`refused ${percent(refused)}`.padStart(CELL_WIDTH)}`,
  );
  const hybrid = abstentions.get("hybrid");
  const wrong = [
    ...(hybrid?.lost ?? []).map(({ id, text }) => `  lost: ${id} ${text}`),
    ...(hybrid?.answered ?? []).map(({ id, text }) => `  answered: ${id} ${text}`),
  ];
  return [
    `Answers that the floor keeps, and ${count} unanswerable queries that it refuses:`,
    ...lines,
    ...wrong.slice(0, MAX_WRONG),
    ...(wrong.length > MAX_WRONG ? [`  … and ${wrong.length - MAX_WRONG} more`] : []),
    "",
  ];
}

function renderStories({ stories }: SetReport): string[] {
  if (stories === null) return [];
  const { items, events, missing, pairs, bCubed } = stories;
  const line = (name: string, { precision, recall, f1 }: StoryQuality["pairs"]) =>
    `${name.padEnd(NAME_WIDTH)}${`precision ${percent(precision)}`.padStart(CELL_WIDTH)}${`recall ${percent(recall)}`.padStart(CELL_WIDTH)}${`F1 ${percent(f1)}`.padStart(CELL_WIDTH)}`;
  return [
    `Stories of ${items} judged articles of ${events} events${missing === 0 ? "" : `, ${missing} articles are not in the index`}:`,
    line("pairs", pairs),
    line("B-cubed", bCubed),
    "",
  ];
}

function renderFigure({ figures, intervals }: Evaluation, figure: keyof Figures): string {
  const { low, high } = intervals[figure];
  return `${percent(figures[figure])} [${percent(low)}, ${percent(high)}]`;
}

function renderGraphRecall(graphRecall: readonly GraphRecall[]): string[] {
  return [
    "HNSW recall@10 against an exact scan, by the share of passages that a filter allows; how a search asks:",
    ...graphRecall.map(({ selectivity, hnsw, planned, plan }) => {
      const plans = [...new Set(plan)].join(", ");
      return `${`${selectivity * 100} %`.padStart(7)}  ${percent(hnsw)}   ${plans}: ${percent(planned)}`;
    }),
  ];
}

/** Lists queries whose first hit in the product's ranking does not answer. */
function missLines({ set, evaluations }: SetReport): string[] {
  const firstRelevant = evaluations.get("hybrid")?.firstRelevant;
  if (set.queries.length > 100 || firstRelevant === undefined) return [];
  const misses = set.queries.filter(({ id }) => firstRelevant.get(id) !== 1);
  const lines = misses.map(({ id, text }) => `  ${firstRelevant.get(id) ?? "not found"}: ${id} ${text}`);
  return lines.length === 0 ? [] : ["", "Not answered in first place (rank: query):", ...lines];
}

function percent(share: number): string {
  return (share * 100).toFixed(1);
}
