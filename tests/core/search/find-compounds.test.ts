import { expect, test } from "vitest";
import { buildTestIndex } from "../../fixtures/build-test-index.ts";
import { searchTestIndex } from "../../fixtures/search-test-index.ts";

const GERMAN = [
  {
    id: "wahl",
    title: "Die Bundestagswahl rückt näher",
    text: "Die Parteien werben um Stimmen.",
    language: "de",
  },
  {
    id: "tag",
    title: "Der Bundestag berät den Haushalt",
    text: "Die Debatte dauert drei Tage.",
    language: "de",
  },
  { id: "boot", title: "Fähre sinkt vor Rügen", text: "Alle Passagiere wurden gerettet.", language: "de" },
];
const ENGLISH = Array.from({ length: 40 }, (_, index) => ({
  id: `en-${index}`,
  title: `Ferry report ${index}`,
  text: "The ferry was late again because of fog, the harbour master said.",
  language: "en",
}));

async function find(records: readonly object[], text: string): Promise<readonly string[]> {
  const { folder } = await buildTestIndex(records);
  const { hits } = await searchTestIndex(folder, { text, mode: "lexical", minConfidence: 0 });
  return hits.map(({ article }) => article.id);
}

test("a word finds the compounds that begin with it, ranked after the word itself", async () => {
  expect(await find(GERMAN, "Bundestag")).toEqual(["tag", "wahl"]);
  expect(await find(GERMAN, "Bundestages")).toEqual(["tag", "wahl"]);
});

test("a compound finds the word that it begins with, ranked after itself", async () => {
  expect(await find(GERMAN, "Bundestagswahl")).toEqual(["wahl", "tag"]);
  expect(await find(GERMAN, "Bundestagspräsident")).toEqual(["tag"]);
});

test.each([
  ["Wahl", "Der Termin der Bundestagswahl steht fest."],
  ["Wahlen", "Bei der Landtagswahl verlor die Partei."],
  ["Gipfel", "Der Klimagipfel endet ohne Ergebnis."],
  ["Fabrik", "Eine Möbelfabrik brannte ab."],
  ["Häuser", "Zwei Krankenhäuser schließen."],
  ["Bank", "Die Zentralbank senkt den Zins."],
  ["Minister", "Der Außenminister reist ab."],
  ["Gesetz", "Das Heizungsgesetz wird geändert."],
  ["Preise", "Die Strompreise sinken."],
  ["Versicherung", "Die Krankenversicherung wird teurer."],
])("%s finds the compound that ends with it", async (query, text) => {
  const records = [...GERMAN.slice(2), { id: "found", title: "Nachricht", text, language: "de" }];
  expect(await find(records, query)).toEqual(["found"]);
});

test.each([
  ["Haft", "Die Wirtschaft wächst wieder."],
  ["Haft", "Die Mannschaft gewinnt."],
  ["Rat", "Der Apparat ist kaputt."],
  ["Ring", "Der Hering ist knapp."],
])("%s does not find a word that merely ends with the same letters: %s", async (query, text) => {
  expect(await find([{ id: "other", title: "Nachricht", text, language: "de" }], query)).toEqual([]);
});

test("words with the same ending stay separate if most articles are in another language", async () => {
  const records = [
    ...ENGLISH.slice(0, 8),
    { id: "support", title: "Aid", text: "They pledged their support.", language: "en" },
    ...GERMAN,
  ];
  expect(await find(records, "port")).toEqual([]);
});

test("short words find no compounds", async () => {
  expect(await find(GERMAN, "Bund")).toEqual([]);
});

test("the compound is marked in the sentence", async () => {
  const { folder } = await buildTestIndex([
    { ...GERMAN[0], title: "Wahl", text: "Die Bundestagswahl rückt näher." },
  ]);
  const { hits } = await searchTestIndex(folder, { text: "Bundestag", mode: "lexical", minConfidence: 0 });
  const [hit] = hits;
  expect(hit?.highlight.words.map(({ start, end }) => hit.passage.text.slice(start, end))).toEqual([
    "Bundestagswahl",
  ]);
});

test("if few articles are in a language with compounds, words with the same beginning stay separate", async () => {
  expect(await find([...ENGLISH, ...GERMAN], "Bundestag")).toEqual(["tag"]);
});
