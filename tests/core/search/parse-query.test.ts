import { LIST_FILTERS } from "@dateline-search/core/article-fields";
import { DatelineError } from "@dateline-search/core/errors";
import { LANGUAGE_TAG } from "@dateline-search/core/search/parse-filter";
import { MAX_QUERY_CHARACTERS, parseOperators, parseQuery } from "@dateline-search/core/search/parse-query";
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

test("a source gets the form that the corpus stores", () => {
  const { filter } = parseQuery({ text: "x", source: " Le\u00a0Journal  de Que\u0301bec " });
  expect(filter.source).toEqual(["Le Journal de Qu\u00e9bec"]);
});

test("every list accepts one value or several, each once", () => {
  for (const name of LIST_FILTERS.filter((name) => name !== "language")) {
    expect(parseQuery({ text: "x", [name]: " a " }).filter).toEqual({ [name]: ["a"] });
    expect(parseQuery({ text: "x", [name]: ["a", "b  c", "a"] }).filter).toEqual({ [name]: ["a", "b c"] });
  }
});

test("a language gets the form that the corpus stores, and an invalid tag is rejected with its value", () => {
  const { filter } = parseQuery({ text: "wheat", language: ["EN_gb", "iw", "en-GB"] });
  expect(filter.language).toEqual(["en-GB", "he"]);
  for (const language of ["xx-yy-!!", "english speaking", "e", "-en", "en-GB-oed-x", "en-u-ca-buddhist"]) {
    expect(() => parseQuery({ text: "wheat", language })).toThrow(
      `Cannot search: language must be a BCP 47 tag such as en or en-GB, it is "${language}"`,
    );
  }
});

test("every tag of the API's form is accepted, and kept as Intl writes it", () => {
  fc.assert(
    fc.property(fc.stringMatching(new RegExp(LANGUAGE_TAG)), (tag) => {
      const { filter } = parseQuery({ text: "wheat", language: tag });
      expect(filter.language).toEqual(Intl.getCanonicalLocales(tag.replaceAll("_", "-")));
    }),
  );
});

test("every other parameter is taken unchanged", () => {
  const asked = { sort: "date", collapse: "story", mode: "lexical", offset: 20, halfLifeDays: 0 } as const;
  expect(parseQuery({ text: "x", ...asked })).toMatchObject(asked);
  expect(parseQuery({ text: "x", halfLifeDays: 2.5 }).halfLifeDays).toBe(2.5);
});

test("the past ends with the day, or at the instant in UTC", () => {
  expect(parseQuery({ text: "x", asOf: "2025-12-10" }).asOf).toBe("2025-12-10T23:59:59Z");
  expect(parseQuery({ text: "x", asOf: "2025-12-10T09:00:00+09:00" }).asOf).toBe("2025-12-10T00:00:00Z");
});

