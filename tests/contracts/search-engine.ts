import { FACET_FIELDS } from "@dateline-search/core/article-fields";
import { DatelineError } from "@dateline-search/core/errors";
import type { OpenGeneration } from "@dateline-search/core/generation/open-generation";
import { countFacets } from "@dateline-search/core/search/count-facets";
import { findSimilar } from "@dateline-search/core/search/find-similar";
import { findSimilarToText } from "@dateline-search/core/search/find-similar-to-text";
import { parseQuery, type QueryInput } from "@dateline-search/core/search/parse-query";
import { readArticle } from "@dateline-search/core/search/read-article";
import type { SearchEngine, SearchedGeneration } from "@dateline-search/core/search/search-engine";
import { countFacetsOfQuery, searchPassages } from "@dateline-search/core/search/search-passages";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hashedWordsEmbedder } from "../fixtures/hashed-words-embedder.ts";

/** An engine that serves the articles of the suite, and the generation of segments that it has to answer as. */
export interface EngineUnderTest {
  readonly engine: SearchEngine;
  readonly expected: OpenGeneration;
  close(): Promise<void>;
}

const NOW = () => new Date("2025-05-01T00:00:00Z");
const embedder = hashedWordsEmbedder();

/** Every kind of question, over the articles of `ENGINE_RECORDS`. */
export const ENGINE_QUESTIONS: readonly QueryInput[] = [
  { text: "ferry islands storms" },
  { text: "old bridge cracks", collapse: "article", facets: ["source", "month"] },
  { text: "wheat harvest prices", collapse: "story" },
  { text: "wheat harvest prices", limit: 2, offset: 1 },
  { text: "harvest -orchestra" },
  { text: '"wheat harvest"' },
  { text: '"wheat harvest" "fell by a tenth"' },
  { text: '"harvest wheat"' },
  { text: 'harvest -"fell by a tenth"' },
  { text: '-harvest -"old bridge"', facets: ["source", "month"], timeZone: "Asia/Seoul" },
  { text: "-harvest", sort: "oldest", collapse: "story", limit: 2 },
  { text: "Harvst prices" },
  { text: "Denuclarisation talks" },
  { text: "orchestra", source: ["evening POST"] },
  { text: "orchestra", excludeSource: ["Evening Post"] },
  { text: "harvest", tags: ["ECONOMIE"] },
  { text: "", tags: ["économie"], facets: ["tags"] },
  { text: "", tags: ["lodz", "한반도"] },
  { text: "prices", tags: ["economie"], author: ["ann muller"] },
  { text: "harvest", language: ["en"] },
  { text: "harvest", language: ["de"] },
  { text: "harvest", articleId: ["wheat", "undated"] },
  { text: "soup", to: "2025-03-31" },
  { text: "bridge", from: "2025-03-10", to: "2025-03-10" },
  { text: "bridge", from: "2025-03-10T09:30:00Z" },
  { text: "bridge", from: "2025-03-10", timeZone: "Asia/Seoul" },
  { text: "what happened in April", timeZone: "Asia/Seoul" },
  { text: "what happened yesterday", asOf: "2025-04-02" },
  { text: "conductor Lima", sort: "date" },
  { text: "prices", sort: "oldest" },
  { text: "prices", mode: "semantic" },
  { text: "prices", mode: "lexical" },
  { text: "harvest", halfLifeDays: 7 },
  { text: "prices", minSimilarity: 0.2 },
  { text: "zzzz qqqq", mode: "lexical" },
  { text: "prices", passageLength: 40 },
  { text: "" },
  { text: "", sort: "oldest", collapse: "story", facets: ["source"] },
  { text: "", source: ["Harbour Gazette"], limit: 1, offset: 1 },
];

/**
 * What every search engine must do: to answer as the segments of the same generation do.
 *
 * @param differing fields of answers that may be others
 */
