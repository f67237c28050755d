import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { splitSentences } from "../../../packages/core/src/passages/split-sentences.ts";
import { graphemeBoundaries, newsText } from "./arbitrary-news-text.ts";

/** Each case is one text; `|` marks where it must be cut, and is not part of it. */
const CASES: Record<string, readonly string[]> = {
  "abbreviated titles and initials": [
    "Mr. Kim met Gen. Lee and Lt. Col. Park.|Rep. J. K. Ahn did not come.|George W. Bush did.",
    "Dr. Park flew to St. Louis.|Sen. Cho stayed.",
    "He spoke to Henry Kim Jr.|The talk was short.|He met Juan Ruiz Sr.|The talk was long.",
  ],
  "acronyms, companies and months, which may end a sentence": [
    "He works for the U.S. State Department.|He left the U.S.|The department stayed.",
    "Kim left the U.S.|“We stay,” he said.",
    "Apple Inc. Chief Executive Tim Cook joined Foo Corp. in May.|He sold Bar Inc.|It was small.",
    "On Dec. 10 South Korea replied.|It was the first reply since Sept. 3, 2024.",
    "They met at 5 p.m. Wednesday.|They ate at 8 p.m.|Police came at 11 a.m. GMT.",
  ],
  numbers: [
    "It rose 3.5 percent to $1.2 million.|No. 5 is out.|Would he?|No.|He left.",
    "It was so in 1998.|Nobody knew.|The attack happened at dawn.|15 people died.",
    'It was so in 2003.|2004 was good for the US.|20 firms grew.|He said: "Well."|"2005 will be better."',
    "1. Build the index.|2. Publish it.",
    "Art. 9 and Sec. 4 apply, see p. 12.|Vol. 2 does not.",
  ],
  "quotations and who said them": [
    '"That is our policy," he said.|"Is it open?" he asked.|"Is it open?" Kim asked.|He left.',
    '"Stop!" shouted Mr. Lee.|"Why?"|He did not know.',
    "“We go.|We win,” she said.|‘Never!’ he cried.|It was over.",
    'He said "No."|She left.|(See page 3.)|The end (who knows?) is near.',
    "« Bonjour ! » a-t-il dit.|« Non. »|Il part.|„Ja.|Gut.“|Er ging.|»Nein!«|Sie blieb.",
  ],
  "ellipses, names with marks, addresses": [
    "He waited...|Then he left.|She paused…|Then she spoke… and left.",
    "Yahoo! said no.|Shall We Dance? and Mamma Mia! were films.|See example.com/?q=1 now.|It is Node.js 20.",
  ],
  "stops set off by spaces, in capitals": [
    "THE U.S . FIRST PROPOSED A FORCE .|BUT EUROPE MADE NO PLAN .|TIES WITH THE U.S .|THE CARTOONISTS LAUGHED .",
    'A WEAPON THAT " WILL LAST A GENERATION .|THE TERMS ARE VERY GOOD . "|MANY BRITONS (TIME, DEC . 28) .|THEN WHAT ?|TORY .',
    '" WHY ? " HE ASKED .|JOHN F . KENNEDY MET MR . X .|HE WAS ILL .|DOCTORS CAME .',
  ],
  "other scripts": [
    '한국은 "열려 있나?"라고 물었다.|김 대사는 답했다.|2025. 12. 10. 서울에서 만났다.|"그렇다."|그는 떠났다.',
    "هل هي مفتوحة؟|قال نعم.|یہ ہے۔|وہ گیا۔|यह नीति है।|वह गया।",
    "「開いているか。」と彼は聞いた。|彼は去った。|“开放吗？”他问。|他走了！|“好。”",
    "Так сказал А. С. Пушкин.|Он ушёл.",
    "Good 👩‍👩‍👧‍👦!|🇰🇷 won 👍🏽.|Cafe\u0301.|E\u0301cole.",
  ],
  "Indian and other abbreviations in English": [
    "Smt. Devi met Shri. Rao and Dy. Commissioner Khan.|M/s. Gupta paid.|Lt Gen. Singh (Retd.) Chairman spoke.|Adv. Iyer left.",
    "The U.S. Government Printing Office is open.|India Vs. Pakistan was a draw.|Yahoo! Inc. fell.|It was 25 deg. C.|Rain is due.",
    "Addl. Director Nair and Asst. Engineer Das came.|Hon'ble. Justice Rao sat.|They left.",
  ],
  "German ordinals and abbreviations": [
    "Am 3. Oktober tritt sie ihr Amt an.|In der 2. Bundesliga gewann der HSV mit 3:2.|Danach wurde gefeiert.",
    "Im 19. Jahrhundert war das z. B. Berlin oder d. h. Preußen.|Er ist 32.|Die Stadt ist groß.|Es bleibt u. a. Kassel.",
    "Das kostet 3 Mio. Euro bzw. Franken.|Der Konzern wächst, inkl. Töchter usw. Dann fällt er.",
  ],
  "abbreviations of other languages": [
    "La Sra. López viajó a EE. UU. con el Dr. Ruiz.|Volvió ayer.|Mme. Dupont et MM. Roux sont là.",
    "Он живёт на ул. Ленина и т. д.|Потом он ушёл.|Театр им. Чехова открыт.",
    "De heer en mevr. Jansen, bijv. Piet, zijn er.|Zij gaan.",
  ],
  "lists, tables and scores": [
    "Oil price rises by four percent on supply fears\n|Gold falls\n|Yen at its lowest since 1990\n|Wheat steady after rain in Kansas and Iowa",
    "Liverpool 2 Arsenal 1\n|Chelsea 0 Everton 0",
    "• First item\n|• second item\n|3) third item",
    "Team\tPoints\n|Leeds United Football Club and others of the north\t31\n|Hull\t30",
    "金価格が下落\n|原油は上昇",
    "The harbour was closed on Tuesday after a ferry\nCaptain said the fog was too thick to see the\nlighthouse, and boats stayed in port.",
  ],
  newlines: [
    "A single newline\ndoes not end it.|A blank line does\n\n|even without a stop\r\n\r\n|or with\u2029|this",
  ],
};

