import { RowSet } from "@dateline-search/core/ports/row-set";
import type { WordIndex } from "@dateline-search/core/ports/word-index";
import { sumWordCounts } from "@dateline-search/core/search/find-candidates";
import type { Article } from "@dateline-search/core/types";
import { indexTerms } from "@dateline-search/core/words/index-terms";
import { beforeAll, describe, expect, test } from "vitest";
import { bestMatches } from "../fixtures/best-matches.ts";
import { exampleArticle, paragraphsOf } from "../fixtures/example-article.ts";
import { seededRandom } from "../fixtures/seeded-random.ts";

const ARTICLES: readonly Article[] = [
  exampleArticle({
    id: "ferry",
    title: "Islands wait for milk",
    text: "The ferry sailed again on Monday.\n\nStorms kept ferries in port, and the café closed.",
  }),
  exampleArticle({
    id: "bridge",
    title: "Council closes the old bridge",
    text: 'Engineers found cracks in it; "NOT safe", they said.',
  }),
  exampleArticle({ id: "soup", title: "Soup", text: "Lentils. 😀 Onions." }),
  exampleArticle({ id: "twin", title: "Soup", text: "Lentils. 😀 Onions." }),
];
const VOCABULARY = "port strike ferry storm bridge engineer harvest wheat price island council milk".split(
  " ",
);

/**
 * What every word index promises.
 *
 * @param make gives an index of these articles, each paragraph a passage
 */
export function describeWordIndex(
  name: string,
  make: (articles: readonly Article[]) => Promise<WordIndex>,
): void {
  describe(`${name} as a WordIndex`, () => {
    let words: WordIndex;
    beforeAll(async () => {
      words = await make(ARTICLES);
    });
    const found = (text: string, limit?: number, allowed?: readonly number[]) =>
      bestMatches(words, text, { ...(limit && { limit }), ...(allowed && { allowed }) }).map(
        ({ row }) => row,
      );

    test("finds any of the words, in other forms, without accents, and in the headline", () => {
      expect(found("crack zebra")).toEqual([2]);
      expect(found("FERRIES").toSorted()).toEqual([0, 1]);
      expect(found("cafe")).toEqual([1]);
      expect(found("milk").toSorted()).toEqual([0, 1]);
      expect(found("zebra")).toEqual([]);
      expect(found("")).toEqual([]);
    });

    test("ranks by a score above 0, best first, ties in row order, and keeps to the limit", () => {
      const matches = bestMatches(words, "lentils ferry storms");
      const scores = matches.map(({ score }) => score);
      expect(matches[0]?.row).toBe(1);
      expect(Math.min(...scores)).toBeGreaterThan(0);
      expect(scores).toEqual(scores.toSorted((a, b) => b - a));
      expect(found("lentils")).toEqual([3, 4]);
      expect(found("lentils", 1)).toEqual([3]);
    });

    test("returns allowed rows only", () => {
      expect(found("lentils ferry", 10, [0, 4])).toEqual(
        found("lentils ferry").filter((row) => row % 4 === 0),
      );
      expect(found("lentils", 10, [0, 1, 2])).toEqual([]);
      expect(found("lentils", 10, [])).toEqual([]);
    });

    test("a word in every passage still counts", async () => {
      const same = await make(["a", "b", "c"].map((id) => exampleArticle({ id, text: "Rain fell." })));
      expect(bestMatches(same, "rain")).toHaveLength(3);
    });

    test("returns the scores of given rows, including those that match only through their article", () => {
      const matches = words.lookUp(indexTerms("storms"));
      const scores = matches.score(matches.counts);
      const [first, second, other] = scores.of([0, 1, 2]) as unknown as [number, number, number];
      expect(second).toBeGreaterThan(first);
      expect(first).toBeGreaterThan(0);
      expect(other).toBe(0);
      expect(scores.best(1, null)).toEqual([{ row: 1, score: second }]);
    });

    test.each([
      ["ferry", [0, 1]],
      ["ferry storms", [1]],
      ["soup", [3, 4]],
      ["islands milk monday", [0]],
      ["ferry zebra", []],
      ["zebra", []],
      ["", []],
    ])("finds the rows that contain all of %j, in the text or the headline", (text, rows) => {
      expect(words.holding(indexTerms(text))).toEqual(rows);
    });

    test.each([
      ["fery", 1, ["ferri"]],
      ["stormy", 1, ["storm"]],
      ["lentil", 0, ["lentil"]],
      ["zebra", 2, []],
    ])("finds the terms that begin like %j and have a similar length", (term, letters, terms) => {
      expect(words.termsLike(term, letters)).toEqual(expect.arrayContaining(terms));
      for (const like of words.termsLike(term, letters)) {
        expect(like[0]).toBe(term[0]);
        expect(Math.abs(like.length - term.length)).toBeLessThanOrEqual(letters);
      }
    });

    test.each([
      ["lent", 5, ["lentil"]],
      ["lentil", 5, []],
      ["zebra", 5, []],
      ["lent", 0, []],
    ])("finds the longer terms that begin with %j, at most %i", (letters, limit, terms) => {
      expect(words.termsBeginning(letters, limit)).toEqual(terms);
    });

    test.each([
      ["ntil", 5, []],
      ["til", 5, ["lentil"]],
      ["TIL", 5, []],
      ["t_l", 5, []],
      ["lentil", 5, []],
      ["til", 0, []],
    ])(
      "finds the terms that end with %j after three or more letters, at most %i",
      (letters, limit, terms) => {
        expect(words.termsEnding(letters, limit)).toEqual(terms);
      },
    );

    test("weights terms", () => {
      const matches = words.lookUp(indexTerms("storms lentils"));
      const scoresOf = (weights?: readonly number[]) => [
        ...matches.score(matches.counts, weights).of([1, 3]),
      ];
      const [storms, lentils] = scoresOf() as [number, number];
      expect(scoresOf([1, 1])).toEqual([storms, lentils]);
      expect(scoresOf([0.5, 1])[0]).toBeCloseTo(storms / 2, 5);
      expect(scoresOf([0.5, 1])[1]).toBe(lentils);
    });

    test("counts the statistics of the collection", () => {
      const { counts } = words.lookUp(indexTerms("ferry soup zebra"));
      expect(counts).toMatchObject({ passages: 5, articles: 4 });
      expect(counts.passagesWith).toEqual([2, 2, 0]);
      expect(counts.articlesWith).toEqual([1, 2, 0]);
      expect(words.articlesWith(indexTerms("ferry soup zebra"))).toEqual([1, 2, 0]);
      expect(words.passagesWith(indexTerms("ferry soup zebra"))).toEqual([2, 2, 0]);
    });

    test.each([1, 7, 40, 1_000])(
      "returns the best %i of all rows with a word, ties in row order",
      async (limit) => {
        // Twice the same, so that every score is there twice.
        const articles = [
          ...randomArticles(40),
          ...randomArticles(40).map((one) => ({ ...one, id: `again ${one.id}` })),
        ];
        const index = await make(articles);
        const terms = indexTerms("port strike");
        const matches = index.lookUp(terms);
        const scores = matches.score(matches.counts);
        const holding = [...new Set(terms.flatMap((term) => index.holding([term])))];
        const all = holding.map((row) => ({ row, score: scores.of([row])[0] as number }));
        const bestFirst = all.sort((a, b) => b.score - a.score || a.row - b.row);
        expect(scores.best(limit, null)).toEqual(bestFirst.slice(0, limit));
        const allowed = RowSet.of(
          passageRows(articles).length,
          holding.filter((row) => row % 3 === 0),
        );
        expect(scores.best(limit, allowed)).toEqual(
          bestFirst.filter(({ row }) => allowed.has(row)).slice(0, limit),
        );
      },
    );

    test("scores articles by the formula of BM25, in parts as at once", async () => {
      const articles = randomArticles(60);
      const terms = indexTerms("port strike harvest bridge");
      const whole = (await make(articles)).lookUp(terms);
      const scores = whole.score(whole.counts).of(passageRows(articles));
      scores.forEach((score, row) => {
        expect(score).toBeCloseTo(expectedScores(articles, terms)[row] as number, 3);
      });
      const parts = [articles.slice(0, 10), articles.slice(10, 45), articles.slice(45)];
      const found = await Promise.all(parts.map(async (part) => (await make(part)).lookUp(terms)));
      const collection = sumWordCounts(found.map(({ counts }) => counts));
      expect(collection).toEqual(whole.counts);
      const inParts = found.flatMap((part, index) => [
        ...part.score(collection).of(passageRows(parts[index] as readonly Article[])),
      ]);
      expect(inParts).toEqual([...scores]);
    });
  });
}

