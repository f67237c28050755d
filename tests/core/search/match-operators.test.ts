import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { IdentityReader } from "@dateline-search/core/generation/identity-reader";
import { removeArticles } from "@dateline-search/core/indexing/remove-articles";
import { expect, test } from "vitest";
import { buildTestIndex } from "../../fixtures/build-test-index.ts";
import { searchTestIndex } from "../../fixtures/search-test-index.ts";
import { updateTestIndex } from "../../fixtures/update-test-index.ts";

const RECORDS = [
  {
    id: "deal",
    title: "Talks in Cairo",
    text: "Mediators announced a ceasefire deal on Monday.\n\nMarkets rose in the afternoon, and oil fell.",
    source: "Harbour Gazette",
  },
  {
    id: "headline",
    title: "Ceasefire deal holds",
    text: "Calm returned to the border.\n\nShops opened again.",
    source: "Evening Post",
  },
  {
    id: "apart",
    title: "A deal on fish",
    text: "The ceasefire is old. A deal on fish is new.\n\nThe deal ended the ceasefire of words.",
    source: "L’Équipe",
  },
  { id: "oil", title: "Oil falls", text: "Oil fell after the U.S. and WHO’s deals, said the U.N. council." },
];

async function smallIndex() {
  const { folder } = await buildTestIndex(RECORDS);
  const hitsFor = async (text: string, options: object = {}) =>
    await searchTestIndex(folder, { text, limit: 50, ...options });
  const idsFor = async (text: string, options: object = {}) => {
    const { hits } = await hitsFor(text, options);
    return [...new Set(hits.map(({ article }) => article.id))].toSorted();
  };
  return { hitsFor, idsFor };
}

test("only articles that have the phrases are found, by words and by meaning", async () => {
  const { idsFor } = await smallIndex();
  const found: Record<string, readonly string[]> = {
    '"ceasefire deal"': ["deal", "headline"],
    "“Ceasefire Deals”": ["deal", "headline"],
    '"deal ceasefire"': [],
    '"deal on fish"': ["apart"],
    '"ceasefire deal" "oil fell"': ["deal"],
    '"oil fell" -deal': [],
    '"oil"': ["deal", "oil"],
    '"US and WHO"': ["oil"],
    '"u.n. council"': ["oil"],
    '"zebra crossing"': [],
    '"ceasefire zebra"': [],
  };
  for (const [text, ids] of Object.entries(found)) {
    expect(await idsFor(text), text).toEqual(ids);
    expect(await idsFor(text, { mode: "semantic" }), text).toEqual(ids);
  }
});

test("an article is excluded entirely if any part has an excluded word", async () => {
  const { idsFor } = await smallIndex();
  const found: Record<string, readonly string[]> = {
    "deal -fish": ["deal", "headline", "oil"],
    "deal -shops": ["apart", "deal", "oil"],
    'deal -"ceasefire deal"': ["apart", "oil"],
    "deal -zebra": ["apart", "deal", "headline", "oil"],
    "deal -ceasefire -WHO": [],
    "ceasefire -ceasefires": ["oil"],
  };
  for (const [text, ids] of Object.entries(found)) expect(await idsFor(text), text).toEqual(ids);
});

test("an article with a phrase shows the passages with it, or all if its headline has it", async () => {
  const { hitsFor } = await smallIndex();
  const { hits } = await hitsFor('"ceasefire deal"');
  expect(hits.map(({ passage }) => passage.id).toSorted()).toEqual(["deal#0", "headline#0"]);
});

test("sources are excluded by name, and filters apply together with phrases", async () => {
  const { idsFor } = await smallIndex();
  expect(await idsFor("deal", { excludeSource: ["l'equipe", "HARBOUR GAZETTE"] })).toEqual([
    "headline",
    "oil",
  ]);
  expect(await idsFor('"ceasefire deal"', { source: "evening post" })).toEqual(["headline"]);
  expect(await idsFor('"ceasefire deal"', { excludeSource: "evening post" })).toEqual(["deal"]);
});

test("text in quotation marks is not a time", async () => {
  const { hitsFor } = await smallIndex();
  expect((await hitsFor('"oil fell" yesterday')).timeFrame).not.toBeNull();
  expect((await hitsFor('"oil fell yesterday"')).timeFrame).toBeNull();
});

test("a phrase outside the best candidates is found, in any segment", async () => {
  const noise = Array.from({ length: 450 }, (_, index) => ({
    id: `noise-${index}`,
    title: "Strike and ferry",
    text: `Ferry and strike and ferry and strike and ferry number ${index}.`,
  }));
  const needle = {
    id: "needle",
    title: "Weather",
    text: `${"Rain fell on the hills and the sea was rough. ".repeat(20)}There was a ferry strike.`,
  };
  const { folder } = await buildTestIndex([...noise, needle]);
  const ids = async (text: string) =>
    (await searchTestIndex(folder, { text, limit: 100 })).hits.map(({ article }) => article.id);
  expect(await ids('"ferry strike" ferry strike')).toEqual(["needle"]);

  const store = new FileObjectStore(folder);
  await updateTestIndex(store, { articles: [{ id: "late", text: "Another ferry strike began." }] });
  expect((await ids('"ferry strike"')).toSorted()).toEqual(["late", "needle"]);
  await removeArticles({ store, identities: new IdentityReader(store) }, ["needle"]);
  expect(await ids('"ferry strike"')).toEqual(["late"]);
  expect(await ids("rain -ferry")).toEqual([]);
  await removeArticles({ store, identities: new IdentityReader(store) }, ["late"]);
  expect(await ids('"ferry strike"')).toEqual([]);
  expect(await ids("another -zebra")).not.toContain("late");
});