export function describeSearchEngine(
  name: string,
  open: () => Promise<EngineUnderTest>,
  { differing = [] }: { readonly differing?: readonly string[] } = {},
): void {
  describe(`the search engine ${name}`, () => {
    let opened: EngineUnderTest;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(async () => await opened.close());

    const both = async (work: (generation: SearchedGeneration) => Promise<unknown>) => {
      const expected = await work(opened.expected);
      const actual = await opened.engine.use(work);
      return {
        expected: nearly(comparable(expected, differing)),
        actual: comparable(actual, differing),
      };
    };

    test.each(ENGINE_QUESTIONS)("answers $text ($sort $mode $collapse) like segments", async (question) => {
      const { expected, actual } = await both((generation) =>
        searchPassages({ generation, embedder, now: NOW }, parseQuery(question)),
      );
      expect(actual).toEqual(expected);
    });

    test("finds answers, so that the comparison is meaningful", async () => {
      const found = await opened.engine.use((generation) =>
        searchPassages({ generation, embedder, now: NOW }, parseQuery({ text: "ferry islands storms" })),
      );
      expect(found.hits[0]?.article.id).toBe("ferry");
      expect(found.hits[0]?.parts.lexical).toBe(1);
    });

    test("names the story of a hit and its other articles", async () => {
      const { expected, actual } = await both((generation) =>
        searchPassages({ generation, embedder, now: NOW }, parseQuery({ text: "ferry islands storms" })),
      );
      expect(actual).toEqual(expected);
      expect(JSON.stringify(actual)).toContain('"ferry-copy"');
    });

    test("counts all articles, and those of an answer", async () => {
      const all = await both((generation) =>
        countFacets(generation, { filter: {} }, { facets: FACET_FIELDS }),
      );
      expect(all.actual).toEqual(all.expected);
      const filtered = await both((generation) =>
        countFacets(generation, { filter: { from: "2025-03-10" } }, { facets: FACET_FIELDS }),
      );
      expect(filtered.actual).toEqual(filtered.expected);
      const answer = await both((generation) =>
        countFacetsOfQuery(
          { generation, embedder, now: NOW },
          parseQuery({ text: "wheat prices", mode: "lexical" }),
        ),
      );
      expect(answer.actual).toEqual(answer.expected);
    });

    test.each(["Pacific/Kiritimati", "America/Los_Angeles", "UTC"])(
      "counts months of %s for all articles, the filtered ones and an answer",
      async (timeZone) => {
        const all = await both((generation) =>
          countFacets(generation, { filter: {} }, { facets: ["month"], timeZone }),
        );
        expect(all.actual).toEqual(all.expected);
        for (const text of ["-wheat", '-ferry -"old bridge"', "wheat prices"]) {
          const counted = await both((generation) =>
            countFacetsOfQuery({ generation, embedder, now: NOW }, parseQuery({ text, timeZone })),
          );
          expect(counted.actual, text).toEqual(counted.expected);
        }
      },
    );

    test("reads an article, and finds none for an unknown id", async () => {
      const known = await both((generation) => readArticle(generation, "wheat"));
      expect(known.actual).toEqual(known.expected);
      expect(await opened.engine.use((generation) => readArticle(generation, "never"))).toBeUndefined();
    });

    test("finds articles similar to an article and to a text", async () => {
      const similar = { limit: 3, filter: {}, minConfidence: null, minSimilarity: null };
      const article = await both((generation) => findSimilar({ generation, embedder }, "wheat", similar));
      expect(article.actual).toEqual(article.expected);
      const text = { title: "Wheat", text: "A large harvest of wheat made prices fall." };
      const toText = await both((generation) => findSimilarToText({ generation, embedder }, text, similar));
      expect(toText.actual).toEqual(toText.expected);
    });

    test("reports the current generation, and keeps it for a cursor", async () => {
      const { id } = opened.expected;
      expect(opened.engine.describe()).toMatchObject({ generation: id, refreshError: null });
      expect(await opened.engine.useKept(id, async (generation) => generation.id)).toBe(id);
      const unknown = opened.engine.useKept("0".repeat(64), async () => {});
      await expect(unknown).rejects.toThrow(DatelineError);
      await expect(unknown).rejects.toMatchObject({ code: "object-missing" });
    });
  });
}

