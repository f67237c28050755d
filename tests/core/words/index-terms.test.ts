import { indexTerms, termsOfWord, wantedTermsIn } from "@dateline-search/core/words/index-terms";
import { keptWords } from "@dateline-search/core/words/stem-word";
import fc from "fast-check";
import { expect, test } from "vitest";

test.each([
  ["Enriching, enriched, enrichment", ["enrich", "enrich", "enrich"]],
  ["Café Müller", ["cafe", "muller"]],
  ["Łódź, Tromsø, Đà Nẵng, Straße", ["lodz", "tromso", "da", "nang", "strass"]],
  ["Apple's U.S. plan", ["appl", "u.s", "plan"]],
  ["the 90s and MP3s", ["the", "90s", "and", "mp3"]],
])("words of one stem, with and without accents, are one term: %j", (text, terms) => {
  expect(indexTerms(text)).toEqual(terms);
  expect(indexTerms(text.normalize("NFD"))).toEqual(terms);
});

test.each([
  ["пароход", ["пароход"]],
  ["がき", ["がき"]],
  ["पानी", ["पान"]],
])("marks of other scripts make a different letter: %j", (text, terms) => {
  expect(indexTerms(text)).toEqual(terms);
});

test("scripts without spaces become pairs of neighbouring characters", () => {
  expect(indexTerms("東京都知事")).toEqual(["東京", "京都", "都知", "知事"]);
  expect(indexTerms("東京 G7")).toEqual(["東京", "g7"]);
  expect(indexTerms("水")).toEqual(["水"]);
});

test("a text without words has no terms", () => {
  expect(indexTerms("")).toEqual([]);
  expect(indexTerms("😀 – …")).toEqual([]);
});

const LANGUAGES = [null, "en", "en-GB", "de", "es", "tr", "ru", "hi", "zh"];
/** Words whose stem begins differently, or whose stemmer has exceptions. */
const UNLIKE =
  "gaol kerb tyre czar enquiry oesophagus oestrogen oedema aeon aesthetic aetiology skies dying lying tying ugly yes by ie u.s 9th g7 a";
const VOCABULARY = [...keptWords(), ...UNLIKE.split(" ")];

test("the wanted terms of a word are those that stemming finds", () => {
  const word = fc.oneof(
    fc.constantFrom(...VOCABULARY),
    fc.stringMatching(/^[a-z]{1,4}(?:ing|ied|ies|ement|ization|isation|our|ably|y)?$/),
    fc.stringMatching(/^[a-z0-9]{1,3}$/),
    fc.constantFrom("straße", "œuvre", "état", "санкции", "東京", "한국의", "१२"),
  );
  fc.assert(
    fc.property(
      word,
      fc.constantFrom(...VOCABULARY),
      fc.constantFrom(...LANGUAGES),
      (it, other, language) => {
        const terms = termsOfWord(it, language);
        expect(wantedTermsIn(new Set(terms), language)(it)).toEqual(terms);
        const wanted = new Set(termsOfWord(other, language));
        expect(wantedTermsIn(wanted, language)(it)).toEqual(terms.filter((term) => wanted.has(term)));
      },
    ),
    { numRuns: 2_000 },
  );
});

test("the wanted terms of every kept word are found", () => {
  for (const word of VOCABULARY) {
    const terms = termsOfWord(word, "en");
    expect(wantedTermsIn(new Set(terms), "en")(word)).toEqual(terms);
  }
});
