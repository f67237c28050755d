import { CachingEmbedder } from "@dateline-search/core/embedding/caching-embedder";
import type { Embedder, TextWithParts } from "@dateline-search/core/ports/embedder";
import type { EmbeddingCache } from "@dateline-search/core/ports/embedding-cache";
import type { Embedding } from "@dateline-search/core/types";
import { expect, onTestFinished, test, vi } from "vitest";
import { describeEmbedder } from "../../contracts/embedder.ts";
import { hashedWordsEmbedder } from "../../fixtures/hashed-words-embedder.ts";

describeEmbedder("CachingEmbedder", async () => new CachingEmbedder(hashedWordsEmbedder(), mapCache()));

test("embeds every text once, with the model's result", async () => {
  const cache = mapCache();
  const model = counted(hashedWordsEmbedder());
  const texts = ["rain fell", "the ferry sailed", "rain fell"];
  const first = await new CachingEmbedder(model, cache).embedPassages(texts);
  expect(first).toEqual(await hashedWordsEmbedder().embedPassages(texts));
  expect(await new CachingEmbedder(model, cache).embedPassages([...texts, "snow"])).toHaveLength(4);
  expect(model.passages).toEqual(["rain fell", "the ferry sailed", "rain fell", "snow"]);
  await new CachingEmbedder(model, cache).embedQuery("rain fell");
  await new CachingEmbedder(model, cache).embedQuery("rain fell");
  expect(model.queries).toEqual(["rain fell"]);
});

test("another model does not use the first one's cache entries", async () => {
  const cache = mapCache();
  await new CachingEmbedder(hashedWordsEmbedder(), cache).embedPassages(["rain fell"]);
  const other = counted({ ...hashedWordsEmbedder(), fingerprint: "0".repeat(64) });
  await new CachingEmbedder(other, cache).embedPassages(["rain fell"]);
  expect(other.passages).toEqual(["rain fell"]);
});

test("another version of the splitter does not use this one's cache entries", async () => {
  const cache = mapCache();
  await new CachingEmbedder(hashedWordsEmbedder(), cache).embedPassages(["rain fell"]);
  vi.resetModules();
  vi.doMock("@dateline-search/core/passages/splitter-version", () => ({ SPLITTER_VERSION: 0 }));
  onTestFinished(() => {
    vi.doUnmock("@dateline-search/core/passages/splitter-version");
  });
  const other = await import("@dateline-search/core/embedding/caching-embedder");
  const model = counted(hashedWordsEmbedder());
  await new other.CachingEmbedder(model, cache).embedPassages(["rain fell"]);
  expect(model.passages).toEqual(["rain fell"]);
});

test("a text with parts is embedded once for the same parts, and separately from the text", async () => {
  const cache = mapCache();
  const model = counted(hashedWordsEmbedder());
  const text = "rain fell on the harbour";
  const embed = async (...parts: readonly { start: number; end: number }[]) =>
    await new CachingEmbedder(model, cache).embedWithParts([{ text, parts }]);
  const first = await embed({ start: 0, end: 9 });
  expect(first).toEqual(
    await hashedWordsEmbedder().embedWithParts([{ text, parts: [{ start: 0, end: 9 }] }]),
  );
  expect(await embed({ start: 0, end: 9 })).toEqual(first);
  expect(model.withParts).toEqual([text]);
  await embed({ start: 10, end: 24 });
  await new CachingEmbedder(model, cache).embedPassages([text]);
  expect([model.withParts, model.passages]).toEqual([[text, text], [text]]);
});

test("an entry of another length is embedded again", async () => {
  const cache = mapCache();
  const { fingerprint } = hashedWordsEmbedder();
  const short = { fingerprint, dimensions: 2, embedPassages: async () => [Float32Array.of(1, 0)] };
  await new CachingEmbedder({ ...hashedWordsEmbedder(), ...short }, cache).embedPassages(["rain fell"]);
  const [embedding] = await new CachingEmbedder(hashedWordsEmbedder(), cache).embedPassages(["rain fell"]);
  expect(embedding).toHaveLength(hashedWordsEmbedder().dimensions);
});

/** A cache in memory. */
function mapCache(): EmbeddingCache {
  const embeddings = new Map<string, Embedding>();
  return {
    getMany: async (keys) => keys.map((key) => embeddings.get(key)),
    putMany: async (entries) => {
      for (const [key, embedding] of entries) embeddings.set(key, embedding);
    },
    close: () => embeddings.clear(),
  };
}

/** Notes what the model was asked for. */
function counted(embedder: Embedder) {
  const [passages, withParts, queries]: [string[], string[], string[]] = [[], [], []];
  return {
    ...embedder,
    passages,
    withParts,
    queries,
    embedWithParts: (texts: readonly TextWithParts[]) => {
      withParts.push(...texts.map(({ text }) => text));
      return embedder.embedWithParts(texts);
    },
    embedPassages: (texts: readonly string[]) => {
      passages.push(...texts);
      return embedder.embedPassages(texts);
    },
    embedQuery: (text: string) => {
      queries.push(text);
      return embedder.embedQuery(text);
    },
  };
}
