import { expect, test } from "vitest";
import { buildTestIndex } from "../../fixtures/build-test-index.ts";
import { searchTestIndex } from "../../fixtures/search-test-index.ts";

const RECORDS = [
  {
    id: "de",
    title: "Dörfer geräumt",
    text: "Die Häuser stehen unter Wasser. Die Feuerwehr hilft.",
    language: "de",
  },
  { id: "fr", title: "Villages évacués", text: "Les inondations ont touché deux communes.", language: "fr" },
  {
    id: "en",
    title: "Villages evacuated",
    text: "The organisations sent boats to the flooded houses.",
    language: "en",
  },
  { id: "ko", title: "서울의 봄", text: "시민들은 서울에서 모였다.", language: "ko" },
];

async function find(text: string) {
  const { folder } = await buildTestIndex(RECORDS);
  const { hits } = await searchTestIndex(folder, { text, mode: "lexical", minConfidence: 0 });
  return hits;
}

test.each([
  ["Haus", ["de"]],
  ["inondation", ["fr"]],
  ["organization", ["en"]],
  ["서울", ["ko"]],
  ["house", ["en"]],
])("%j finds articles in its language", async (text, ids) => {
  expect((await find(text)).map(({ article }) => article.id)).toEqual(ids);
});

test("a word of several languages counts once in the coverage", async () => {
  const [hit] = await find("organisation");
  expect(hit).toMatchObject({ article: { id: "en" }, parts: { coverage: 1 } });
});

test.each([
  ['"Haus stehen"', ["de"]],
  ['"stehen Haus"', []],
  ['"서울에서"', ["ko"]],
])("the phrase %s is searched in the language of each article", async (text, ids) => {
  expect((await find(text)).map(({ article }) => article.id)).toEqual(ids);
});

test("the query's words are marked in their forms of each language", async () => {
  const [hit] = await find("Haus Wasser");
  expect(hit?.highlight.words.map(({ start, end }) => hit.passage.text.slice(start, end))).toEqual([
    "Häuser",
    "Wasser",
  ]);
});

test("function words of the query's language are not searched", async () => {
  expect((await find("die Feuerwehr unter der Brücke")).map(({ article }) => article.id)).toEqual(["de"]);
});
