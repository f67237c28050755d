import { openTransformersEmbedder } from "@dateline-search/core/adapters/model/transformers-embedder";
import { DEFAULT_MODEL_NAME } from "@dateline-search/core/model/model-registry";
import type { Embedder } from "@dateline-search/core/ports/embedder";
import type { Article } from "@dateline-search/core/types";
import { afterAll, beforeAll, expect, test } from "vitest";
import { embedReports } from "../../bench/stories/embed-reports.ts";
import { eventFigures } from "../../bench/stories/event-figures.ts";
import { judgedEvents } from "../../bench/stories/events/judged-events.ts";
import { groupIntoStories } from "../../bench/stories/group-into-stories.ts";
import { writtenReports } from "../../bench/stories/written-reports.ts";
import { exampleArticle } from "../fixtures/example-article.ts";
import { seededRandom } from "../fixtures/seeded-random.ts";
import { MODELS_FOLDER } from "../setup/pull-model.ts";

let embedder: Embedder;
beforeAll(async () => {
  embedder = await openTransformersEmbedder({ modelsFolder: MODELS_FOLDER, modelName: DEFAULT_MODEL_NAME });
});
afterAll(() => embedder.close());

/** Kinds that templates make alike, and every series. `npm run eval:stories` measures all of them. */
const KINDS = /quarterly|interest|football|road|^one /;

async function group(articles: readonly Article[]): Promise<ReadonlyMap<string, string>> {
  return groupIntoStories(articles, await embedReports(embedder, articles));
}

test("reports of one event are one story, without follow-ups or the same words about another", async () => {
  const reports = judgedEvents(seededRandom(4)).filter(({ kind }) => KINDS.test(kind));
  const stories = await group(reports.map(({ article }) => article));
  const { all, byKind } = eventFigures(reports, stories);
  expect(all.pairs.precision).toBeGreaterThan(0.97);
  expect(all.bCubed.f1).toBeGreaterThan(0.93);
  for (const [kind, { pairs }] of byKind.filter(([name]) => name.startsWith("one "))) {
    expect([kind, pairs.precision]).toEqual([kind, 1]);
  }
});

test("reports without a common sentence are one story, and those of a similar event of the same days another", async () => {
  const reports = await writtenReports("held-out");
  const { all } = eventFigures(reports, await group(reports.map(({ article }) => article)));
  expect(all.pairs.precision).toBeGreaterThan(0.9);
  expect(all.bCubed.f1).toBeGreaterThan(0.9);
});

test("one event in several media is one story, and a second one of its kind and subject another", async () => {
  const reports = await writtenReports("held-out-coverage");
  const { all } = eventFigures(reports, await group(reports.map(({ article }) => article)));
  expect(all.pairs.precision).toBeGreaterThan(0.97);
  expect(all.bCubed.f1).toBeGreaterThan(0.9);
});

test("follow-ups, templates, live updates and reworded translations are separated from events", async () => {
  const reports = await writtenReports("held-out-traps");
  const { all } = eventFigures(reports, await group(reports.map(({ article }) => article)));
  expect(all.pairs.precision).toBeGreaterThan(0.8);
  expect(all.bCubed.f1).toBeGreaterThan(0.9);
});

test("a text that quotes a brief as background is not a copy of it", async () => {
  const brief =
    "Aarhus beat Kiel 31-29 in the Champions League on Saturday, with eleven goals from Mads Holm, after Kiel had led by four at half-time.";
  const stories = await group([
    exampleArticle({
      id: "match",
      title: "Aarhus beat Kiel",
      publishedAt: "2025-12-06T20:00:00Z",
      text: brief,
    }),
    exampleArticle({
      id: "copy",
      title: "Holm sinks Kiel",
      publishedAt: "2025-12-07T14:00:00Z",
      text: brief,
    }),
    exampleArticle({
      id: "coach",
      title: "Coach Thoms will leave in summer",
      publishedAt: "2025-12-07T16:00:00Z",
      text: `Jurgen Thoms told his players on Sunday morning that he wants to spend more time with his daughters. His contract ends in June.\n\n${brief}`,
    }),
  ]);
  expect(stories.get("copy")).toBe(stories.get("match"));
  expect(stories.get("coach")).not.toBe(stories.get("match"));
});

test("an update of an agency text with other figures is in the same story", async () => {
  const report = (id: string, publishedAt: string, [dead, hurt]: readonly [number, number]) =>
    exampleArticle({
      id,
      title: "Coach falls into gorge near Zdiar",
      publishedAt,
      text: `${dead} people were killed and ${hurt} injured when a coach with pensioners from Lublin left the road near Zdiar in the Tatra mountains, Slovak police said. The brakes may have failed. The prime minister sent his condolences.`,
    });
  const stories = await group([
    report("first", "2025-12-08T09:00:00Z", [6, 22]),
    report("update", "2025-12-08T15:00:00Z", [8, 19]),
  ]);
  expect(stories.get("update")).toBe(stories.get("first"));
});

test("one template for three quakes in eleven months gives three stories", async () => {
  const quake = (id: string, publishedAt: string, [title, beginning]: readonly [string, string]) =>
    exampleArticle({
      id,
      title,
      publishedAt,
      text: `${beginning}, the geological survey said. There were no immediate reports of damage or casualties. The region lies on the Pacific Ring of Fire, where earthquakes and volcanic eruptions are common. No tsunami warning was issued after the quake. This story was written by a computer program from data of the geological survey and checked by an editor before publication.`,
    });
  const stories = await group([
    quake("a", "2025-01-05", [
      "Quake hits Sulawesi",
      "An earthquake of magnitude 5.1 struck Sulawesi on Sunday",
    ]),
    quake("b", "2025-06-20", ["Quake hits Honshu", "An earthquake of magnitude 6.4 struck Honshu on Friday"]),
    quake("c", "2025-06-20", ["Quake hits Chile", "An earthquake of magnitude 7.0 struck Chile on Friday"]),
  ]);
  expect(new Set(stories.values()).size).toBe(3);
});

test("equal texts are one story, however short, with or without a date", async () => {
  const text = "Police closed the harbour bridge on Tuesday evening after a lorry overturned.";
  const dates = [null, null, "2025-12-10", "2025-12-11"];
  const articles = dates.map((publishedAt, index) =>
    exampleArticle({ id: `b${index}`, title: "Harbour bridge closed", publishedAt, text }),
  );
  expect(new Set((await group(articles)).values()).size).toBe(1);
});

test("forty copies of one short text are one story", async () => {
  const articles = Array.from({ length: 40 }, (_, index) =>
    exampleArticle({
      id: `copy-${index}`,
      title: "Bus lanes open",
      publishedAt: "2025-12-10",
      text: "Bus lanes on the ring road open on Monday, the council said. Drivers who use them pay 60 crowns.",
    }),
  );
  expect(new Set((await group(articles)).values()).size).toBe(1);
});
