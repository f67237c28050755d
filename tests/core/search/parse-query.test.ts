import { LIST_FILTERS } from "@dateline-search/core/article-fields";
import { DatelineError } from "@dateline-search/core/errors";
import { LANGUAGE_TAG } from "@dateline-search/core/search/parse-filter";
import { parseQuery } from "@dateline-search/core/search/parse-query";
import fc from "fast-check";
import { expect, test } from "vitest";

test("a query gets the default limit and no filter", () => {
  expect(parseQuery({ text: "  enrichment talks " })).toEqual({
    text: "enrichment talks",
    limit: 10,
    offset: 0,
    filter: {},
    sort: "relevance",
    collapse: "none",
    asOf: null,
    halfLifeDays: null,
    mode: "hybrid",
    minConfidence: null,
    minSimilarity: null,
    facets: [],
  });
});

test("bounds become dates or UTC instants", () => {
  const { filter } = parseQuery({
    text: "x",
    from: "2025-12-10T09:00:00+09:00",
    to: "2025-12-31",
    source: " IANS ",
  });
  expect(filter).toEqual({ from: "2025-12-10T00:00:00Z", to: "2025-12-31", source: ["IANS"] });
});

test("a source is given the form in which the corpus keeps it", () => {
  const { filter } = parseQuery({ text: "x", source: " Le\u00a0Journal  de Que\u0301bec " });
  expect(filter.source).toEqual(["Le Journal de Qu\u00e9bec"]);
});

test("every list takes one value or several, each once", () => {
  for (const name of LIST_FILTERS.filter((name) => name !== "language")) {
    expect(parseQuery({ text: "x", [name]: " a " }).filter).toEqual({ [name]: ["a"] });
    expect(parseQuery({ text: "x", [name]: ["a", "b  c", "a"] }).filter).toEqual({ [name]: ["a", "b c"] });
  }
});

test("a language is given the form in which the corpus keeps it, and what is no tag is refused with its value", () => {
  const { filter } = parseQuery({ text: "wheat", language: ["EN_gb", "iw", "en-GB"] });
  expect(filter.language).toEqual(["en-GB", "he"]);
  for (const language of ["xx-yy-!!", "english speaking", "e", "-en", "en-GB-oed-x", "en-u-ca-buddhist"]) {
    expect(() => parseQuery({ text: "wheat", language })).toThrow(
      `Cannot search: language must be a BCP 47 tag such as en or en-GB, it is "${language}"`,
    );
  }
});

test("every tag of the form that the API states is taken, and kept as Intl writes it", () => {
  fc.assert(
    fc.property(fc.stringMatching(new RegExp(LANGUAGE_TAG)), (tag) => {
      const { filter } = parseQuery({ text: "wheat", language: tag });
      expect(filter.language).toEqual(Intl.getCanonicalLocales(tag.replaceAll("_", "-")));
    }),
  );
});

test("everything else that can be asked is taken as it is", () => {
  const asked = { sort: "date", collapse: "story", mode: "lexical", offset: 20, halfLifeDays: 0 } as const;
  expect(parseQuery({ text: "x", ...asked })).toMatchObject(asked);
  expect(parseQuery({ text: "x", halfLifeDays: 2.5 }).halfLifeDays).toBe(2.5);
});

test("the past ends with the day, or at the instant in UTC", () => {
  expect(parseQuery({ text: "x", asOf: "2025-12-10" }).asOf).toBe("2025-12-10T23:59:59Z");
  expect(parseQuery({ text: "x", asOf: "2025-12-10T09:00:00+09:00" }).asOf).toBe("2025-12-10T00:00:00Z");
});

test("instants of one day may bound a search, and a date beside an instant means its whole day", () => {
  const [morning, evening] = ["2025-12-10T08:00:00Z", "2025-12-10T20:00:00Z"];
  for (const [from, to] of [
    [morning, evening],
    [evening, evening],
    [evening, "2025-12-10"],
    ["2025-12-10", morning],
  ]) {
    expect(parseQuery({ text: "x", from, to }).filter).toEqual({ from, to });
  }
});

test.each([
  [{ text: " ?!\n" }, /no letter or digit/],
  [{ text: "a".repeat(10_000) }, /has 10000 characters, at most 1000/],
  [{ text: "x", limit: 0 }, /limit must be a whole number from 1 to 100, it is 0/],
  [{ text: "x", limit: 101 }, /it is 101/],
  [{ text: "x", limit: 1.5 }, /it is 1.5/],
  [{ text: "x", limit: Number.NaN }, /it is NaN/],
  [{ text: "x", from: "yesterday" }, /from must be a date .* it is "yesterday"/],
  [{ text: "x", to: "2025-02-30" }, /to must be a date/],
  [{ text: "x", to: "2025-12-10T08:00:00" }, /to must be a date/],
  [{ text: "x", from: "2025-12-11", to: "2025-12-10" }, /from \(2025-12-11\) is after to \(2025-12-10\)/],
  [
    { text: "x", from: "2025-12-10T20:00:00Z", to: "2025-12-10T08:00:00Z" },
    /from \(2025-12-10T20:00:00Z\) is after to \(2025-12-10T08:00:00Z\)/,
  ],
  [{ text: "x", source: " " }, /source is empty/],
  [{ text: "x", author: ["A. Writer", ""] }, /author is empty/],
  [{ text: "x", place: [] }, /place is empty/],
  [{ text: "x", articleId: Array(101).fill("a") }, /articleId has 101 values, at most 100 are allowed/],
  [{ text: "x", offset: -1 }, /offset must be a whole number from 0 to 10000, it is -1/],
  [{ text: "x", sort: "newest" }, /sort must be one of relevance, date, oldest, it is "newest"/],
  [{ text: "x", collapse: "" }, /collapse must be one of none, article, story, it is ""/],
  [{ text: "x", mode: "dense" }, /mode must be one of hybrid, semantic, lexical, it is "dense"/],
  [{ text: "x", asOf: "tomorrow" }, /asOf must be a date/],
  [{ text: "x", halfLifeDays: -1 }, /halfLifeDays must be a number from 0 to 36500, it is -1/],
  [{ text: "x", halfLifeDays: Number.NaN }, /halfLifeDays must be a number .* it is NaN/],
  [{ text: "x", from: "2025-12-11", asOf: "2025-12-10" }, /from \(2025-12-11\) is after asOf/],
  [{ text: "x", sort: "date", halfLifeDays: 7 }, /halfLifeDays \(7\) changes scores/],
])("%j is refused with what is wrong", (input, message) => {
  expect(() => parseQuery(input)).toThrow(DatelineError);
  expect(() => parseQuery(input)).toThrow(message);
});

test("any input gives a query or an invalid-input error", () => {
  fc.assert(
    fc.property(
      fc.record({ text: fc.string({ unit: "binary" }), from: fc.option(fc.string(), { nil: undefined }) }),
      (input) => {
        try {
          return parseQuery(input).text.length > 0 || input.text.trim() === "";
        } catch (error) {
          return error instanceof DatelineError && error.code === "invalid-input";
        }
      },
    ),
  );
});
