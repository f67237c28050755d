import { queryTerms } from "@dateline-search/core/search/query-terms";
import { indexTerms } from "@dateline-search/core/words/index-terms";
import { nameKey } from "@dateline-search/core/words/name-key";
import { splitWords, wordSpans } from "@dateline-search/core/words/split-words";
import { describe, expect, test } from "vitest";

const termsOf = (query: string) => queryTerms(query).flatMap((text) => indexTerms(text));

describe("acronyms", () => {
  test.each([
    ["US tariffs", ["u.s", "tariff"]],
    ["tariffs of the US", ["tariff", "u.s"]],
    ["the US's tariffs", ["u.s", "tariff"]],
    ["US-led talks", ["u.s", "led", "talk"]],
    ["WHO declares emergency", ["w.h.o", "declar", "emergenc"]],
    ["IT layoffs", ["i.t", "layoff"]],
    ["UP elections", ["u.p", "elect"]],
    ["IS attack in Syria", ["i.s", "attack", "syria"]],
    ["US", ["u.s"]],
    ["WHO", ["w.h.o"]],
    ["US TARIFFS", ["u.s", "tariff"]],
  ])("in capitals are not function words: %s", (query, terms) => {
    expect(termsOf(query)).toEqual(terms);
  });

  test.each([
    ["who is it about us", ["who", "is", "it", "about", "us"]],
    ["Who told us?", ["told"]],
    ["It is up to them", ["it", "is", "up", "to", "them"]],
    ["WHO SAID THAT IT FELL", ["said", "fell"]],
    ["cats AND dogs", ["cat", "dog"]],
    ["do NOT resign", ["resign"]],
  ])(
    "are not seen in words with small letters, in text in capitals, or in stressed words: %s",
    (query, terms) => {
      expect(termsOf(query)).toEqual(terms);
    },
  );

  test.each([
    [["US", "U.S.", "U.S", "the US's", "the U.S.’s", "USA", "U.S.A."], "u.s"],
    [["UN", "U.N.", "the UN's", "the U.N.’s"], "un"],
    [["UK", "U.K.", "the U.K."], "uk"],
    [["EU", "E.U."], "eu"],
    [["NATO", "N.A.T.O."], "nato"],
    [["D.C.", "DC"], "dc"],
    [["PhD", "Ph.D."], "phd"],
    [["p.m.", "PM", "pm"], "pm"],
    [["W.H.O.", "WHO"], "w.h.o"],
    [["I.T.", "IT"], "i.t"],
  ])("are one term with dots and without: %j", (forms, term) => {
    for (const form of forms) expect(termsOf(`${form}`), form).toEqual([term]);
    for (const form of forms) expect(indexTerms(`It says ${form} agreed`), form).toContain(term);
  });

  test("texts and queries have the same term, the pronoun a different one", () => {
    expect(indexTerms("They told us that the US and the WHO agreed.")).toEqual([
      "they",
      "told",
      "us",
      "that",
      "the",
      "u.s",
      "and",
      "the",
      "w.h.o",
      "agre",
    ]);
  });
});

describe("names with numbers", () => {
  test.each([
    [["F-16", "F16", "F 16", "F‑16", "F-16s", "F16s", "the F-16's"], ["f16"]],
    [["B-52", "B52", "B 52"], ["b52"]],
    [["Su-27", "Su27", "SU-27"], ["su27"]],
    [["AK-47", "AK47", "AK 47"], ["ak47"]],
    [["G-20", "G20", "G 20"], ["g20"]],
    [["G-7", "G7"], ["g7"]],
    [["MH370", "MH-370", "MH 370"], ["mh370"]],
    [["S-400", "S400", "S 400"], ["s400"]],
    [
      ["COVID-19", "COVID19", "Covid 19"],
      ["covid", "19"],
    ],
    [
      ["MiG-29", "MiG29", "MiG 29"],
      ["mig", "29"],
    ],
    [
      ["iPhone-15", "iPhone15", "iPhone 15"],
      ["iphon", "15"],
    ],
  ])("are the same with a hyphen, a space or nothing: %j", (forms, terms) => {
    for (const form of forms) expect(termsOf(form), form).toEqual(terms);
    for (const form of forms)
      expect(termsOf(`Poland buys ${form} jets`), form).toEqual(["poland", "buy", ...terms, "jet"]);
  });

  test.each([
    ["9-to-5 jobs", ["9", "to", "5", "job"]],
    ["a 16-year-old", ["a", "16", "year", "old"]],
    ["A 16-year-old", ["a", "16", "year", "old"]],
    ["on 2025-12-10", ["on", "2025", "12", "10"]],
    ["vitamin C 500 mg", ["vitamin", "c", "500", "mg"]],
    ["Vitamin C 500 and Plan B 20", ["vitamin", "c", "500", "and", "plan", "b", "20"]],
    ["US 50 states", ["u.s", "50", "state"]],
    ["plan B 20 years later", ["plan", "b", "20", "year", "later"]],
    ["AT 50, HE RETIRED", ["at", "50", "he", "retir"]],
    ["from 1990 to 1995", ["from", "1990", "to", "1995"]],
  ])("are not made from mere neighbours: %s", (text, terms) => {
    expect(indexTerms(text)).toEqual(terms);
  });
});

test.each([
  [["127900", "127,900", "1,27,900", "127'900", "127’900", "127\u202f900", "127\u00a0900"], "127900"],
  [["1234567", "1,234,567", "12,34,567", "1'234'567"], "1234567"],
  [["10000000", "10,000,000", "1,00,00,000"], "10000000"],
  [["3500", "3,500"], "3500"],
])("a number is one word in any grouping of its digits: %j", (forms, term) => {
  for (const form of forms)
    expect(indexTerms(`about ${form} people`), form).toEqual(["about", term, "peopl"]);
});

