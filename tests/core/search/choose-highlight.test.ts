import { chooseHighlight } from "@dateline-search/core/search/highlight";
import { queryTerms } from "@dateline-search/core/search/query-terms";
import { queriedTerms } from "@dateline-search/core/words/index-terms";
import { expect, test } from "vitest";

/** The sentence that is chosen when the embeddings find all of them equally near. */
function chosenByWords(sentences: readonly string[], query: string): string {
  const text = sentences.join(" ");
  const spans = sentences.map((sentence) => {
    const start = text.indexOf(sentence);
    return { start, end: start + sentence.length, similarity: 0.5 };
  });
  return chooseHighlight({ text, start: 0 }, spans, { wanted: queriedTerms(queryTerms(query), []) }).text;
}

test.each([
  ["cafe muller", "The Café Müller brews again."],
  ["Café Müller", "The Cafe Muller brews again."],
  ["viet nam", "Việt Nam signs."],
])("Latin letters match without their accents: %j", (query, sentence) => {
  expect(chosenByWords(["Rain fell.", sentence], query)).toBe(sentence);
  expect(chosenByWords(["Rain fell.", sentence.normalize("NFD")], query)).toBe(sentence.normalize("NFD"));
});

test.each([
  ["बेल", ["बाल अच्छा है।", "बेल अच्छा है।"]],
  ["がき", ["かき です。", "がき です。"]],
  ["йод", ["иод нужен.", "йод нужен."]],
])("marks that make a different letter are kept: %j", (query, sentences) => {
  expect(chosenByWords(sentences, query)).toBe(sentences[1]);
});

test("a word matches its possessive, dotted initials match as one, and a possessive is not an initial", () => {
  expect(chosenByWords(["Rain fell.", "Apple’s plan failed."], "apple")).toBe("Apple’s plan failed.");
  expect(chosenByWords(["The U boat's crew left.", "The U.S. agreed."], "U.S.")).toBe("The U.S. agreed.");
});

test("a passage without sentences is highlighted entirely, at its place in the article", () => {
  expect(chooseHighlight({ text: "Rain fell.", start: 40 }, [], { wanted: new Set(["rain"]) })).toEqual({
    text: "Rain fell.",
    start: 40,
    end: 50,
  });
});

test("among sentences with the same words, the one nearer in meaning is chosen", () => {
  const text = "It rained. It poured.";
  const [first, second] = [
    { start: 0, end: 10 },
    { start: 11, end: 21 },
  ];
  const sentences = [
    { ...first, similarity: 0.2 },
    { ...second, similarity: 0.7 },
  ];
  expect(chooseHighlight({ text, start: 100 }, sentences, { wanted: new Set(["storm"]) })).toEqual({
    text: "It poured.",
    start: 111,
    end: 121,
  });
});

test("a rarer word counts more, and the first of equal sentences is chosen", () => {
  const sentences = ["The ferry left.", "The ferry came.", "The strike ended."];
  expect(chosenByWords(sentences, "ferry strike")).toBe("The strike ended.");
  expect(chosenByWords(sentences, "ferry")).toBe("The ferry left.");
  expect(chosenByWords(sentences, "harvest")).toBe("The ferry left.");
});
