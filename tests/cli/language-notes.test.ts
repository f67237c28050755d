import { languageNotes } from "@dateline-search/cli/terminal/build-notes";
import { expect, test } from "vitest";

const MODEL = "all-MiniLM-L6-v2";

test("each unsupported language is named once, with advice", () => {
  const notes = languageNotes(
    [
      { language: "en-GB", articles: 90, unknownShare: 0.001 },
      { language: "hi", articles: 12, unknownShare: 0.983 },
      { language: "de", articles: 1, unknownShare: 0 },
      { language: null, articles: 3, unknownShare: 0.9 },
      { language: null, articles: 3, unknownShare: 0 },
      { language: "no tag!", articles: 1, unknownShare: 0 },
    ],
    MODEL,
  );
  expect(notes).toEqual([
    `note: ${MODEL} cannot read 12 articles in Hindi: 98 % of the letters are unknown to it`,
    `note: ${MODEL} was not trained on the language of 1 article in German`,
    `note: ${MODEL} cannot read 3 articles in an unknown language: 90 % of the letters are unknown to it`,
    `note: ${MODEL} was not trained on the language of 1 article in "no tag!"`,
    expect.stringMatching(
      /--mode lexical.*dateline build --model multilingual-e5-small-q4 .*dateline model list/,
    ),
  ]);
});

test("an index in a supported language has no notes", () => {
  expect(languageNotes([{ language: "en", articles: 5, unknownShare: 0 }], MODEL)).toEqual([]);
  expect(languageNotes([], MODEL)).toEqual([]);
});
