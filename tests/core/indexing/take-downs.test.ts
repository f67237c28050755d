import { readCurrent } from "@dateline-search/core/generation/amend-index";
import { hashOfId } from "@dateline-search/core/generation/article-identity";
import { IdentityReader } from "@dateline-search/core/generation/identity-reader";
import { IndexedArticles } from "@dateline-search/core/generation/indexed-articles";
import { removeArticles, restoreArticles } from "@dateline-search/core/indexing/remove-articles";
import type { UpdateReport } from "@dateline-search/core/indexing/update-index";
import type { ObjectStore } from "@dateline-search/core/ports/object-store";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exampleArticle } from "../../fixtures/example-article.ts";
import { MemoryObjectStore } from "../../fixtures/memory-object-store.ts";
import { type ArticleEvent, TakeDownModel } from "../../fixtures/take-down-model.ts";
import { updateTestIndex } from "../../fixtures/update-test-index.ts";

const timeOf = (version: number) => `2025-03-0${version}T10:00:00Z`;
const versionAt = (time: string | null) => Number(time?.slice(8, 10));

/** The article as its version of a day has it. */
function articleOf(version: number, id = "ferry") {
  return exampleArticle({ id, text: `The ferry, as of version ${version}.`, updatedAt: timeOf(version) });
}

/** Reads an object as it is and brings what it says into the index. */
async function deliver(store: ObjectStore, model: TakeDownModel, object: string): Promise<UpdateReport> {
  const content = model.objects.get(object);
  const isArticle = content !== undefined && !content.isWithdrawal;
  return await updateTestIndex(store, {
    articles: isArticle ? [articleOf(content.version)] : [],
    origin: object,
    origins: [object],
    withdrawals: content?.isWithdrawal
      ? [{ id: "ferry", origin: object, statedAt: timeOf(content.version) }]
      : [],
  });
}

/** Which version of the article the index has, or 0. */
async function indexedVersion(store: ObjectStore): Promise<number> {
  const { manifest } = await readCurrent(store, {});
  const articles = await IndexedArticles.load(manifest, new IdentityReader(store));
  const found = articles.find(hashOfId("ferry"));
  return found === undefined ? 0 : versionAt(found.updatedAt);
}

async function apply(store: ObjectStore, model: TakeDownModel, event: ArticleEvent): Promise<void> {
  model.apply(event);
  const context = { store, identities: new IdentityReader(store) };
  if (event.kind === "remove") await removeArticles(context, ["ferry"]);
  else if (event.kind === "restore") await restoreArticles(context, ["ferry"]);
  else if ("object" in event) await deliver(store, model, event.object);
}

const EVENTS: readonly ArticleEvent[] = [
  { kind: "put", object: "a", version: 1 },
  { kind: "put", object: "b", version: 2 },
  { kind: "put", object: "b", version: 1 },
  { kind: "put", object: "a", version: 3 },
  { kind: "withdraw", object: "w", version: 1 },
  { kind: "withdraw", object: "v", version: 2 },
  { kind: "withdraw", object: "a", version: 2 },
  { kind: "remove" },
  { kind: "restore" },
  { kind: "redeliver", object: "a" },
  { kind: "redeliver", object: "b" },
  { kind: "redeliver", object: "w" },
  { kind: "delete", object: "a" },
  { kind: "delete", object: "b" },
];

test("publications, withdrawals, removals and deletions in any order give the right index", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray([...EVENTS, ...EVENTS], { minLength: 4, maxLength: 12 }),
      async (events) => {
        const store = new MemoryObjectStore();
        // An index that nothing can be removed from is none.
        await updateTestIndex(store, { articles: [exampleArticle({ id: "other" })] });
        const model = new TakeDownModel();
        for (const event of events) {
          await apply(store, model, event);
          expect(await indexedVersion(store)).toBe(model.version);
        }
      },
    ),
    { numRuns: 60 },
  );
});

/** Single publications and withdrawals of a version each, and what is left of them in any order. */
const ORDERS: readonly {
  readonly published: readonly number[];
  readonly withdrawn: readonly number[];
  readonly left: number;
}[] = [
  { published: [1], withdrawn: [1], left: 0 },
  { published: [1], withdrawn: [2], left: 0 },
  { published: [2], withdrawn: [1], left: 2 },
  { published: [1, 2], withdrawn: [1], left: 2 },
  { published: [1, 2], withdrawn: [2], left: 0 },
  { published: [1, 3], withdrawn: [2], left: 3 },
  { published: [1, 3], withdrawn: [2, 3], left: 0 },
];

function permutations<T>(items: readonly T[]): (readonly T[])[] {
  if (items.length < 2) return [items];
  return items.flatMap((item, index) =>
    permutations(items.filter((_, at) => at !== index)).map((rest) => [item, ...rest]),
  );
}

describe.each(ORDERS)("published $published and withdrawn $withdrawn", ({ published, withdrawn, left }) => {
  const steps = [
    ...published.map((version) => ({ kind: "published" as const, version })),
    ...withdrawn.map((version) => ({ kind: "withdrawn" as const, version })),
  ];
  const names = permutations(steps).map((order) => ({
    order,
    name: order.map(({ kind, version }) => `${kind} ${version}`).join(", "),
  }));

  test.each(names)("one after the other, $name", async ({ order }) => {
    const store = new MemoryObjectStore();
    for (const { kind, version } of order) {
      await updateTestIndex(
        store,
        kind === "published"
          ? { articles: [articleOf(version)], origin: `object-${version}` }
          : { withdrawals: [{ id: "ferry", statedAt: timeOf(version), origin: `notice-${version}` }] },
      );
    }
    expect(await indexedVersion(store)).toBe(left);
  });

  test("in one batch", async () => {
    const store = new MemoryObjectStore();
    await updateTestIndex(store, {
      articles: published.map((version) => articleOf(version)),
      withdrawals: withdrawn.map((version) => ({ id: "ferry", statedAt: timeOf(version) })),
    });
    expect(await indexedVersion(store)).toBe(left);
  });
});

