import type { Reranker } from "@dateline-search/core/ports/reranker";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const QUERY = "ferry to the northern islands";
const ANSWER = "The ferry to the northern islands sailed again.";
const TEXTS = [
  "Engineers found cracks in two pillars of the old bridge.",
  ANSWER,
  "Farmers brought in the largest wheat harvest for a decade, and prices fell by a tenth within a week of it.",
];
const ODD_TEXTS = ["", "서울", "مرحبا", "👩‍👩‍👧", "\u0000\ud800"];

/** What every reranker promises. `make` opens one that knows the words of the texts here; it is closed after the last test. */
export function describeReranker(name: string, make: () => Promise<Reranker>): void {
  describe(`${name} as a Reranker`, () => {
    let reranker: Reranker;
    beforeAll(async () => {
      reranker = await make();
    });
    afterAll(() => reranker.close());

    test("states its model, and a sha256 as fingerprint", () => {
      expect(reranker.modelName).not.toBe("");
      expect(reranker.fingerprint).toMatch(/^[0-9a-f]{64}$/);
    });

    test("scores the passage that answers above the others, in their order", async () => {
      const scores = await reranker.score(QUERY, TEXTS);
      expect(scores).toHaveLength(TEXTS.length);
      expect(Math.max(...scores)).toBe(scores[TEXTS.indexOf(ANSWER)]);
    });

    test("returns a finite score for passages in any script, and for an empty one", async () => {
      for (const query of [QUERY, ...ODD_TEXTS]) {
        const scores = await reranker.score(query, [...TEXTS, ...ODD_TEXTS]);
        expect(scores.map(Number.isFinite)).toEqual(scores.map(() => true));
        expect(scores).toHaveLength(TEXTS.length + ODD_TEXTS.length);
      }
      expect(await reranker.score(QUERY, [])).toEqual([]);
    });

    test("scores a passage alone exactly as in a batch, even concurrently", async () => {
      const together = await reranker.score(QUERY, TEXTS);
      const alone = await Promise.all(TEXTS.map((text) => reranker.score(QUERY, [text])));
      expect(alone.flat()).toEqual(together);
      expect(await reranker.score(QUERY, TEXTS.toReversed())).toEqual(together.toReversed());
    });

    test("reads the beginning of a long passage, and the whole query", async () => {
      const filler = "and so on ".repeat(2_000);
      const [first, last, none] = await reranker.score(QUERY, [
        `${ANSWER} ${filler}`,
        `${filler} ${ANSWER}`,
        filler,
      ]);
      expect(first).toBeGreaterThan(last as number);
      expect(last).toBe(none);
    });

    test("still reads a passage after a query that is too long", async () => {
      const query = `${QUERY} ${"and so on ".repeat(2_000)}`;
      const [answer, other] = await reranker.score(query, [ANSWER, TEXTS[0] as string]);
      expect(answer).toBeGreaterThan(other as number);
    });
  });
}
