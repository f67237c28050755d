import { DatelineError } from "@dateline/core/errors";
import { parseQuery } from "@dateline/core/search/parse-query";
import fc from "fast-check";
import { expect, test } from "vitest";

test("a query gets the default limit and no filter", () => {
  expect(parseQuery({ text: "  enrichment talks " })).toEqual({
    text: "enrichment talks",
    limit: 10,
    filter: {},
  });
});

test("bounds become dates or UTC instants", () => {
  const { filter } = parseQuery({
    text: "x",
    from: "2025-12-10T09:00:00+09:00",
    to: "2025-12-31",
    source: " IANS ",
  });
  expect(filter).toEqual({ from: "2025-12-10T00:00:00Z", to: "2025-12-31", source: "IANS" });
});

test("a source is given the form in which the corpus keeps it", () => {
  const { filter } = parseQuery({ text: "x", source: " Le\u00a0Journal  de Que\u0301bec " });
  expect(filter.source).toBe("Le Journal de Qu\u00e9bec");
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
  [{ text: "" }, /no letter or digit/],
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
          return parseQuery(input).text.length > 0;
        } catch (error) {
          return error instanceof DatelineError && error.code === "invalid-input";
        }
      },
    ),
  );
});