describe("splitSentences", () => {
  for (const [name, texts] of Object.entries(CASES)) {
    for (const marked of texts) {
      test(`${name}: ${marked.slice(0, 60).replaceAll("\n", "\\n")}`, () => {
        const text = marked.replace(/(?<=\S)\|/g, glue(marked)).replaceAll("|", "");
        const sentences = splitSentences(text).map(({ start, end }) => text.slice(start, end));
        expect(sentences).toEqual(marked.split("|").map((sentence) => sentence.trim()));
      });
    }
  }

  test("a stray mark never becomes a sentence of its own", () => {
    expect(splitSentences("We go. » ). /").length).toBe(1);
  });

  test("an opening mark belongs to the sentence after it, even without a space between", () => {
    const text = "彼は去った。“好。”";
    expect(splitSentences(text).map(({ start, end }) => text.slice(start, end))).toEqual([
      "彼は去った。",
      "“好。”",
    ]);
  });

  test("blank texts have no sentences", () => {
    expect(["", " ", "\n\n\t"].flatMap((text) => splitSentences(text))).toEqual([]);
  });

  test("a text of many sentences splits like its parts, however long it is", () => {
    const part = 'Mr. Kim left the U.S. on Dec. 10. "Why?" he asked. He met J. K. Lee. ';
    expect(splitSentences(part.repeat(2000)).length).toBe(3 * 2000);
  });

  test("spans are trimmed, in order, cover what is not blank, and cut no grapheme cluster", () => {
    fc.assert(
      fc.property(newsText, (text) => {
        const spans = splitSentences(text);
        const boundaries = graphemeBoundaries(text);
        let covered = 0;
        for (const { start, end } of spans) {
          expect(start).toBeGreaterThanOrEqual(covered);
          expect(end).toBeGreaterThan(start);
          expect(text.slice(covered, start).trim()).toBe("");
          expect(boundaries.has(start) && boundaries.has(end), `cluster cut at ${start} or ${end}`).toBe(
            true,
          );
          covered = end;
        }
        expect(text.slice(covered).trim()).toBe("");
        expect(splitSentences(text)).toEqual(spans);
      }),
      { numRuns: 1500 },
    );
  });
});

/** Sentences of scripts written without blanks follow each other directly. */
function glue(marked: string): string {
  return /\p{Script=Hiragana}|\p{Script=Han}/u.test(marked) ? "" : " ";
}
