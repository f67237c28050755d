import { type ClusterFigures, measureClusters } from "@dateline-search/core/evaluation/measure-clusters";
import { type JudgedReport, NEXT_DAY } from "./events/judged-events.ts";

type Rows = readonly (readonly [value: string, figures: ClusterFigures])[];

export interface EventFigures {
  readonly events: number;
  readonly all: ClusterFigures;
  /** Without follow-ups on the next day, because people disagree on whether they belong to the event. */
  readonly withoutFollowUps: ClusterFigures;
  readonly byKind: Rows;
  readonly byForm: Rows;
  /** Number of articles in wrong pairs, by form. */
  readonly wrong: readonly (readonly [form: string, articles: number])[];
}

/** @param storyOf the story of each article, by article id */
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