test.each([
  ["in 2019,2020 and 2021", ["in", "2019", "2020", "and", "2021"]],
  ["1,2,3", ["1", "2", "3"]],
  ["at 5.30 or 3,500.25", ["at", "5", "30", "or", "3500", "25"]],
  ["on 12,5", ["on", "12", "5"]],
])("numbers that are mere neighbours stay separate: %s", (text, terms) => {
  expect(indexTerms(text)).toEqual(terms);
});

describe("stems", () => {
  const stemOf = (word: string) => indexTerms(word).join(" ");

  test.each([
    "organization organizations organisation organisations organized organising organiser",
    "organ organs",
    "university universities",
    "universe universes",
    "universal universally",
    "general generals generally",
    "generation generations generate generated",
    "Israel Israeli Israelis Israel's",
    "Iraq Iraqi Iraqis",
    "Pakistan Pakistani Pakistanis",
    "Qatar Qatari Qataris",
    "authority authorities",
    "author authors",
    "emergency emergencies",
    "emerge emerged emerging",
    "international internationally",
    "internal internally",
    "intern interns interned",
    "officer officers",
    "office offices",
    "department departments",
    "depart departed departs",
    "important importance importantly",
    "import imports imported",
    "execute execution executed",
    "executive executives",
    "paste pasted",
    "policy policies",
    "enrich enriching enrichment enriched",
    "election elections elected elect electing",
    "gas gases",
    "crisis crises",
    "die dies died dying",
  ])("forms of a word are one term: %s", (forms) => {
    const words = forms.split(" ");
    expect(new Set(words.map(stemOf)).size, words.map(stemOf).join()).toBe(1);
  });

  test.each([
    ["news", "new"],
    ["organization", "organ"],
    ["organic", "organ"],
    ["general", "generation"],
    ["generals", "generation"],
    ["university", "universe"],
    ["university", "universal"],
    ["authorities", "author"],
    ["authorities", "authorize"],
    ["emergency", "emerging"],
    ["international", "internal"],
    ["international", "intern"],
    ["officer", "office"],
    ["department", "depart"],
    ["apartment", "apart"],
    ["important", "import"],
    ["executive", "execution"],
    ["engineer", "engine"],
    ["experiment", "experience"],
    ["several", "severe"],
    ["past", "paste"],
    ["police", "policy"],
    ["community", "communist"],
    ["united", "unit"],
    ["customs", "custom"],
    ["AIDS", "aid"],
    ["skies", "ski"],
    ["hospital", "hospitality"],
    ["customer", "custom"],
    ["protest", "protestant"],
    ["miner", "mineral"],
    ["liberation", "liberal"],
    ["recession", "recess"],
    ["politics", "polite"],
    ["admiral", "admire"],
    ["corporation", "corporal"],
    ["information", "informal"],
  ])("different words are different terms: %s, %s", (one, other) => {
    expect(stemOf(one)).not.toBe(stemOf(other));
  });
});

test.each([
  ["J. K. Rowling", "J.K. Rowling", "JK Rowling", "J K Rowling", "jk rowling", "j k rowling"],
  ["A. P. J. Abdul Kalam", "APJ Abdul Kalam", "A P J Abdul Kalam", "a p j abdul kalam"],
  ["M. K. Stalin", "M.K. Stalin", "MK Stalin", "M K Stalin", "m k stalin"],
  ["U. S. Steel", "U.S. Steel", "US Steel"],
  ["S & P 500", "S&P 500"],
])("initials are one word, however they are written: %s", (...spellings) => {
  expect(new Set(spellings.map((written) => termsOf(written).join(" "))).size).toBe(1);
});

test.each([
  ["Vitamin B C Deficiency", ["vitamin", "b", "c", "deficiency"]],
  ["vitamin b c deficiency", ["vitamin", "b", "c", "deficiency"]],
  ["George W. Bush", ["george", "w", "bush"]],
  ["Plan B Works", ["plan", "b", "works"]],
])("letters that are not initials stay: %s", (text, words) => {
  expect(queryTerms(text)).toEqual(words);
});

test.each([
  ["L'Équipe", "L’Équipe", "L’ÉQUIPE", "L'Equipe", "l‘equipe", "LʼÉquipe", "L'E\u0301quipe"],
  ["Seán O'Brien", "Seán O’Brien", "SEAN O'BRIEN"],
  ["Süddeutsche Zeitung", "Suddeutsche Zeitung", "SÜDDEUTSCHE ZEITUNG"],
  ["Asahi-Shimbun", "Asahi‐Shimbun", "Asahi–Shimbun"],
  ["Tromsø", "TROMSØ", "Tromso"],
])("names are the same in a filter whatever their case, accents and apostrophes: %s", (...names) => {
  expect(new Set(names.map(nameKey)).size).toBe(1);
});

test("names with different letters stay separate in a filter, and so do marks of other scripts", () => {
  expect(nameKey("The Times")).not.toBe(nameKey("Times"));
  expect(nameKey("がき")).not.toBe(nameKey("かき"));
});

test("spans are those of the text, apostrophes, groups and hyphens included", () => {
  const text = "The U.S.’s F-16s cost 1,27,900 dollars’ worth";
  const spans = wordSpans(text).map(({ start, end }) => text.slice(start, end));
  expect(spans).toEqual(["The", "U.S.’s", "F-16s", "cost", "1,27,900", "dollars", "worth"]);
  expect(wordSpans(text).flatMap(({ words }) => words)).toEqual(splitWords(text));
});
