import { MAX_QUERY_CHARACTERS, parseQuery } from "@dateline-search/core/search/parse-query";
import { parseOperators } from "@dateline-search/core/search/query-operators";
import fc from "fast-check";
import { expect, test } from "vitest";

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
