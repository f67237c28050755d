import { rankWholeArticles } from "@dateline-search/core/evaluation/rank-whole-articles";
import { expect, test } from "vitest";

test("ranks by cosine alone", () => {
  const articles = [
    { id: "far", text: "Snow.", embedding: Float32Array.of(0, 1) },
    { id: "near", text: "Rain.", embedding: Float32Array.of(1, 0) },
    { id: "between", text: "Sleet.", embedding: Float32Array.of(0.6, 0.8) },
  ];
  const set = {
    name: "weather",
    unit: "article" as const,
    queries: ["near", "far"].map((wanted) => ({
      id: wanted,
      text: "wet",
      gradeOf: ({ article }: { article: { id: string } }) => (article.id === wanted ? 1 : 0),
      relevantGrades: [1],
    })),
  };
  const query = Float32Array.of(0.8, 0.6);
  const { figures, firstRelevant } = rankWholeArticles(set, articles, [query, query]);
  expect(Object.fromEntries(firstRelevant)).toEqual({ near: 2, far: 3 });
  expect(figures).toMatchObject({ hit1: 0, hit3: 1, mrr10: (1 / 2 + 1 / 3) / 2 });
});
