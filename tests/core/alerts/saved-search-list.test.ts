import { SavedSearchList } from "@dateline-search/core/alerts/saved-search-list";
import { describe, expect, test } from "vitest";
import { hashedWordsEmbedder } from "../../fixtures/hashed-words-embedder.ts";
import { keysIn } from "../../fixtures/keys-in.ts";
import { MemoryObjectStore } from "../../fixtures/memory-object-store.ts";
import { savedSearch } from "../../fixtures/saved-search.ts";

describe("SavedSearchList", () => {
  test("adds, lists and removes, and keeps one list at a time", async () => {
    const store = new MemoryObjectStore();
    const list = new SavedSearchList(store);
    expect(await list.read()).toEqual([]);
    const [ferry, storm] = [savedSearch("ferry", { id: "ferry" }), savedSearch("storm", { id: "storm" })];
    await list.add(ferry);
    await list.add(storm);
    expect(await list.read()).toEqual([ferry, storm]);
    expect(await list.remove("ferry")).toEqual(ferry);
    expect(await list.remove("ferry")).toBeUndefined();
    expect(await list.read()).toEqual([storm]);
    expect((await keysIn(store)).filter((key) => key.startsWith("alerts/lists/"))).toHaveLength(1);
  });

  test("rejects a second one with the same id", async () => {
    const list = new SavedSearchList(new MemoryObjectStore());
    await list.add(savedSearch("ferry"));
    await expect(list.add(savedSearch("storm"))).rejects.toThrow(
      'Cannot add the alert: there is one with the id "alert"',
    );
  });

  test("loses no concurrent write", async () => {
    const store = new MemoryObjectStore();
    const ids = Array.from({ length: 12 }, (_, index) => `alert-${index}`);
    await Promise.all(ids.map((id) => new SavedSearchList(store).add(savedSearch("ferry", { id }))));
    const found = (await new SavedSearchList(store).read()).map(({ id }) => id);
    expect(found.toSorted()).toEqual(ids.toSorted());
  });

  test("embeds each question once per model", async () => {
    const list = new SavedSearchList(new MemoryObjectStore());
    await list.add(savedSearch("ferry"));
    const asked: string[] = [];
    const counting = (name: string) => {
      const embedder = hashedWordsEmbedder(name);
      const embedQuery = async (text: string) => {
        asked.push(text);
        return await embedder.embedQuery(text);
      };
      return { ...embedder, embedQuery };
    };
    const first = await list.embed(["ferry", "storm"], counting("one"));
    const second = await list.embed(["ferry", "storm"], counting("one"));
    expect(asked).toEqual(["ferry", "storm"]);
    expect(second).toEqual(first);
    await list.embed(["storm", "strike"], counting("one"));
    expect(asked).toEqual(["ferry", "storm", "strike"]);
    await list.embed(["storm"], counting("two"));
    expect(asked).toEqual(["ferry", "storm", "strike", "storm"]);
    expect(await list.read()).toHaveLength(1);
  });

  test("reports damage", async () => {
    const store = new MemoryObjectStore();
    await store.putIfMatch("alerts.json", Buffer.from("{"), null);
    await expect(new SavedSearchList(store).read()).rejects.toMatchObject({
      code: "object-corrupt",
      message: "Cannot read the saved searches: alerts.json is damaged",
    });
  });
});

describe("a saved search is rejected", () => {
  test.each([
    ["that asks nothing", "  ", {}, "Cannot save the search: it asks nothing, text is empty"],
    [
      "without a floor",
      "ferry",
      { question: { minConfidence: 0 } },
      "Cannot save the search: minConfidence must be above 0",
    ],
    ["with an impossible filter", "ferry", { question: { from: "2025-02-30" } }, "Cannot search: from"],
    ["with an unknown field", "ferry", { question: { sort: "date" } }, "Cannot save the search: question"],
    ["with a bad id", "ferry", { id: "Ferry!" }, "Cannot save the search: id: must be lower-case letters"],
    [
      "with no web address",
      "ferry",
      { channel: { type: "webhook", url: "ftp://x", secret: "DATELINE_ALERT_SECRET_X" } },
      "Cannot save the search: channel.url: must begin with",
    ],
    [
      "whose secret is no variable for alerts",
      "ferry",
      { channel: { type: "webhook", url: "https://x.example", secret: "AWS_SECRET_ACCESS_KEY" } },
      "Cannot save the search: channel.secret",
    ],
  ] as const)("%s", (_, text, rest, message) => {
    expect(() => savedSearch(text, { name: "Test", ...rest })).toThrow(message);
  });
});
