import { describe, expect, test } from "vitest";
import { countAlerts, countStoryAlerts, precisionOf, recallOf } from "../../bench/alerting/count-alerts.ts";
import type { JudgedQuestion } from "../../bench/alerting/judged-questions.ts";
import type { JudgedReport } from "../../bench/stories/events/judged-events.ts";
import { exampleArticle } from "../fixtures/example-article.ts";

const reports = [
  report("fire-1", "fire", "2026-03-09T06:00:00Z"),
  report("fire-2", "fire", "2026-03-09T08:00:00Z"),
  report("flood-1", "flood", "2026-03-09T09:00:00Z"),
  report("fire-3", "fire", "2026-03-10T07:00:00Z"),
  report("talks-1", "talks", "2026-03-10T08:00:00Z"),
];

describe("alerts by story", () => {
  test("are sent about the first report of a story, and about another after the quiet time", () => {
    const found = [inStory("fire-1", "a"), inStory("fire-2", "a"), inStory("fire-3", "a")];
    const counts = countStoryAlerts(about("fire"), found, reports);
    expect(counts).toEqual({ answers: 1, found: 1, told: 2, right: 2, asked: 1, answered: 1 });
  });

  test("are sent about each report that is in no story", () => {
    const found = [inStory("fire-1", null), inStory("fire-2", null)];
    expect(countStoryAlerts(about("fire"), found, reports)).toMatchObject({ told: 2, right: 2, found: 1 });
  });

  test("hide a right report behind a wrong one of the same story", () => {
    const found = [inStory("fire-2", "a"), inStory("flood-1", "a")];
    const counts = countStoryAlerts(about("flood"), found, reports);
    expect(counts).toMatchObject({ told: 1, right: 0, answers: 1, found: 0 });
    expect([precisionOf(counts), recallOf(counts)]).toEqual([0, 0]);
  });

  test("leave out what is not judged", () => {
    const found = [inStory("talks-1", "b"), inStory("flood-1", "c")];
    expect(countStoryAlerts(about("flood"), found, reports)).toMatchObject({ told: 1, right: 1 });
  });

  test("count events once, however many report them", () => {
    const counts = countStoryAlerts(about("fire", "flood"), [inStory("flood-1", "c")], reports);
    expect(counts).toMatchObject({ answers: 2, found: 1 });
    expect(countAlerts(about("fire", "flood"), [inStory("flood-1", "c")], reports)).toMatchObject({
      answers: 4,
      found: 1,
    });
  });
});

function report(id: string, event: string, publishedAt: string): JudgedReport {
  return { article: exampleArticle({ id, publishedAt }), event, kind: event, form: "report" };
}

function inStory(id: string, storyId: string | null) {
  const found = reports.find(({ article }) => article.id === id);
  if (found === undefined) throw new Error(`There is no report ${id}`);
  return { report: found, storyId };
}

/** Nothing judges whether "talks" are an answer. */
function about(...events: readonly string[]): JudgedQuestion {
  return {
    text: events.join(" "),
    about: "kind",
    kind: "",
    isAnsweredBy: ({ event }) => (event === "talks" ? null : events.includes(event)),
  };
}
