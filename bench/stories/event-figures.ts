import { type ClusterFigures, measureClusters } from "@dateline-search/core/evaluation/measure-clusters";
import { type JudgedReport, NEXT_DAY } from "./events/judged-events.ts";

type Rows = readonly (readonly [value: string, figures: ClusterFigures])[];

export interface EventFigures {
  readonly events: number;
  readonly all: ClusterFigures;
  /** Follow-ups of the next day left out: whether they are told with their event, people judge differently. */
  readonly withoutFollowUps: ClusterFigures;
  readonly byKind: Rows;
  readonly byForm: Rows;
  /** Of wrong pairs, how many articles came about in each way. */
  readonly wrong: readonly (readonly [form: string, articles: number])[];
}

/** @param storyOf the story that each article was put into, by its id */
export function eventFigures(
  reports: readonly JudgedReport[],
  storyOf: ReadonlyMap<string, string>,
): EventFigures {
  const items = reports.map((report) => {
    return { ...report, found: storyOf.get(report.article.id) ?? report.article.id, right: report.event };
  });
  const by = (key: "kind" | "form"): Rows =>
    [...new Set(items.map((item) => item[key]))].map((value) => [
      value,
      measureClusters(items, (item) => item[key] === value),
    ]);
  const wrong = new Map<string, number>();
  for (const { found, right, form } of items) {
    const isWrong = items.some((other) => other.found === found && other.right !== right);
    if (isWrong) wrong.set(form, (wrong.get(form) ?? 0) + 1);
  }
  return {
    events: new Set(items.map(({ right }) => right)).size,
    all: measureClusters(items),
    withoutFollowUps: measureClusters(items.filter(({ form }) => form !== NEXT_DAY)),
    byKind: by("kind"),
    byForm: by("form"),
    wrong: [...wrong],
  };
}
