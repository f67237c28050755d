import { join } from "node:path";
import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { IdentityReader } from "@dateline-search/core/generation/identity-reader";
import { openGeneration } from "@dateline-search/core/generation/open-generation";
import { rollBack } from "@dateline-search/core/generation/roll-back";
import { compactIndex } from "@dateline-search/core/indexing/compact-index";
import { removeArticles, restoreArticles } from "@dateline-search/core/indexing/remove-articles";
import { readTimeline } from "@dateline-search/core/search/describe-story";
import type { StoryTimeline } from "@dateline-search/core/types";
import { beforeEach, expect, test } from "vitest";
import { buildTestIndex } from "../../fixtures/build-test-index.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";
import { updateTestIndex } from "../../fixtures/update-test-index.ts";

/** Two halves of one report: apart they have no words in common, and whoever has both proves that they are one. */
const [FIRST_HALF, SECOND_HALF] = [
  "The ferry Sigrid ran aground off Stornholm in thick fog on Tuesday. Tugs from Vardby could not pull her free before the tide fell, harbour master Ole Brandt said. All 214 passengers were brought ashore in lifeboats.",
  "Relatives waited at Kranmarkt quay through the night. Captain Tove Lindahl praised her crew for keeping calm while water rose in the engine room. Divers found a tear of nine metres below the bow of Sigrid.",
] as const;
const ONE = {
  id: "one",
  title: "Sigrid aground off Stornholm",
  text: FIRST_HALF,
  source: "Wire",
  publishedAt: "2025-12-09T08:00:00Z",
};
const TWO = {
  id: "two",
  title: "Night of waiting at Kranmarkt",
  text: SECOND_HALF,
  source: "Post",
  publishedAt: "2025-12-09T12:00:00Z",
};
const PROOF = {
  id: "proof",
  title: "Sigrid aground off Stornholm: night of waiting at Kranmarkt",
  text: `${FIRST_HALF}\n\n${SECOND_HALF}`,
  source: "Gazette",
  publishedAt: "2025-12-09T18:00:00Z",
};
const ECHO = { ...ONE, id: "echo", source: "Mirror", publishedAt: "2025-12-09T10:00:00Z" };
const EARLIER = { ...ONE, id: "earlier", source: "Agency", publishedAt: "2025-12-08T22:00:00Z" };

let store: FileObjectStore;
beforeEach(() => {
  store = new FileObjectStore(join(temporaryFolder(), "index"));
});

async function build(...records: readonly object[]): Promise<void> {
  await buildTestIndex(records, { folder: store.folder, replace: true });
}

async function add(...articles: readonly { readonly id: string }[]): Promise<void> {
  await updateTestIndex(store, { articles });
}

async function read<T>(
  work: (generation: Awaited<ReturnType<typeof openGeneration>>) => T,
): Promise<Awaited<T>> {
  const generation = await openGeneration(store.folder, { format: localSegmentFormat, verify: "size" });
  try {
    return await work(generation);
  } finally {
    generation.close();
  }
}

/** The story that each article is in. */
async function storyIds(): Promise<Readonly<Record<string, string | null>>> {
  return await read(({ segments }) =>
    Object.fromEntries(
      segments.flatMap(({ passages, stories }) =>
        stories.keysOf(passages.rows()).map(({ articleId, storyId }) => [articleId, storyId]),
      ),
    ),
  );
}

async function timeline(id: string, asOf: string | null = null): Promise<StoryTimeline | undefined> {
  return await read((generation) => readTimeline(generation, id, { limit: 100, offset: 0, asOf }));
}

async function storyOf(article: string): Promise<string> {
  return (await storyIds())[article] ?? "none";
}

function context() {
  return { store, identities: new IdentityReader(store) };
}

async function compact(): Promise<void> {
  await compactIndex(
    { ...context(), format: localSegmentFormat, workFolder: join(temporaryFolder(), "work") },
    { all: true },
  );
}

test("an earlier report that is added later does not rename the story, but becomes its lead", async () => {
  await build(ONE);
  const id = await storyOf("one");
  await add(ECHO);
  await add(EARLIER);
  expect(await storyIds()).toEqual({ one: id, echo: id, earlier: id });
  expect((await timeline(id))?.story).toMatchObject({
    id,
    size: 3,
    firstSeenAt: EARLIER.publishedAt,
    latestAt: ECHO.publishedAt,
    sources: ["Agency", "Wire", "Mirror"],
    lead: { id: "earlier" },
  });
});

