import type { Embedder } from "@dateline-search/core/ports/embedder";
import type { Embedding } from "@dateline-search/core/types";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const FERRY = "The ferry to the northern islands sailed again.";
const TEXTS = [
  FERRY,
  "Engineers found cracks in two pillars of the old bridge.",
  "Farmers brought in the largest wheat harvest for a decade, and prices fell by a tenth within a week of it.",
];
const ODD_TEXTS = ["", "서울", "مرحبا", "👩‍👩‍👧", "\u0000\ud800"];

/** What every embedder promises. `make` opens one, which is closed after the last test. */
export function describeEmbedder(name: string, make: () => Promise<Embedder>): void {
  describe(`${name} as an Embedder`, () => {
    let embedder: Embedder;
    beforeAll(async () => {
      embedder = await make();
    });
    afterAll(() => embedder.close());

    test("states its model, a sha256 as fingerprint, and its limits", () => {
      expect(embedder.modelName).not.toBe("");
      expect(embedder.fingerprint).toMatch(/^[0-9a-f]{64}$/);
      for (const count of [embedder.dimensions, embedder.maxTokens]) {
        expect(Number.isInteger(count) && count > 0).toBe(true);
      }
    });

    test("counts the tokens of a text without special tokens", () => {
      // Words that every vocabulary has as a whole.
      expect(embedder.countTokens("")).toBe(0);
      expect(embedder.countTokens("the")).toBe(1);
      expect(embedder.countTokens("the old house")).toBe(3);
    });

    test("returns a normalised embedding for texts in any script, and for an empty text", async () => {
      const embeddings = await embedder.embedPassages([...TEXTS, ...ODD_TEXTS]);
      expect(embeddings).toHaveLength(TEXTS.length + ODD_TEXTS.length);
      for (const embedding of [...embeddings, await embedder.embedQuery("")]) {
        expect(embedding).toBeInstanceOf(Float32Array);
        expect(embedding).toHaveLength(embedder.dimensions);
        expect(cosine(embedding, embedding)).toBeCloseTo(1, 5);
      }
      expect(await embedder.embedPassages([])).toEqual([]);
    });

    test("embeds a text alone as in a batch, in order", async () => {
      const together = await embedder.embedPassages(TEXTS);
      for (const [index, text] of TEXTS.entries()) {
        const [alone] = await embedder.embedPassages([text]);
        expect(cosine(alone, together[index])).toBeGreaterThan(0.99999);
      }
    });

    test("embeds texts with their parts, or says that it cannot pool parts", async () => {
      if (!embedder.poolsParts) return;
      const texts = TEXTS.map((text) => ({
        text,
        parts: [firstWordsOf(text), { start: 0, end: text.length }],
      }));
      const embedded = await embedder.embedWithParts(texts);
      expect(embedded.map(({ whole }) => whole)).toEqual(await embedder.embedPassages(TEXTS));
      for (const { whole, parts } of embedded) {
        expect(parts).toHaveLength(2);
        expect(parts[1]).toEqual(whole);
        expect(cosine(parts[0], parts[0])).toBeCloseTo(1, 5);
        expect(cosine(parts[0], whole)).toBeLessThan(0.999);
      }
      expect(await embedder.embedWithParts([])).toEqual([]);
    });

    test("handles parts without words and texts without parts", async () => {
      if (!embedder.poolsParts) return;
      const [blank, none] = await embedder.embedWithParts([
        { text: "The ferry   sailed.", parts: [{ start: 9, end: 11 }] },
        { text: "", parts: [] },
      ]);
      expect(cosine(blank?.parts[0], blank?.parts[0])).toBeCloseTo(1, 5);
      expect(none?.parts).toEqual([]);
      expect([none?.whole]).toEqual(await embedder.embedPassages([""]));
    });

    test("embeds equal queries equally, even concurrently", async () => {
      const [first, , second] = await Promise.all(
        ["ferry", "bridge", "ferry"].map((it) => embedder.embedQuery(it)),
      );
      expect(first).toEqual(second);
      expect(await embedder.embedQuery("ferry")).toEqual(first);
    });

    test("places a query nearest to the passage that it is about", async () => {
      const query = await embedder.embedQuery("ferry to the islands");
      const similarities = (await embedder.embedPassages(TEXTS)).map((passage) => cosine(query, passage));
      expect(Math.max(...similarities)).toBe(similarities[TEXTS.indexOf(FERRY)]);
    });

    test("ignores text beyond the token limit", async () => {
      const full = "ferry ".repeat(embedder.maxTokens);
      expect(await embedder.embedQuery(`${full} uranium`)).toEqual(await embedder.embedQuery(full));
      expect(await embedder.embedQuery(`uranium ${full}`)).not.toEqual(await embedder.embedQuery(full));
    });
  });
}

function firstWordsOf(text: string) {
  return { start: 0, end: text.indexOf(" ", text.indexOf(" ") + 1) };
}

function cosine(left: Embedding | undefined, right: Embedding | undefined): number {
  if (left === undefined || right === undefined) throw new Error("an embedding is missing");
  return left.reduce((sum, value, index) => sum + value * (right[index] ?? Number.NaN), 0);
}
