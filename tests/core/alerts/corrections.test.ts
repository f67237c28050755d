import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { Corrections } from "@dateline-search/core/alerts/corrections";
import { KnownSlips } from "@dateline-search/core/alerts/known-slips";
import { SegmentTerms } from "@dateline-search/core/alerts/segment-terms";
import { openGeneration } from "@dateline-search/core/generation/open-generation";
import { correctTerms } from "@dateline-search/core/search/correct-terms";
import { vocabularyOf } from "@dateline-search/core/search/segments-index";
import { americanSpelling, spellingsNear } from "@dateline-search/core/words/american-spelling";
import { placeEdit, wordsOneEditAway } from "@dateline-search/core/words/edit-distance";
import { splitWords } from "@dateline-search/core/words/split-words";
import { keptWords, stemWord } from "@dateline-search/core/words/stem-word";
import { beforeAll, describe, expect, test } from "vitest";
import { judgedEvents } from "../../../bench/stories/events/judged-events.ts";
import { seededRandom } from "../../fixtures/seeded-random.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";
import { updateTestIndex } from "../../fixtures/update-test-index.ts";

const PLAIN = /^[a-z]{4,}$/;
const BRITISH =
  "colour neighbour favourite theatre centre fibre calibre travelled labelled paediatric archaeology haemorrhage grey tyre kerb gaol plough sceptic realise realised organisation industrialisation analyse paralysed catalogue dialogue programme kilogramme defence licence practise enrolment fulfil skilful likeable judgement learnt towards aeroplane manoeuvre metre kilometres benefitted worshipped biassed jewellery instalment cheque draught moustache whisky yoghurt sulphur oestrogen foetus adviser advisor".split(
    " ",
  );
const random = seededRandom(20);
const pick = <T>(some: readonly T[]): T => some[Math.floor(random() * some.length)] as T;

let words: readonly string[];
beforeAll(() => {
  const texts = judgedEvents(seededRandom(20)).map(({ article }) => `${article.title} ${article.text}`);
  words = [...new Set([...texts.flatMap((text) => splitWords(text)), ...BRITISH])].filter((word) =>
    PLAIN.test(word),
  );
});

describe("the slips of a word that may be in an index", () => {
  test("are all whose stem it contains, in order and with their costs", () => {
    const kept = [...keptWords()].filter((word) => PLAIN.test(word));
    for (let count = 0; count < 250; count++) {
      // A slip of a word, so that a slip of the slip is a word.
      const word = pick(wordsOneEditAway(pick([...words, ...BRITISH, ...kept]))).word;
      const edits = wordsOneEditAway(word);
      const vocabulary = new Set([
        ...edits.filter(() => random() < 0.1).map((edit) => stemWord(edit.word)),
        "a",
        "ca",
      ]);
      const found = new KnownSlips([...vocabulary]).of(word);
      const known = edits.filter((edit) => vocabulary.has(stemWord(edit.word)));
      const foundWords = new Set(found.map((edit) => edit.word));
      expect(
        known.filter((edit) => !foundWords.has(edit.word)),
        word,
      ).toEqual([]);
      const expected = edits.filter((edit) => foundWords.has(edit.word));
      expect(found.map((edit) => [edit.word, edit.cost])).toEqual(
        expected.map((edit) => [edit.word, edit.cost]),
      );
    }
  });

  test("are few of the five hundred", () => {
    const slips = new KnownSlips([...new Set(words.map((word) => stemWord(word)))]);
    const some = words.slice(0, 300).flatMap((word) => slips.of(`${word.slice(0, 3)}q${word.slice(3)}`));
    expect(some.length / 300).toBeLessThan(25);
  });

  test("take no longer for words that are made of endings", () => {
    expect(new KnownSlips(["esx"]).of(`${"es".repeat(60)}q`).length).toBeLessThan(5);
  });

  test.each(["colour", "harbor", "aaab", "letter", "q"])("of %s keep their order among all", (word) => {
    const edits = wordsOneEditAway(word);
    const placed = edits.map((edit) => placeEdit(word, edit.word));
    expect(placed.toSorted((a, b) => a.place - b.place).map(({ word, cost }) => ({ word, cost }))).toEqual(
      edits,
    );
  });
});

test("every other spelling has in it what is near all of its slips, unless it is that of -ise", () => {
  const isGeneric = (word: string) =>
    americanSpelling(word) === word.replace(/is(?=[aei])|ys(?=[ei])/, (is) => `${is[0]}z`);
  const missed = BRITISH.filter((word) => americanSpelling(word) !== word && !isGeneric(word)).flatMap(
    (word) =>
      wordsOneEditAway(word)
        .filter((slip) => PLAIN.test(slip.word))
        .filter((slip) => !spellingsNear(slip.word).some((letters) => word.includes(letters)))
        .map((slip) => `${slip.word} of ${word}`),
  );
  expect(missed).toEqual([]);
  expect(words.slice(0, 1_000).filter((word) => spellingsNear(word).length > 0).length).toBeLessThan(300);
});

test("many words are corrected as a search corrects each, even if the index grows, shrinks or is replaced", async () => {
  const store = new FileObjectStore(temporaryFolder());
  const memory = new SegmentTerms();
  const lacking = misspelledWords(150);
  const other = new FileObjectStore(temporaryFolder());
  let changed = 0;
  for (const [round, grown] of [store, store, store, other, store].entries()) {
    const texts = Array.from({ length: 40 }, () => Array.from({ length: 12 }, () => pick(words)).join(" "));
    await updateTestIndex(grown, {
      articles: texts.map((text, index) => ({ id: `${round}-${index}`, text })),
      removeIds: round === 4 ? ["0-1", "1-2"] : [],
    });
    const generation = await openGeneration(grown.folder, { format: localSegmentFormat, verify: "size" });
    const vocabulary = vocabularyOf(generation.segments);
    const terms = memory.of(generation);
    const corrections = new Corrections(generation.segments, {
      terms,
      corrected: memory.corrected,
      languages: ["en"],
    });
    // Some are not asked for each time.
    const asked = lacking.filter((_, index) => round === 0 || (index + round) % 3 > 0);
    await corrections.load(asked);
    const expected = await Promise.all(asked.map((word) => correctTerms([word], vocabulary, ["en"])));
    expect(asked.map((word) => corrections.of(word))).toEqual(expected);
    changed += expected.filter((found, index) => found[0] !== asked[index]).length;
    generation.close();
  }
  expect(changed).toBeGreaterThan(100);
});

/** Of which no text has any. */
function misspelledWords(count: number): string[] {
  const known = new Set(words.map((word) => stemWord(word)));
  const misspelled = Array.from({ length: 2 * count }, () => {
    const slip = pick(wordsOneEditAway(pick(words))).word;
    return random() < 0.5 ? slip : pick(wordsOneEditAway(slip)).word;
  }).filter((word) => !known.has(stemWord(word)));
  return [...new Set([...misspelled.slice(0, count), "éelectricty", "störm", "zqxjk"])];
}