test("a build of the same index keeps the ids, with an earlier report too", async () => {
  await build(ONE, TWO);
  const before = await storyIds();
  await build(EARLIER, ONE, TWO);
  expect(await storyIds()).toEqual({ ...before, earlier: before["one"] });
});

test("two stories joined by a later article continue as the earlier, and the other id leads to it", async () => {
  await build(ONE, TWO);
  const { one: id, two: other } = (await storyIds()) as Record<string, string>;
  expect(other).not.toBe(id);
  await add(PROOF);
  expect(await storyIds()).toEqual({ one: id, two: id, proof: id });
  const ids = (await timeline(other as string))?.reports.map((report) => report.id);
  expect(await timeline(other as string)).toMatchObject({ redirectedFrom: other, story: { id, size: 3 } });
  expect(ids).toEqual(["one", "two", "proof"]);
  expect((await timeline(id as string))?.redirectedFrom).toBeNull();
});

test("stories of different segments are joined as well", async () => {
  await build(ONE);
  await add(TWO);
  const { one: id, two: other } = (await storyIds()) as Record<string, string>;
  await add(PROOF);
  expect(new Set(Object.values(await storyIds()))).toEqual(new Set([id]));
  expect((await timeline(other as string))?.redirectedFrom).toBe(other);
});

test("compaction and a new build keep joined stories", async () => {
  await build(ONE, TWO);
  const { one: id, two: other } = (await storyIds()) as Record<string, string>;
  await add(PROOF);
  await compact();
  expect(await timeline(other as string)).toMatchObject({ redirectedFrom: other, story: { id, size: 3 } });
  await build(ONE, TWO, PROOF);
  expect(await timeline(other as string)).toMatchObject({ redirectedFrom: other, story: { id, size: 3 } });
});

test("without the joining article, there are two stories again, each under its id", async () => {
  await build(ONE, TWO);
  const before = await storyIds();
  await add(PROOF);
  await removeArticles(context(), ["proof"]);
  expect(await storyIds()).toMatchObject(before);
  expect(await timeline(before["two"] as string)).toMatchObject({ redirectedFrom: null, story: { size: 1 } });
  await compact();
  expect(await storyIds()).toEqual(before);
});

test("a rollback restores the two stories, and the next update joins them again", async () => {
  await build(ONE, TWO);
  const before = await storyIds();
  await add(PROOF);
  await rollBack(store);
  expect(await storyIds()).toEqual(before);
  await add(PROOF);
  expect(await timeline(before["two"] as string)).toMatchObject({ redirectedFrom: before["two"] });
});

test("the id stays when the founding article is removed, and when it comes back", async () => {
  await build(ONE);
  await add(ECHO);
  const id = await storyOf("one");
  await removeArticles(context(), ["one"]);
  expect(await timeline(id)).toMatchObject({
    redirectedFrom: null,
    story: { id, size: 1, lead: { id: "echo" } },
  });
  await compact();
  expect(await storyIds()).toEqual({ echo: id });
  await restoreArticles(context(), ["one"]);
  await add(ONE);
  expect(await storyIds()).toEqual({ echo: id, one: id });
});

test("a corrected joining article still joins them, and one about something else does not", async () => {
  await build(ONE, TWO);
  const before = await storyIds();
  await add(PROOF);
  await add({ ...PROOF, text: PROOF.text.replace("214", "215") } as typeof PROOF);
  expect((await timeline(before["two"] as string))?.redirectedFrom).toBe(before["two"]);
  await add({
    ...PROOF,
    title: "Budget vote",
    text: "The council voted on its budget for schools.",
  } as typeof PROOF);
  expect(await storyIds()).toMatchObject({ one: before["one"], two: before["two"] });
});

test("neither a flash nor the longest copy is the lead", async () => {
  const flash = {
    ...ONE,
    id: "flash",
    text: "The ferry Sigrid ran aground off Stornholm.",
    publishedAt: "2025-12-09T07:00:00Z",
  };
  const long = {
    ...ONE,
    id: "long",
    text: `${FIRST_HALF}\n\n${SECOND_HALF}`,
    publishedAt: "2025-12-09T20:00:00Z",
  };
  await build(flash, ONE, ECHO, long);
  const id = await storyOf("one");
  expect((await timeline(id))?.story.lead.id).toBe("one");
  expect((await timeline(id, "2025-12-09T09:00:00Z"))?.reports.map((report) => report.id)).not.toContain(
    "long",
  );
  expect(await timeline(id, "2025-12-01")).toBeUndefined();
  expect(await timeline("nothing")).toBeUndefined();
});