test("instants of one day may bound a search, and a date with an instant means its whole day", () => {
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
])("%j is rejected with the reason", (input, message) => {
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

test.each([
  ['"ceasefire deal"', "ceasefire deal", ["ceasefire deal"], []],
  ["“ceasefire deal” Gaza", "ceasefire deal Gaza", ["ceasefire deal"], []],
  ["Gaza „ceasefire deal“ now", "Gaza ceasefire deal now", ["ceasefire deal"], []],
  ["«ceasefire deal»", "ceasefire deal", ["ceasefire deal"], []],
  ['“ceasefire deal"', "ceasefire deal", ["ceasefire deal"], []],
  ['"one" and "two words"', "one and two words", ["one", "two words"], []],
  ['what is "the deal"?', "what is the deal ?", ["the deal"], []],
  ["jaguar -car", "jaguar", [], ["car"]],
  ["-car jaguar", "jaguar", [], ["car"]],
  ["jaguar −car", "jaguar", [], ["car"]],
  ["jaguar -car -cars", "jaguar", [], ["car", "cars"]],
  ['jaguar -"sports car" cat', "jaguar cat", [], ["sports car"]],
  ["jaguar -“sports car”", "jaguar", [], ["sports car"]],
  ["(jaguar -car)", "(jaguar )", [], ["car"]],
  ['"big cat" -jaguar', "big cat", ["big cat"], ["jaguar"]],
  ["talks -U.S.", "talks", [], ["U.S."]],
  ["talks -cease-fire", "talks", [], ["cease-fire"]],
  ["talks -O'Brien", "talks", [], ["O'Brien"]],
  ["東京「停戦合意」報道", "東京 停戦合意 報道", ["停戦合意"], []],
  ["报道 -『停战』", "报道", [], ["停战"]],
  ["floods －storm", "floods", [], ["storm"]],
  ["trade »free deal« «pact»", "trade free deal pact", ["free deal", "pact"], []],
])("%j searches for %j", (text, question, phrases, excluded) => {
  expect(parseOperators(text)).toMatchObject({ question, phrases, excluded });
});

test.each([
  ["floods source:Reuters", "floods", { source: ["Reuters"] }],
  ["Source:Reuters floods", "floods", { source: ["Reuters"] }],
  ['floods source:"The Hindu"', "floods", { source: ["The Hindu"] }],
  ["floods -source:“The Hindu” -source:AP", "floods", { excludeSource: ["The Hindu", "AP"] }],
  ["source:L'Équipe match", "match", { source: ["L'Équipe"] }],
  ["source:bbc.co.uk", "", { source: ["bbc.co.uk"] }],
  ["-source:Reuters", "", { excludeSource: ["Reuters"] }],
])("%j searches for %j in certain sources", (text, question, filter) => {
  const query = parseQuery({ text });
  expect(query.operators).toEqual({ question, unquoted: question, phrases: [], excluded: [] });
  expect(query.filter).toEqual(filter);
});

test("sources of the text are added to those of the filter", () => {
  const { filter, operators } = parseQuery({
    text: '"ferry strike" -storm source:AP -source:Mirror',
    source: "Reuters",
    excludeSource: ["Mirror", "Post"],
  });
  expect(filter).toEqual({ source: ["Reuters", "AP"], excludeSource: ["Mirror", "Post"] });
  expect(operators).toMatchObject({ phrases: ["ferry strike"], excluded: ["storm"] });
});

test.each([
  "Source: Reuters",
  "open source: what is it",
  "opensource:linux",
  'source:"" floods',
  "ferry delays",
  "cease-fire talks",
  "Trump - Putin summit",
  "Trump – Putin summit",
  "-40 degrees in Yakutsk",
  "score 3 -2",
  'a 6" pipe',
  'a 6" and an 8" pipe',
  'an open "quotation',
  "O'Brien's 'quoted' words",
  '""',
  '"…"',
  "- car",
  "rock'n'roll",
  "state-of-the-art",
])("%j has no operators", (text) => {
  expect(parseOperators(text)).toBeNull();
});

test("text outside quotation marks is kept separately", () => {
  expect(parseOperators('sings "Yesterday" today -love')?.unquoted).toBe("sings today");
});

test.each(["(-car)", "-car, -cars", '-car; -"sports car"!'])("%j asks nothing but to leave out", (text) => {
  expect(parseOperators(text)?.question).toBe("");
  expect(parseQuery({ text }).sort).toBe("date");
});

test("a query with only exclusions browses, whatever the settings of relevance", () => {
  const text = '-car -"sports car"';
  expect(parseQuery({ text, minConfidence: 0.5, halfLifeDays: 3 })).toMatchObject({
    text,
    sort: "date",
    minConfidence: null,
    halfLifeDays: null,
    operators: { question: "", excluded: ["car", "sports car"] },
  });
});

test("a query keeps the typed text, and has no operators if it names none", () => {
  const text = '"ferry strike" islands -storm';
  expect(parseQuery({ text })).toMatchObject({
    text,
    operators: { phrases: ["ferry strike"], excluded: ["storm"] },
  });
  expect(parseQuery({ text: "ferry" })).not.toHaveProperty("operators");
});

test("any text can be parsed, and only its own words are searched", () => {
  const text = fc.string({ unit: fc.constantFrom(..."ab -−\"“”„«» '.()9"), maxLength: MAX_QUERY_CHARACTERS });
  fc.assert(
    fc.property(text, (query) => {
      const operators = parseOperators(query);
      if (operators === null) return;
      for (const words of [...operators.phrases, ...operators.excluded]) {
        expect(words).toMatch(/[\p{L}\p{N}]/u);
        expect(query).toContain(words);
      }
    }),
  );
});
