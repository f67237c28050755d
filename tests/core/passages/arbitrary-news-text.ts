import fc from "fast-check";

/** What makes splitting hard: scripts, clusters of several code points, quotation marks, stops, newlines. */
const FRAGMENTS = [
  ..."한국은 회담을 재개했다. |그는 “네”라고 했다. |قال السفير؟ |یہ ہے۔ |यह नीति है। |彼は去った。|「開いているか。」と|他走了！".split(
    "|",
  ),
  ..."👩‍👩‍👧‍👦|🇰🇷|👍🏽|‼️|e\u0301|\u0301|\u200d|नि|각|\u{1F600}".split("|"),
  ...`"|" | "|“|”|„|“ |«|» |« | »|「|」|(|)|[|]|'|’`.split("|"),
  ...". |? |! |... |… |, |; |: | . |.|?|!| — ".split("|"),
  ..."Mr. |Gen. |Lt. Col. |the U.S. |Dec. 10 |No. 5 |3.5 |J. K. |p.m. |St. |2025. 12. 10. ".split("|"),
  ..."Kim |said |he |The talks |uranium |NATO |A ".split("|"),
  " ",
  "  ",
  "\n",
  "\n\n",
  "\r\n",
  "\r\n\r\n",
  "\t",
  "\u00a0",
  "\u2028",
  "\u2029",
];

/** Texts of up to a few hundred fragments, now and then with characters that nobody thought of. */
export const newsText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 20, arbitrary: fc.constantFrom(...FRAGMENTS) },
      { weight: 1, arbitrary: fc.string({ unit: "grapheme", maxLength: 8 }) },
      { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 4 }) },
    ),
    { maxLength: 120 },
  )
  .map((fragments) => fragments.join(""));

const SENTENCES = [
  "The envoy met the minister on Dec. 10.",
  "한국은 회담을 재개했다.",
  "قال السفير إن المحادثات مستمرة.",
  "Talks go on 👩‍👩‍👧‍👦.",
  "Was it settled?",
  "It was not, Mr. Kim said.",
];

/** Well-formed stories: paragraphs of sentences, some of them inside one quotation. */
export const story: fc.Arbitrary<string> = fc
  .array(
    fc.record({
      quoted: fc.boolean(),
      marks: fc.constantFrom(['"', '"'], ["“", "”"], ["« ", " »"], ["„", "“"]),
      sentences: fc.array(fc.constantFrom(...SENTENCES), { minLength: 1, maxLength: 5 }),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((paragraphs) =>
    paragraphs
      .map(({ quoted, marks, sentences }) => {
        const text = sentences.join(" ");
        return quoted ? `${marks[0]}${text}${marks[1]}` : text;
      })
      .join("\n\n"),
  );

/** Offsets at which grapheme clusters start, and the length of the text. */
export function graphemeBoundaries(text: string): ReadonlySet<number> {
  const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
  return new Set([...[...segmenter.segment(text)].map(({ index }) => index), text.length]);
}