test("version numbers decide if times do not", async () => {
  const undated = (text: string) => exampleArticle({ id: "ferry", text });
  const found = async (store: ObjectStore) => (await readCurrent(store, {})).manifest?.articles;
  for (const [version, articles] of [
    [1, 0],
    [2, 0],
    [3, 1],
  ] as const) {
    const store = new MemoryObjectStore();
    await updateTestIndex(store, { withdrawals: [{ id: "ferry", version: 2 }] });
    const incoming = [{ article: undated(`Version ${version}.`), origin: null, version }];
    await updateTestIndex(store, { articles: [] });
    await updateWith(store, incoming);
    expect(await found(store)).toBe(articles);
  }
});

async function updateWith(
  store: ObjectStore,
  incoming: readonly { article: ReturnType<typeof exampleArticle>; origin: string | null; version: number }[],
): Promise<void> {
  await updateTestIndex(store, { incoming });
}

test("a withdrawal without time or number excludes versions of other objects, until its own object ends it", async () => {
  const store = new MemoryObjectStore();
  const put = async (origin: string) => {
    await updateTestIndex(store, { articles: [{ id: "ferry" }], origin, origins: [origin] });
    return (await readCurrent(store, {})).manifest?.articles ?? 0;
  };
  expect(await put("a")).toBe(1);
  await updateTestIndex(store, { withdrawals: [{ id: "ferry", origin: "a" }], origins: ["a"] });
  expect(await put("b")).toBe(0);
  expect(await put("a")).toBe(1);
  expect(await put("b")).toBe(1);
});

test("an article not from an object stays, even if an object that also contains it is deleted", async () => {
  const store = new MemoryObjectStore();
  for (const object of ["a", "b", "c"]) {
    await updateTestIndex(store, { articles: [articleOf(1)], origin: object, origins: [object] });
  }
  for (const object of ["b", "a"]) {
    await updateTestIndex(store, { origins: [object] });
    expect(await indexedVersion(store)).toBe(1);
  }
  await updateTestIndex(store, { origins: ["c"] });
  expect(await indexedVersion(store)).toBe(0);
});

describe("an earlier reading of an object that finishes later is ignored", () => {
  const reading = (sequencer: string | null, readAt: number, etag: string | null) => ({
    origin: "a",
    version: { sequencer, versionId: null, etag, readAt },
  });

  test.each([
    ["by the sequencer", reading("0055AE", 2_000, "one"), reading("0055AED", 1_000, "two")],
    ["by the time of reading", reading(null, 1_000, "one"), reading(null, 2_000, "two")],
  ])("%s", async (_, earlier, later) => {
    const store = new MemoryObjectStore();
    const put = async (text: string, read: typeof earlier) =>
      await updateTestIndex(store, { articles: [{ id: "ferry", text }], origin: "a", readings: [read] });
    await put("The later text.", later);
    const report = await put("The earlier text.", earlier);
    expect(report.stale).toEqual(["a"]);
    expect((await put("The earlier text.", earlier)).generation).toBe(report.generation);
    expect((await put("The last text.", reading("0055AEE", 3_000, "three"))).replaced).toEqual(["ferry"]);
  });

  test("a deletion counts even if the index had nothing of the object", async () => {
    const store = new MemoryObjectStore();
    await updateTestIndex(store, { articles: [{ id: "other" }] });
    await updateTestIndex(store, { readings: [reading("02", 2_000, null)] });
    const late = { articles: [{ id: "ferry" }], origin: "a", readings: [reading("01", 1_000, "one")] };
    expect((await updateTestIndex(store, late)).stale).toEqual(["a"]);
    expect(await indexedVersion(store)).toBe(0);
  });

  test("the same content is not a new version, however it was read", async () => {
    const store = new MemoryObjectStore();
    const put = async (readAt: number) =>
      await updateTestIndex(store, {
        articles: [{ id: "ferry" }],
        origin: "a",
        readings: [reading("01", readAt, "one")],
      });
    const { generation } = await put(2_000);
    expect(await put(1_000)).toMatchObject({ stale: [], generation });
    expect(await put(3_000)).toMatchObject({ stale: [], generation });
  });
});

test("a removed id stays blocked, even if the index never had it", async () => {
  const store = new MemoryObjectStore();
  const context = { store, identities: new IdentityReader(store) };
  await updateTestIndex(store, { articles: [{ id: "other" }] });
  expect(await removeArticles(context, ["ferry"])).toMatchObject({ removed: 0, missing: ["ferry"] });
  expect(await updateTestIndex(store, { articles: [articleOf(1)] })).toMatchObject({ takenDown: ["ferry"] });
  expect(await indexedVersion(store)).toBe(0);
  expect(await restoreArticles(context, ["ferry", "other"])).toMatchObject({
    restored: ["ferry"],
    missing: ["other"],
  });
  await updateTestIndex(store, { articles: [articleOf(1)] });
  expect(await indexedVersion(store)).toBe(1);
});
