import { expect, test } from "vitest";
import { embedPassages } from "../../../packages/core/src/embedding/embed-passages.ts";
import type { TextWithParts } from "../../../packages/core/src/ports/embedder.ts";
import { hashedWordsEmbedder } from "../../fixtures/hashed-words-embedder.ts";

const PASSAGES = [
  { row: 0, title: "Storm at the coast", text: "The ferry sailed again. Nobody was hurt." },
  { row: 1, title: "Harvest", text: `Farmers said ${"that the wheat was ripe and ".repeat(9)}sold it.` },
];

test("windows are embedded alone, or pooled from the passage with its headline, at the same places", async () => {
  const given: TextWithParts[] = [];
  const fake = hashedWordsEmbedder();
  const embedWithParts = async (texts: readonly TextWithParts[]) => {
    given.push(...texts);
    return await fake.embedWithParts(texts);
  };
  const alone = await embedPassages(fake, PASSAGES, {});
  // The fake does not look at the words around a part, so both methods give the same.
  const pooled = await embedPassages({ ...fake, embedWithParts }, PASSAGES, { windows: "pooled" });
  expect(pooled).toEqual(alone);
  expect(pooled.map(({ sentences }) => sentences.length)).toEqual([2, 4]);
  const first = given.find(({ text }) => text.startsWith("Storm at the coast\n")) as TextWithParts;
  expect(first.parts.map(({ start, end }) => first.text.slice(start, end))).toEqual([
    "The ferry sailed again.",
    "Nobody was hurt.",
  ]);
});

test("each method uses only its own call of the embedder", async () => {
  const refuse = async () => {
    throw new Error("not this way");
  };
  const fake = hashedWordsEmbedder();
  await embedPassages({ ...fake, embedWithParts: refuse }, PASSAGES, { windows: "alone" });
  await embedPassages({ ...fake, embedPassages: refuse }, PASSAGES, { windows: "pooled" });
  await expect(
    embedPassages({ ...fake, embedWithParts: refuse }, PASSAGES, { windows: "pooled" }),
  ).rejects.toThrow("not this way");
});
