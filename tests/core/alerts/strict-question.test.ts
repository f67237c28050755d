import { ALERT_CONFIDENCE } from "@dateline-search/core/alerts/alert-defaults";
import { strictQuestion } from "@dateline-search/core/alerts/strict-question";
import { describe, expect, test } from "vitest";

describe("the names of a new saved search are put in quotation marks", () => {
  test.each([
    ["earthquake in Indonesia", 'earthquake in "Indonesia"'],
    ["Harwick Foods quarterly profit", '"Harwick" "Foods" quarterly profit'],
    ["Who won the Wren Prize", 'Who won the "Wren" "Prize"'],
    ["What did Ursula von der Leyen say about AI", 'What did "Ursula" von der "Leyen" say about AI'],
    ["US sanctions on Iran's oil", `US sanctions on "Iran's" oil`],
    ["what Chinese firms bought in Africa", 'what Chinese firms bought in "Africa"'],
    ["AT&T's data breach, again", `"AT&T's" data breach, again`],
    ["fire at Saint-Malo's port", `fire at "Saint-Malo's" port`],
    ["fire at La Scala in Milan", 'fire at "La" "Scala" in "Milan"'],
    ["elections in Germany -Berlin", 'elections in "Germany" -Berlin'],
    ['-source:"The Hindu" floods in Kerala', '-source:"The Hindu" floods in "Kerala"'],
    ["floods in Kerala Source:Reuters", 'floods in "Kerala" Source:Reuters'],
  ])("%s", (text, expected) => {
    expect(strictQuestion({ text }).text).toBe(expected);
  });

  test.each([
    ["without a name", "ferry strike"],
    ["in lower case", "earthquake in indonesia"],
    ["that begins like a sentence", "What happened to the ferries"],
    ["whose names are written in several ways", "what the EU and U.S. told American and British firms"],
    ["that names only times", "ferries on Monday and in May, what happened"],
    ["written like a headline", "Ferry Strike in Greece"],
    ["in capitals", "FERRY STRIKE"],
    ["in German, where nouns have capitals", "Streik der Lokführer legt den Verkehr lahm"],
    ["in French", "Qui est la nouvelle maire de Poitiers"],
    ["in Russian, where names are inflected", "победа Зенита в финале кубка"],
    ["with a phrase of its own", '"ferry strike" in Greece'],
    ["with an unmatched quotation mark alone", '"'],
    ["that is empty", ""],
  ])("not those of one %s", (_, text) => {
    expect(strictQuestion({ text }).text).toBe(text);
  });
});

test("its floor is higher than that of a search, unless the question sets its own", () => {
  expect(strictQuestion({ text: "ferries", source: "IANS" })).toEqual({
    text: "ferries",
    source: "IANS",
    minConfidence: ALERT_CONFIDENCE,
  });
  for (const own of [{ minConfidence: 0.3 }, { minSimilarity: 0.4 }]) {
    expect(strictQuestion({ text: "ferries", ...own })).toEqual({ text: "ferries", ...own });
  }
  expect(strictQuestion({ text: '"ferry strike"' })).toEqual({ text: '"ferry strike"' });
});
