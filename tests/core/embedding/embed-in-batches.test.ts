import { expect, test } from "vitest";
import { embedInBatches } from "../../../packages/core/src/embedding/embed-in-batches.ts";
import { hashedWordsEmbedder } from "../../fixtures/hashed-words-embedder.ts";

function recordingEmbedder() {
  const embedder = hashedWordsEmbedder();
  const batches: (readonly string[])[] = [];
  const embedPassages = async (texts: readonly string[]) => {
    batches.push(texts);
    return await embedder.embedPassages(texts);
  };
  return { embedder: { ...embedder, embedPassages }, batches };
}

test("equal texts are embedded once, and each gets the embedding", async () => {
  const { embedder, batches } = recordingEmbedder();
  const [first, other, second] = await embedInBatches(embedder, ["Read more.", "Storm.", "Read more."]);
  expect(batches.flat()).toEqual(["Read more.", "Storm."]);
  expect(second).toEqual(first);
  expect([other]).toEqual(await embedder.embedPassages(["Storm."]));
});

test("a batch has texts of similar length, and no more than 16,000 units of them", async () => {
  const { embedder, batches } = recordingEmbedder();
  const texts = Array.from({ length: 60 }, (_, index) => `storm ${"a".repeat(20 * index)}`);
  const embeddings = await embedInBatches(embedder, texts);
  expect(embeddings).toEqual(await embedder.embedPassages(texts));
  const lengths = batches.slice(0, -1).map((batch) => batch.map(({ length }) => length));
  expect(lengths.length).toBeGreaterThan(2);
  for (const batch of lengths) expect(batch.reduce((sum, it) => sum + it, 0)).toBeLessThanOrEqual(16_000);
  expect(lengths.flat()).toEqual(lengths.flat().sort((a, b) => b - a));
});

test("a text that is longer than a batch is embedded alone", async () => {
  const { embedder, batches } = recordingEmbedder();
  await embedInBatches(embedder, ["short", "x".repeat(20_000)]);
  expect(batches.map((batch) => batch.length)).toEqual([1, 1]);
});

test("no texts need no call", async () => {
  const { embedder, batches } = recordingEmbedder();
  expect(await embedInBatches(embedder, [])).toEqual([]);
  expect(batches).toEqual([]);
});

test("progress rises to 1, even with duplicate texts", async () => {
  const shares: number[] = [];
  const texts = Array.from({ length: 40 }, (_, index) => "storm ".repeat(100 + (index % 30)));
  await embedInBatches(hashedWordsEmbedder(), texts, { onProgress: (share) => shares.push(share) });
  expect(shares).toEqual([...shares].sort((a, b) => a - b));
  expect(shares.at(-1)).toBe(1);
});

test("nothing is embedded once the work was aborted", async () => {
  const { embedder, batches } = recordingEmbedder();
  const signal = AbortSignal.abort();
  await expect(embedInBatches(embedder, ["storm"], { signal })).rejects.toMatchObject({ code: "aborted" });
  expect(batches).toEqual([]);
});
