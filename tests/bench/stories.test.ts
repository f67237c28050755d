import { expect, test } from "vitest";
import { judgeStories } from "../../bench/stories/judge-stories.ts";
import { followUp, NEWSROOM_EDITS, sentencesOf } from "../../bench/stories/newsroom-edits.ts";
import { exampleArticle } from "../fixtures/example-article.ts";
import { seededRandom } from "../fixtures/seeded-random.ts";

const article = exampleArticle({
  id: "a",
  text: "The ferry ran aground. Nobody was hurt, the captain said.\n\nTugs came at noon. The fog has been dense. Rescuers waited.",
});
const donor = exampleArticle({ id: "b", text: "Wheat is cheap. Farmers complain. The minister listens." });

test("every edit except that of the headline changes the text and keeps some of it", () => {
  for (const { name, edit } of NEWSROOM_EDITS) {
    const text = edit({ article, donor, random: seededRandom(1) });
    expect(text === article.text).toBe(name === "another headline");
    expect(sentencesOf(article.text).some((sentence) => text.includes(sentence.slice(0, 10)))).toBe(true);
  }
});

test("a follow-up is another article with two sentences of this one", () => {
  const text = followUp({ article, donor, random: seededRandom(1) });
  expect(text.startsWith(donor.text)).toBe(true);
  expect(text).toContain("Nobody was hurt, the captain said.");
});

test("stories are judged by pairs, and copies by whether they are with their original", () => {
  const judged = [
    { article, report: "a", kind: "original" },
    { article: { ...article, id: "a2" }, report: "a", kind: "brief" },
    { article: { ...article, id: "a3" }, report: "a", kind: "brief" },
    { article: donor, report: "b", kind: "original" },
  ];
  const storyOf = new Map([
    ["a", "one"],
    ["a2", "one"],
    ["b", "one"],
    ["a3", "other"],
  ]);
  expect(judgeStories(judged, storyOf)).toMatchObject({
    articles: 4,
    foundPairs: 3,
    rightPairs: 1,
    truePairs: 3,
    byKind: new Map([
      ["original", { total: 2, found: 2 }],
      ["brief", { total: 2, found: 1 }],
    ]),
  });
});
