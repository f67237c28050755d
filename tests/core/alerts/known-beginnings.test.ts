import { KnownBeginnings } from "@dateline-search/core/alerts/known-beginnings";
import { mayStandFor } from "@dateline-search/core/alerts/may-stand-for";
import type { Segment } from "@dateline-search/core/ports/segment";
import { wordsOneEditAway } from "@dateline-search/core/words/edit-distance";
import { splitWords } from "@dateline-search/core/words/split-words";
import { stemWord } from "@dateline-search/core/words/stem-word";
import { beforeAll, describe, expect, test } from "vitest";
import { judgedEvents } from "../../../bench/stories/events/judged-events.ts";
import { seededRandom } from "../../fixtures/seeded-random.ts";

const random = seededRandom(20);
/** Words of reports, and slips of some of them: whatever is asked for when a word is corrected. */
let words: readonly string[];
let slips: readonly (readonly [slip: string, of: string])[];
beforeAll(() => {
  const texts = judgedEvents(seededRandom(20)).map(({ article }) => `${article.title} ${article.text}`);
  words = [...new Set(texts.flatMap((text) => splitWords(text)))].filter((word) => /^[a-z]{4,}$/.test(word));
  slips = words.flatMap((word) => {
    const edits = wordsOneEditAway(word).filter(({ word: edit }) => /^[a-z]{4,}$/.test(edit));
    return edits.filter(() => random() < 0.01).map((edit) => [edit.word, word] as const);
  });
});

/** A segment with these terms and nothing else, which is all that is asked of it. */
function segmentWith(terms: ReadonlySet<string>): Segment {
  const index = {
    termsBeginning: (letters: string) =>
      [...terms].filter((term) => term > letters && term.startsWith(letters)),
    passagesWith: (some: readonly string[]) => some.map((term) => (terms.has(term) ? 1 : 0)),
  };
  return { words: index } as unknown as Segment;
}

describe("a quick look at words that may be misspelled", () => {
  test("says of none that an index has that it does not: every word and slip whose stem is there may be known", () => {
    const all = [...words, ...slips.map(([slip]) => slip)];
    const terms = new Set(all.map((word) => stemWord(word)));
    const missed = all.filter((word) => {
      const own = new KnownBeginnings([segmentWith(new Set([stemWord(word)]))]);
      for (let count = 0; count < 30; count++) own.lookFor();
      return !own.lookFor()(word);
    });
    expect(missed).toEqual([]);
    expect(all.length).toBeGreaterThan(5_000);
    expect(terms.size).toBeGreaterThan(1_000);
  });

  test("takes no longer for words that are made of endings", () => {
    const looker = new KnownBeginnings([segmentWith(new Set(["esx"]))]);
    for (let count = 0; count < 30; count++) looker.lookFor();
    expect(looker.lookFor()(`${"es".repeat(2_000)}q`)).toBe(false);
  });

  test("says of most slips that they are no words", () => {
    const looker = new KnownBeginnings([segmentWith(new Set(words.map((word) => stemWord(word))))]);
    for (let count = 0; count < 30; count++) looker.lookFor();
    const isKnown = looker.lookFor();
    expect(slips.filter(([slip]) => isKnown(slip)).length).toBeLessThan(slips.length / 3);
  });

  test("says of no term that a misspelled word stands for that it cannot", () => {
    const missed = slips.filter(([slip, word]) => !mayStandFor(slip, stemWord(word)));
    expect(missed).toEqual([]);
    const unlike = slips.filter(([slip], index) =>
      mayStandFor(slip, stemWord(words[(index * 37) % words.length] ?? "")),
    );
    expect(unlike.length).toBeLessThan(slips.length / 20);
  });
});
