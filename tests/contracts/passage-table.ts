import type { PassageTable } from "@dateline-search/core/ports/passage-table";
import type { Article, Filter } from "@dateline-search/core/types";
import { beforeAll, describe, expect, test } from "vitest";
import { exampleArticle, paragraphsOf } from "../fixtures/example-article.ts";

const FERRY = exampleArticle({
  id: "ferry",
  title: "Islands wait for milk",
  text: "The ferry sailed again on Monday.\n\nStorms kept ferries in port, and the café closed.",
  url: "https://example.com/ferry",
  source: "Harbour Gazette",
  author: "A. Writer",
  section: "Local",
  tags: ["Ferries", "Łódź", "Lodz"],
  place: "Łódź",
  agency: "IANS",
  language: "en",
  publishedAt: "2025-03-03",
  updatedAt: "2025-03-04T08:00:00Z",
});
const BRIDGE = exampleArticle({
  id: "bridge",
  title: "Council closes the old bridge",
  text: 'Engineers found cracks in it; "NOT safe", they said.',
  titleDerived: true,
  source: "Evening Post",
  tags: ["FERRIES", "Bridges"],
  language: "en-GB",
  publishedAt: "2025-03-10T09:30:00Z",
});
const UNDATED = exampleArticle({ id: "soup", title: "Soup", text: "Lentils. 😀 Onions." });
const TWIN = exampleArticle({ id: "twin", title: "Soup", text: "Lentils. 😀 Onions." });
const ARTICLES: readonly Article[] = [FERRY, BRIDGE, UNDATED, TWIN];

/**
 * What every passage table promises.
 *
 * @param make gives a table of these articles, each paragraph a passage
 */
export function describePassageTable(
  name: string,
  make: (articles: readonly Article[]) => Promise<PassageTable>,
): void {
  describe(`${name} as a PassageTable`, () => {
    let table: PassageTable;
    beforeAll(async () => {
      table = await make(ARTICLES);
    });

    test("states how many articles and passages it has", () => {
      expect([table.articleCount, table.passageCount]).toEqual([4, 5]);
    });

    test("filters and counts by each value of a field with several", () => {
      const articles = (tags: readonly string[]) => table.rowsMatching({ tags })?.rows().length;
      expect(articles(["ferries"])).toBe(3);
      expect(articles(["bridges", "lodz"])).toBe(3);
      expect(articles(["lodz"])).toBe(2);
      expect(articles(["milk"])).toBe(0);
      expect(table.countArticles("tags", null)).toEqual(
        expect.arrayContaining([
          { value: null, count: 2 },
          { value: expect.stringMatching(/^ferries$/i), count: 2 },
          { value: "Bridges", count: 1 },
          { value: expect.stringMatching(/^(?:Łódź|Lodz)$/), count: 1 },
        ]),
      );
    });

    test("returns passages and their articles unchanged, in the requested order", () => {
      const expected = ARTICLES.flatMap((article) =>
        paragraphsOf(article).map((passage) => ({ passage, article })),
      ).map((entry, row) => ({ row, ...entry }));
      expect(table.read([0, 1, 2, 3, 4])).toEqual(expected);
      expect(table.read([3, 0, 3])).toEqual([expected[3], expected[0], expected[3]]);
      expect(table.read([])).toEqual([]);
    });

    test.each([-1, 5, 0.5])("has no row %d", (row) => {
      expect(() => table.read([0, row])).toThrow(expect.objectContaining({ code: "internal" }));
    });

    test.each<[string, Filter, readonly number[] | null]>([
      ["nothing", {}, null],
      ["all dates and no article without one", { from: "2000-01-01", to: "2100-01-01" }, [0, 1, 2]],
      ["a source in capitals", { source: ["HARBOUR GAZETTE"] }, [0, 1]],
      ["a part of a source", { source: ["Harbour"] }, []],
      ["any of two sources", { source: ["nobody", "Evening Post", "harbour gazette"] }, [0, 1, 2]],
      ["all but a source", { excludeSource: ["HARBOUR GAZETTE"] }, [2, 3, 4]],
      ["all but two sources", { excludeSource: ["harbour gazette", "Evening Post"] }, [3, 4]],
      ["a source without itself", { source: ["Evening Post"], excludeSource: ["evening post"] }, []],
      ["all but no source", { excludeSource: [] }, null],
      ["a section", { section: ["LOCAL"] }, [0, 1]],
      ["an author", { author: ["a. writer"] }, [0, 1]],
      ["a place beyond ASCII", { place: ["łÓDŹ"] }, [0, 1]],
      ["a language", { language: ["EN"] }, [0, 1, 2]],
      ["a language of a region", { language: ["en-gb", "de"] }, [2]],
      ["the beginning of a language tag", { language: ["e"] }, []],
      ["an article", { articleId: ["soup", "bridge", "none"] }, [2, 3]],
      ["an article whose id has another case", { articleId: ["Soup"] }, []],
      ["a section and a source that do not meet", { section: ["local"], source: ["evening post"] }, []],
      ["none of no sources", { source: [] }, []],
      ["none of no languages", { language: [] }, []],
      ["from the day of an instant", { from: "2025-03-10" }, [2]],
      ["from an instant", { from: "2025-03-10T09:30:01Z" }, []],
      ["to the day of an instant", { to: "2025-03-10" }, [0, 1, 2]],
      ["to the day before", { to: "2025-03-09" }, [0, 1]],
      ["dates and a source", { from: "2025-01-01", to: "2025-12-31", source: ["evening post"] }, [2]],
    ])("a filter for %s allows the expected rows", (_what, filter, rows) => {
      const matching = table.rowsMatching(filter);
      expect(matching === null ? null : [...matching.rows()]).toEqual(rows);
    });

    test("has all rows", () => {
      expect(table.rows()).toEqual([0, 1, 2, 3, 4]);
    });

    test("returns the positions of passages, in the requested order", () => {
      const spans = ARTICLES.flatMap(paragraphsOf).map(({ ordinal, start, end }) => ({
        ordinal,
        start,
        end,
      }));
      expect(table.spans([0, 1, 2, 3, 4])).toEqual(spans);
      expect(table.spans([3, 0])).toEqual([spans[3], spans[0]]);
      expect(table.spans([])).toEqual([]);
      expect(() => table.spans([5])).toThrow(expect.objectContaining({ code: "internal" }));
    });

    test("counts articles by value, most frequent first, each once however many passages it has", () => {
      expect(table.countArticles("source", null)).toEqual([
        { value: null, count: 2 },
        { value: "Evening Post", count: 1 },
        { value: "Harbour Gazette", count: 1 },
      ]);
      expect(table.countArticles("month", null)).toEqual([
        { value: null, count: 2 },
        { value: "2025-03", count: 2 },
      ]);
      expect(table.countArticles("place", [0, 1, 2])).toEqual([
        { value: null, count: 1 },
        { value: "Łódź", count: 1 },
      ]);
      expect(table.countArticles("section", [1])).toEqual([{ value: "Local", count: 1 }]);
      expect(table.countArticles("section", [])).toEqual([]);
    });
  });
}
