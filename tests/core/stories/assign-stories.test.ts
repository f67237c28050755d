import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { openGeneration } from "@dateline-search/core/generation/open-generation";
import type { Story } from "@dateline-search/core/types";
import { expect, test } from "vitest";
import { buildTestIndex } from "../../fixtures/build-test-index.ts";
import { searchTestIndex } from "../../fixtures/search-test-index.ts";
import { updateTestIndex } from "../../fixtures/update-test-index.ts";
import { EDITED_COPY, OTHER_REPORT, OTHER_STORY, WIRE_REPORT } from "../../fixtures/wire-report.ts";

/** The story that each article belongs to. */
async function storiesIn(folder: string): Promise<ReadonlyMap<string, Story | null>> {
  const { hits } = await searchTestIndex(folder, { text: "ferry council", limit: 100, collapse: "article" });
  return new Map(hits.map(({ article, story }) => [article.id, story]));
}

/** Ids of the articles that tell the story of one of them, its own left out. */
async function othersOf(id: string, records: readonly object[]): Promise<string[] | undefined> {
  const { folder } = await buildTestIndex(records);
  return (await storiesIn(folder)).get(id)?.others.map((other) => other.id);
}

async function addTo(
  store: FileObjectStore,
  articles: readonly { id: string; text: string }[],
): Promise<void> {
  const { segments, close } = await openGeneration(store.folder, {
    format: localSegmentFormat,
    verify: "size",
  });
  try {
    await updateTestIndex(store, { articles, earlier: segments });
  } finally {
    close();
  }
}

test("an edited copy and another report of the event join the story, other stories do not", async () => {
  const { folder } = await buildTestIndex([OTHER_STORY, EDITED_COPY, OTHER_REPORT, WIRE_REPORT]);
  const stories = await storiesIn(folder);
  expect(stories.get("budget")).toBeNull();
  const { id } = stories.get("wire") as Story;
  expect(stories.get("copy")).toEqual({
    id,
    size: 3,
    firstSeenAt: "2025-12-09",
    latestAt: "2025-12-09T11:30:00Z",
    sources: ["Evening Post", "Wire", "Harbour Gazette"],
    lead: {
      id: "other",
      title: OTHER_REPORT.title,
      source: "Evening Post",
      url: null,
      publishedAt: "2025-12-09",
    },
    others: [
      {
        id: "other",
        title: OTHER_REPORT.title,
        source: "Evening Post",
        url: null,
        publishedAt: "2025-12-09",
      },
      {
        id: "wire",
        title: WIRE_REPORT.title,
        source: "Wire",
        url: WIRE_REPORT.url,
        publishedAt: WIRE_REPORT.publishedAt,
      },
    ],
  });
});

test("the same articles in any order give the same stories", async () => {
  const records = [OTHER_STORY, EDITED_COPY, OTHER_REPORT, WIRE_REPORT];
  const [one, other] = await Promise.all(
    [records, records.toReversed()].map(async (articles) =>
      storiesIn((await buildTestIndex(articles)).folder),
    ),
  );
  expect(new Map([...(other ?? [])].sort())).toEqual(new Map([...(one ?? [])].sort()));
});

test("copies are found at any time, reports in other words only near the event", async () => {
  const later = { publishedAt: "2025-12-20" };
  expect(await othersOf("copy", [WIRE_REPORT, { ...EDITED_COPY, ...later }])).toEqual(["wire"]);
  expect(await othersOf("other", [WIRE_REPORT, OTHER_REPORT])).toEqual(["wire"]);
  expect(await othersOf("other", [WIRE_REPORT, { ...OTHER_REPORT, ...later }])).toBeUndefined();
  expect(await othersOf("other", [WIRE_REPORT, { ...OTHER_REPORT, publishedAt: null }])).toBeUndefined();
  expect(await othersOf("copy", [WIRE_REPORT, { ...EDITED_COPY, publishedAt: null }])).toEqual(["wire"]);
});

test("a running subject does not become one endless story", async () => {
  // Eleven words in another order each day: the fake embedder finds them equal, and no five stand together twice.
  const words = "ferry islands storm harbour captain radar council bridge orchestra wheat lifeboat".split(
    " ",
  );
  const daily = Array.from({ length: 8 }, (_, day) => ({
    id: `day-${day}`,
    title: "Ferry",
    text: `${words.map((__, index) => words[(index * (day + 1)) % words.length]).join(" ")}.`,
    publishedAt: `2025-12-${day + 10}`,
  }));
  const { folder } = await buildTestIndex(daily);
  const sizes = [...(await storiesIn(folder)).values()].map((story) => story?.size ?? 1);
  // One a day, from the first of a story to five days later. Where it is cut depends on the weights.
  expect(Math.max(...sizes)).toBeLessThanOrEqual(6);
  expect(Math.min(...sizes)).toBeGreaterThan(1);
});

test("a common ending of all articles does not make them a story", async () => {
  const notice = "All rights reserved: this may not be published, broadcast, rewritten or redistributed.";
  const records = Array.from({ length: 12 }, (_, index) => ({
    id: `brief-${index}`,
    title: `Brief ${index}`,
    text: `${Array.from({ length: 25 }, (__, word) => `w${index}x${word}`).join(" ")}. ${notice}`,
  }));
  const { folder } = await buildTestIndex(records);
  expect(new Set((await storiesIn(folder)).values())).toEqual(new Set([null]));
});

test("an article that is added later joins the story of an earlier segment, and leaves it with its next version", async () => {
  const { folder } = await buildTestIndex([WIRE_REPORT, OTHER_STORY]);
  const store = new FileObjectStore(folder);
  await addTo(store, [EDITED_COPY]);
  const added = await storiesIn(folder);
  expect(added.get("copy")?.others.map(({ id }) => id)).toEqual(["wire"]);
  expect(added.get("wire")).toMatchObject({ id: added.get("copy")?.id, size: 2 });
  await addTo(store, [
    { ...EDITED_COPY, text: "The newsroom apologises for an error in its report of yesterday." },
  ]);
  const replaced = await storiesIn(folder);
  expect([replaced.get("copy"), replaced.get("wire")]).toEqual([null, null]);
});

test("a corrected version stays in the story of the other articles, under its id", async () => {
  const { folder } = await buildTestIndex([WIRE_REPORT, EDITED_COPY]);
  const { id } = (await storiesIn(folder)).get("copy") as Story;
  await addTo(new FileObjectStore(folder), [
    { ...WIRE_REPORT, text: WIRE_REPORT.text.replace("214 passengers", "215 passengers") },
  ]);
  const stories = await storiesIn(folder);
  expect(stories.get("wire")).toMatchObject({ id, size: 2, others: [{ id: "copy" }] });
});