/** Without what differs between two runs. */
function comparable(value: unknown, differing: readonly string[]): unknown {
  const without = new Set(["tookMs", ...differing]);
  return JSON.parse(JSON.stringify(value ?? null, (key, part: unknown) => (without.has(key) ? 0 : part)));
}

/** The same with room for rounding: sums of floats differ with their order. */
function nearly(value: unknown): unknown {
  if (typeof value === "number") return Number.isInteger(value) ? value : expect.closeTo(value, 4);
  if (Array.isArray(value)) return value.map(nearly);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, nearly(part)]));
}

/** Articles in two languages, with a copy, a date alone, a time, and none. */
export const ENGINE_RECORDS = [
  {
    id: "ferry",
    title: "Ferry service to the islands resumes",
    text: "The ferry to the northern islands sailed again on Monday. Storms had kept it in port for nine days.\n\nShopkeepers said that fresh milk had run out on the third day. The harbour master expects calm weather for the rest of the week, and two more sailings.",
    url: "https://example.com/ferry",
    source: "Harbour Gazette",
    section: "Coast",
    publishedAt: "2025-03-03",
  },
  {
    id: "ferry-copy",
    title: "Ferry service to the islands resumes",
    text: "The ferry to the northern islands sailed again on Monday. Storms had kept it in port for nine days.\n\nShopkeepers said that fresh milk had run out on the third day. The harbour master expects calm weather for the rest of the week, and two more sailings.",
    source: "Evening Post",
    publishedAt: "2025-03-04",
  },
  {
    id: "bridge",
    title: "Council closes the old bridge",
    text: "Engineers found cracks in two pillars of the old bridge. The council closed it to lorries at once.",
    url: "https://example.com/bridge",
    source: "Harbour Gazette",
    publishedAt: "2025-03-10T09:30:00Z",
  },
  {
    id: "orchestra",
    title: "Orchestra names a new conductor",
    text: "The city orchestra has chosen a conductor from Lima. She will open the season with Mahler.",
    source: "Evening Post",
    section: "Culture",
    publishedAt: "2025-03-10",
  },
  {
    id: "wheat",
    title: "Wheat prices fall after a good harvest",
    text: "Farmers brought in the largest wheat harvest for a decade. Prices fell by a tenth within a week.\n\nBakers do not expect bread to become cheaper. Traders in the capital spoke of a glut, and of ships that wait for days to be loaded with grain for buyers abroad.\n\nThe minister for agriculture promised help to farmers who cannot sell what they have brought in.",
    source: "Evening Post",
    author: "Ann Müller",
    tags: ["Économie", "Łódź", "Agriculture"],
    publishedAt: "2025-04-01",
  },
  {
    id: "ernte",
    title: "Weizenernte besser als im Vorjahr",
    text: "Die Bauern haben mehr Weizen geerntet als im vergangenen Jahr. Der Preis für Getreide ist gefallen, sagten Händler am Dienstag in der Hauptstadt.",
    source: "Abendblatt",
    language: "de",
    publishedAt: "2025-04-01T06:00:00Z",
  },
  {
    id: "talks",
    title: "Denuclearisation talks stall",
    text: "Envoys left the denuclearisation talks without a date for the next round.",
    source: "Wire",
    place: "Seoul",
    tags: ["한반도", "Économie"],
    publishedAt: "2025-03-31T20:00:00Z",
  },
  {
    id: "undated",
    title: "A recipe for lentil soup",
    text: "Lentils, onions and an hour of patience are enough.",
  },
] as const;
