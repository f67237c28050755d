import { queryTerms } from "@dateline-search/core/search/query-terms";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

test("terms are the content words, each once", () => {
  expect(queryTerms("Is the state open to the enrichment of uranium? Uranium!")).toEqual([
    "state",
    "open",
    "enrichment",
    "uranium",
  ]);
});

test("a query of function words alone keeps them", () => {
  expect(queryTerms("Who is it?")).toEqual(["who", "is", "it"]);
  expect(queryTerms("Don't!")).toEqual(["don't"]);
});

test.each([
  ["Apple's plan", ["apple", "plan"]],
  ["the workers' rights", ["workers", "rights"]],
  ["why don't banks lend", ["banks", "lend"]],
  ["we're told I've heard it'll rain, she'd know, I'm sure", ["told", "heard", "rain", "know", "sure"]],
  ["they couldn't've won", ["won"]],
  ["O'Brien's Côte d'Ivoire trip", ["brien", "côte", "ivoire", "trip", "obrien"]],
  ["the '90s", ["90s"]],
])("the part after an apostrophe is not a term, straight or curly: %j", (text, terms) => {
  expect(queryTerms(text)).toEqual(terms);
  expect(queryTerms(text.replaceAll("'", "’"))).toEqual(terms);
});

test.each([
  ["plan B", ["plan", "b"]],
  ["vitamin C study", ["vitamin", "c", "study"]],
  ["the S&P index", ["s", "p", "index"]],
])("single letters that stand for themselves are terms: %j", (text, terms) => {
  expect(queryTerms(text)).toEqual(terms);
});

test.each([
  ["the U.S. talks", ["u.s", "talks"]],
  ["the U.S.’s talks", ["u.s", "talks"]],
  ["J.K. Rowling", ["jk", "rowling"]],
  ["booking.com at 5.30", ["booking", "com", "5", "30"]],
])("dotted initials are one term: %j", (text, terms) => {
  expect(queryTerms(text)).toEqual(terms);
});

test("any text with a letter or digit has terms, and no term is blank", () => {
  const text = fc.string({ unit: fc.constantFrom(..."aAdnstmrevl05é'’. ") });
  fc.assert(
    fc.property(text, (query) => {
      const terms = queryTerms(query);
      expect(terms.length > 0).toBe(/[\p{L}\p{N}]/u.test(query));
      for (const term of terms) expect(term).toMatch(/^[\p{L}\p{N}]/u);
    }),
  );
});

describe("who and it in small letters", () => {
  test.each([
    ["who declares emergency", "w.h.o"],
    ["who chief tedros", "w.h.o"],
    ["who's chief", "w.h.o"],
    ["who report on air pollution", "w.h.o"],
    ["Trump cuts who funding", "w.h.o"],
    ["who guidelines for salt", "w.h.o"],
    ["who warns of cholera", "w.h.o"],
    ["who approves malaria vaccine", "w.h.o"],
    ["us withdrawal from who", "w.h.o"],
    ["argentina quits the who", "w.h.o"],
    ["who-led mission", "w.h.o"],
    ["it layoffs", "i.t"],
    ["layoffs in the it sector", "i.t"],
    ["indian it companies", "i.t"],
    ["Bengaluru it jobs", "i.t"],
    ["it outage at airports", "i.t"],
    ["it minister resigns", "i.t"],
    ["income tax it raids", "i.t"],
    ["WHO declares emergency", "w.h.o"],
    ["IT layoffs", "i.t"],
  ])("%j has the acronym", (text, term) => {
    expect(queryTerms(text)).toContain(term);
  });

  test.each([
    "who said that",
    "who is the president of france",
    "who won the election",
    "who leads the party",
    "who declares war?",
    "the man who reports to the minister",
    "the ministers who resigned",
    "people who quit smoking",
    "is it true",
    "make it work",
    "how it works",
    "what does it cost",
    "it is raining",
    "did it happen",
    "why it matters",
    "does it rain in seoul",
    "stop it",
    "is it hiring in india",
    "does it cost more",
    "how much it costs",
    "who funds the militia",
    "who estimates the damage?",
    "Who declares emergency",
    "It is raining in Seoul",
  ])("%j has the word", (text) => {
    for (const term of queryTerms(text)) expect(["w.h.o", "i.t"]).not.toContain(term);
  });
});

describe("a query in small letters has the country", () => {
  test.each([
    "us tariffs",
    "us-china trade war",
    "us and china trade talks",
    "us open final",
    "us election 2024",
    "us dollar against yen",
    "us too-big-to-fail banks",
    "china-us talks",
    "korea–us alliance in the us senate",
    "  us jobs report",
    "inflation in the us",
    "the us economy",
    "how many troops does the us have",
    "is the us leaving nato",
    "the us, japan and india",
    "anti-us protests",
    "non-us banks",
    "us's tariffs",
  ])("%j", (text) => {
    expect(queryTerms(text)).toContain("u.s");
  });

  test.each([
    "tell us more about tariffs",
    "they told us about the flood",
    "contact us",
    "join us",
    "let us in",
    "us and them",
    "us versus them film",
    "us vs. them",
    "us all together now",
    "us too",
    "what ai means for us",
    "the bus strike",
    "status of talks",
    "versus the state",
    "give us the report",
    "Us tariffs and the reply of us all",
    "who among us won",
  ])("but not if it can be the pronoun: %j", (text) => {
    expect(queryTerms(text)).not.toContain("u.s");
  });
});