function passageRows(articles: readonly Article[]): number[] {
  return articles.flatMap(paragraphsOf).map((_, row) => row);
}

function randomArticles(count: number): Article[] {
  const random = seededRandom(3);
  const words = (most: number) =>
    Array.from({ length: 1 + Math.floor(random() * most) }, () => {
      return VOCABULARY[Math.floor(random() * VOCABULARY.length)];
    }).join(" ");
  return Array.from({ length: count }, (_, id) => {
    const paragraphs = Array.from({ length: 1 + Math.floor(random() * 3) }, () => words(12));
    return exampleArticle({ id: `${id}`, title: words(3), text: paragraphs.join("\n\n") });
  });
}

/** BM25 of an article, less a quarter of what the passage's own lacks of the article's best, computed the plain way. */
function expectedScores(articles: readonly Article[], terms: readonly string[]): number[] {
  const headlines = articles.map(({ title }) => [...indexTerms(title), ...indexTerms(title)]);
  const texts = articles.map((article) => paragraphsOf(article).map(({ text }) => indexTerms(text)));
  const passages = texts.flatMap((of, index) => of.map((text) => [...(headlines[index] ?? []), ...text]));
  const ofPassages = bm25(passages, terms);
  const ofArticles = bm25(
    texts.map((of, index) => [...(headlines[index] ?? []), ...of.flat()]),
    terms,
  );
  const articleOf = texts.flatMap((of, index) => of.map(() => index));
  const bestOf = texts.map((_, index) =>
    Math.max(...ofPassages.filter((_score, row) => articleOf[row] === index)),
  );
  return ofPassages.map((score, row) => {
    const article = articleOf[row] as number;
    return Math.max(0, (ofArticles[article] as number) - 0.25 * ((bestOf[article] as number) - score));
  });
}

function bm25(texts: readonly (readonly string[])[], terms: readonly string[]): number[] {
  const average = texts.reduce((sum, text) => sum + text.length, 0) / texts.length;
  return texts.map((text) =>
    terms.reduce((sum, term) => {
      const having = texts.filter((other) => other.includes(term)).length;
      const idf = Math.log(1 + (texts.length - having + 0.5) / (having + 0.5));
      const count = text.filter((word) => word === term).length;
      return sum + (idf * count * 2.2) / (count + 1.2 * (0.25 + (0.75 * text.length) / average));
    }, 0),
  );
}
