import { expect, test } from "vitest";
import { chooseQueries } from "../../bench/workload/choose-queries.ts";
import { reciprocalRank } from "../../bench/workload/reciprocal-rank.ts";
import { NEWS_RECORDS } from "../fixtures/news-records.ts";

const passages = NEWS_RECORDS.map(({ id, title, text }) => ({
  article: { id, title },
  passage: { articleId: id, ordinal: 0, start: 0, end: text.length, text },
}));

test("the same seed chooses the same queries, another seed others", () => {
  const choose = (seed: number) => chooseQueries(passages, { count: 40, seed });
  expect(choose(1)).toEqual(choose(1));
  expect(choose(1)).not.toEqual(choose(2));
});

test("queries are alternately a headline and some words of a sentence, in order, from the stated article", () => {
  const queries = chooseQueries(passages, { count: 40, seed: 1 });
  expect(queries).toHaveLength(40);
  queries.forEach(({ text, articleId, kind }, index) => {
    const record = NEWS_RECORDS.find(({ id }) => id === articleId);
    expect(kind).toBe(index % 2 === 0 ? "headline" : "sentence");
    if (kind === "headline") expect(text).toBe(record?.title);
    else expect(isSubsequence(text.split(" "), (record?.text ?? "").split(/\s+/))).toBe(true);
  });
});

test("choosing ends if a corpus yields no queries", () => {
  expect(chooseQueries([], { count: 5, seed: 1 })).toEqual([]);
});

test("the reciprocal rank considers ten results", () => {
  expect(reciprocalRank(["a", "b", "b"], "b")).toBe(0.5);
  expect(reciprocalRank(["a"], "b")).toBe(0);
  expect(reciprocalRank([...Array(10).fill("a"), "b"], "b")).toBe(0);
});

function isSubsequence(words: readonly string[], of: readonly string[]): boolean {
  let position = -1;
  return words.every((word) => {
    position = of.indexOf(word, position + 1);
    return position !== -1;
  });
}
