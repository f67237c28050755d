import { joinedCompounds } from "@dateline-search/core/words/joined-compounds";
import { describe, expect, test } from "vitest";
import { buildTestIndex } from "../../fixtures/build-test-index.ts";
import { searchTestIndex } from "../../fixtures/search-test-index.ts";

test.each([
  ["A cease-fire holds", ["ceasefire"]],
  ["CEASE-FIRE IN LAOS", ["ceasefire"]],
  ["the cease\u2011fire's end", ["ceasefire"]],
  ["send an E-mail", ["email"]],
  ["health care and child care", ["healthcare", "childcare"]],
  ["a Web site", ["website"]],
  ["web sites", ["websites"]],
  ["Al-Qaeda and Kim Jong-un", ["alqaeda", "jongun"]],
  ["his mother-in-law", ["motherinlaw"]],
  ["Klima-Gipfel", ["klimagipfel"]],
  ["COVID-19 and the F-16", []],
  ["1-5 December", []],
  ["a four-part-long-winding-tale", []],
  ["every day", []],
  ["the health, care of others", []],
  ["ceasefire", []],
  ["pre- and post-war", ["postwar"]],
  ["US-led and UN-backed talks by e-mail", ["email"]],
  ["fighting in Sana'a, Ta\u2019izz and Xi'an", ["sanaa", "taizz", "xian"]],
  ["Sana’a's port, O'Brien’s case", ["sanaa", "obrien"]],
  ["D'Souza reads the Qur'an", ["dsouza", "quran"]],
  ["port of sana'a", ["sanaa"]],
  ["Officials at the port of sana'a", []],
  ["They'll say we've lost: Apple's, the workers' and don't", []],
  ["l'accord d'Ivoire, dell'Italia", []],
  ["ten per cent", ["percent"]],
])("%s", (text, words) => {
  expect(joinedCompounds(text).map(({ word }) => word)).toEqual(words);
});

test("a compound knows its position", () => {
  const text = "No health care, no cease-fire.";
  expect(joinedCompounds(text).map(({ start, end }) => text.slice(start, end))).toEqual([
    "health care",
    "cease-fire",
  ]);
});

const OTHERS = [
  { id: "ferry", title: "Ferry late", text: "The ferry to the islands was late again." },
  { id: "bread", title: "Bread dearer", text: "A loaf costs more than ever." },
];

async function buildWith(text: string) {
  return await buildTestIndex([{ id: "found", title: "Report", text }, ...OTHERS]);
}

async function ask(folder: string, query: string) {
  const { hits } = await searchTestIndex(folder, { text: query, mode: "lexical", minConfidence: 0 });
  return hits;
}

async function find(text: string, query: string) {
  const { folder } = await buildWith(text);
  return await ask(folder, query);
}

/** The spellings of one compound: each finds articles with each. */
const SPELLINGS: readonly (readonly string[])[] = [
  ["cease-fire", "ceasefire", "cease fire"],
  ["e-mail", "email", "E-Mail"],
  ["health care", "healthcare", "health-care"],
  ["web site", "website", "web-site", "Web sites"],
  ["start-up", "startup"],
  ["lock-down", "lockdown"],
  ["co-operation", "cooperation"],
  ["re-election", "reelection"],
  ["anti-government", "antigovernment"],
  ["by-election", "byelection"],
  ["policy maker", "policymaker", "policy-makers"],
  ["law maker", "lawmaker", "law-maker"],
  ["air strike", "airstrike", "air-strikes"],
  ["tax payer", "taxpayer"],
  ["on-line", "online"],
  ["Sana'a", "Sanaa"],
  ["O'Brien", "OBrien"],
];

describe("the spellings of a compound match by words", () => {
  test.each(SPELLINGS.flatMap((spellings) => spellings.map((written) => ({ written, spellings }))))(
    "$written is found by each of $spellings",
    async ({ written, spellings }) => {
      const { folder } = await buildWith(`Officials spoke of the ${written} on Monday.`);
      for (const asked of spellings) {
        const [hit] = await ask(folder, asked);
        expect([asked, hit?.article.id]).toEqual([asked, "found"]);
        const marked = hit?.highlight.words.map(({ start, end }) => hit.passage.text.slice(start, end)) ?? [];
        expect(marked.join(" ").replaceAll("-", " ")).toContain(written.replaceAll("-", " "));
      }
    },
  );
});

test("a compound and its words find each other", async () => {
  expect((await find("The oil-rich province votes.", "oil"))[0]?.article.id).toBe("found");
  expect((await find("The province is rich in oil.", "oil-rich province"))[0]?.article.id).toBe("found");
});

test("a compound that no article has as one word is not treated as misspelled", async () => {
  const { folder } = await buildTestIndex([
    { id: "oilrig", title: "Oilrig", text: "The oilrig stands idle." },
    ...OTHERS,
  ]);
  const { hits } = await searchTestIndex(folder, {
    text: "oil-rig ferry",
    mode: "lexical",
    minConfidence: 0,
  });
  expect(hits.map(({ article }) => article.id).sort()).toEqual(["ferry", "oilrig"]);
  const other = await searchTestIndex(folder, { text: "ferry-late", mode: "lexical", minConfidence: 0 });
  expect(other.hits.map(({ article }) => article.id)).toEqual(["ferry"]);
});
