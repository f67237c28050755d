import { measureClusters } from "@dateline-search/core/evaluation/measure-clusters";
import { expect, test } from "vitest";
import { EVENT_KINDS, judgedEvents } from "../../../bench/stories/events/judged-events.ts";
import { seededRandom } from "../../fixtures/seeded-random.ts";

test("pairs and B-cubed match a manual count", () => {
  // Found: {a b c} {d}; right: {a b} {c d}.
  const items = [
    { id: "a", found: "1", right: "x" },
    { id: "b", found: "1", right: "x" },
    { id: "c", found: "1", right: "y" },
    { id: "d", found: "2", right: "y" },
  ];
  const { pairs, bCubed } = measureClusters(items);
  expect(pairs).toEqual({ precision: 1 / 3, recall: 1 / 2, f1: 0.4 });
  expect(bCubed.precision).toBeCloseTo((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4);
  expect(bCubed.recall).toBeCloseTo((1 + 1 + 1 / 2 + 1 / 2) / 4);
  expect(measureClusters(items, ({ id }) => id === "d")).toMatchObject({
    items: 1,
    pairs: { precision: 1, recall: 0 },
    bCubed: { precision: 1, recall: 0.5 },
  });
});

test("the judged set is large, dated, mixed and the same each time", () => {
  const set = judgedEvents(seededRandom(1));
  expect(judgedEvents(seededRandom(1))).toEqual(set);
  expect(new Set(set.map(({ article }) => article.id)).size).toBe(set.length);
  const told = set.filter(({ form }) => form === "report");
  expect(told.length).toBeGreaterThan(400);
  expect(new Set(told.map(({ event }) => event)).size).toBeGreaterThanOrEqual(120);
  expect(
    set.filter(({ article }) => article.publishedAt === null).every(({ form }) => form === "undated copy"),
  ).toBe(true);
  expect(set.filter(({ article }) => /[{}]|undefined/.test(article.title + article.text))).toEqual([]);
});

test("the reports of every kind of event contain all of its facts, and have the stated number", () => {
  for (const { name, facts, events, headlines, leads, details } of EVENT_KINDS) {
    for (const event of events)
      expect([name, event.split("|").length]).toEqual([name, facts.split("|").length]);
    const told = [...headlines, ...leads, ...details.flat()].join(" ");
    expect(
      facts.split("|").filter((fact) => !told.includes(`{${fact}}`) && fact !== "date" && fact !== "place"),
    ).toEqual([]);
  }
});
