import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { openGeneration } from "@dateline-search/core/generation/open-generation";
import type { Vocabulary } from "@dateline-search/core/ports/search-index";
import { correctTerms } from "@dateline-search/core/search/correct-terms";
import { parseQuery } from "@dateline-search/core/search/parse-query";
import { queryTerms } from "@dateline-search/core/search/query-terms";
import { searchPassages } from "@dateline-search/core/search/search-passages";
import { vocabularyOf } from "@dateline-search/core/search/segments-index";
import { parseSynonyms } from "@dateline-search/core/words/synonyms";
import { expect, onTestFinished, test } from "vitest";
import { buildTestIndex } from "../../fixtures/build-test-index.ts";
import { hashedWordsEmbedder } from "../../fixtures/hashed-words-embedder.ts";

const RECORDS = [
  {
    id: "shell",
    title: "Shell names a chief",
    text: "Shell named a new boss, who was at its shed in Rotterdam.",
  },
  {
    id: "korea",
    title: "Talks",
    text: "Denuclearization was discussed in Pyongyang; the IAEA watched the talks.",
  },
  {
    id: "agency",
    title: "Inspectors",
    text: "The International Atomic Energy Agency sent inspectors to Zaporizhzhia.",
  },
  {
    id: "energy",
    title: "Prices",
    text: "Energy prices fell, an agency said. Energy was cheap for international firms.",
  },
  { id: "street", title: "Market", text: "Traders sold bread." },
];

async function openSmallIndex() {
  const { folder } = await buildTestIndex(RECORDS);
  const generation = await openGeneration(folder, { format: localSegmentFormat, verify: "sha256" });
  onTestFinished(() => generation.close());
  return generation;
}

test("words missing from the corpus become words in it", async () => {
  const { segments } = await openSmallIndex();
  const corrected: Record<string, readonly string[]> = {
    "Shel boss": ["shell", "boss"],
    Denuclarisation: ["denuclearisation"],
    Denuclearisaton: ["denuclearisation"],
    denuklarisation: ["denuclear"],
    Pyongynag: ["pyongyang"],
    Rottterdam: ["rotterdam"],
    Zaporizhia: ["zaporizhzhia"],
    Inspecters: ["inspectors"],
    bosss: ["boss"],
  };
  for (const [query, terms] of Object.entries(corrected)) {
    expect(await correctTerms(queryTerms(query), vocabularyOf(segments)), query).toEqual(terms);
  }
});

test("known words, short words, numbers and words like no other stay unchanged", async () => {
  const { segments } = await openSmallIndex();
  for (const query of [
    "shell",
    "shed",
    "bread",
    "xylophone",
    "asdfghjkl qwertz",
    "she",
    "IAE",
    "F-16",
    "2031",
    "東京都",
  ]) {
    const terms = queryTerms(query);
    expect(await correctTerms(terms, vocabularyOf(segments)), query).toEqual(terms);
  }
});

test("a misspelled name is found by words, and its word is marked", async () => {
  const generation = await openSmallIndex();
  const context = { generation, embedder: hashedWordsEmbedder() };
  const { hits } = await searchPassages(context, parseQuery({ text: "Shel boss", mode: "lexical" }));
  expect(hits[0]?.article.id).toBe("shell");
  const marked = hits[0]?.highlight.words.map(({ start, end }) => hits[0]?.passage.text.slice(start, end));
  expect(marked).toContain("Shell");
});

test("synonyms are found, and their words together count as one", async () => {
  const generation = await openSmallIndex();
  const synonyms = parseSynonyms("IAEA, International Atomic Energy Agency", "synonyms.txt");
  const context = { generation, embedder: hashedWordsEmbedder() };
  const ask = async (text: string, known?: typeof synonyms) => {
    const { hits } = await searchPassages(
      { ...context, synonyms: known },
      parseQuery({ text, mode: "lexical" }),
    );
    return hits.map(({ article }) => article.id);
  };
  expect(await ask("IAEA")).toEqual(["korea"]);
  expect(await ask("IAEA", synonyms)).toEqual(["korea", "agency", "energy"]);
  const name = "International Atomic Energy Agency";
  expect(await ask(name)).toEqual(["agency", "energy"]);
  expect(await ask(name, synonyms)).toEqual(["agency", "energy", "korea"]);
});

test("the number of corrected letters is bounded, because each costs some fifty stems", async () => {
  const asked: string[] = [];
  const vocabulary: Vocabulary = {
    articlesWith: async (terms) => {
      asked.push(...terms);
      return terms.map(() => 0);
    },
    termsLike: async () => [],
    termsBeginning: async () => [],
    termsEnding: async () => [],
  };
  const queries = {
    "one long word": `ferr${"nan".repeat(290)}`,
    "many words": Array.from(
      { length: 110 },
      (_, i) => `ferr${"aeiou"[i % 5]}${"bcdfghklmn"[i % 10]}${"aeiou"[(i * 3) % 5]}${"rstvw"[(i * 7) % 5]}`,
    ).join(" "),
    "words of forty letters": Array.from({ length: 24 }, (_, i) =>
      `${"abcdefgh"[i % 8]}${"ferryisland".repeat(4)}`.slice(0, 40),
    ).join(" "),
  };
  for (const [name, query] of Object.entries(queries)) {
    asked.length = 0;
    const terms = queryTerms(query);
    expect(await correctTerms(terms, vocabulary), name).toEqual(terms);
    expect(asked.join("").length, name).toBeLessThan(700_000);
  }
});

test("the words at the beginning of a long query are corrected", async () => {
  const { segments } = await openSmallIndex();
  const query = `Pyongynag ${"market bread shed boss ".repeat(30)}`;
  expect(await correctTerms(queryTerms(query), vocabularyOf(segments))).toContain("pyongyang");
});

test("a word that the stemmer would confuse with another is spelled right", async () => {
  const { folder } = await buildTestIndex([
    { id: "authors", title: "Authors", text: "Authors met the general of an organ in the universe." },
  ]);
  const generation = await openGeneration(folder, { format: localSegmentFormat, verify: "sha256" });
  onTestFinished(() => generation.close());
  for (const query of ["authorities", "organisation", "organizations", "universities", "generations"])
    expect(await correctTerms([query], vocabularyOf(generation.segments)), query).toEqual([query]);
  expect(await correctTerms(["authprs"], vocabularyOf(generation.segments))).toEqual(["authors"]);
});
