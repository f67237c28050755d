/** Uniform numbers in 0…1. */
export type Random = () => number;

/** What parsers stumble over: ends of structures, wide and invalid characters, numbers at limits, deep nesting. */
const TOKENS = [
  "\0",
  "\uFEFF",
  "\uFFFD",
  "\u2028",
  "\u202E",
  "😀",
  "e\u0301",
  "\r\n",
  "\r",
  "\n\n\n",
  "\t",
  "\x1b[31m",
  "<",
  ">",
  "</",
  "<!--",
  "-->",
  "<![CDATA[",
  "]]>",
  "<?xml version='1.0' encoding='utf-16'?>",
  "&",
  "&amp;",
  "&#0;",
  "&#x110000;",
  '<!DOCTYPE x [<!ENTITY a "b">]>',
  "&a;",
  "<script>",
  "<p>",
  "<div>",
  "{",
  "}",
  "[",
  "]",
  '"',
  "\\",
  "\\u",
  "\\ud800",
  "null",
  "true",
  "-1",
  "1e999",
  "99999999999999999999",
  "NaN",
  "__proto__",
  "constructor",
  ",",
  ":",
  "---",
  "+++",
  "```",
  "> ",
  "- ",
  "1. ",
  "#",
  "*a_",
  "**",
  "_",
  "![](",
  "](",
  "|",
  "2025-02-30",
  "9999-12-31T23:59:60Z",
  "0000-00-00",
  "%",
  "%00",
  "%ff",
  "+",
  "'",
  "--",
  ";",
  "OR 1=1",
  "*",
  "NEAR(",
  "../",
  "http://",
  "data:",
  "file:///",
  "s3://",
];
const LONGEST_RUN = 400;

/** Changes a text or bytes in some of the ways in which they come damaged, cut, doubled or hostile. */
export function mutate(bytes: Uint8Array, random: Random): Uint8Array {
  let changed = Buffer.from(bytes);
  const times = 1 + below(random, 4);
  for (let time = 0; time < times; time++) changed = mutateOnce(changed, random);
  return changed;
}

function mutateOnce(bytes: Buffer, random: Random): Buffer<ArrayBuffer> {
  const at = below(random, bytes.length + 1);
  const length = below(random, 1 + Math.min(200, bytes.length - at));
  const [before, middle, after] = [
    bytes.subarray(0, at),
    bytes.subarray(at, at + length),
    bytes.subarray(at + length),
  ];
  switch (below(random, 8)) {
    case 0:
      return flip(bytes, random);
    case 1:
      return Buffer.concat([before, Buffer.from([below(random, 256)]), bytes.subarray(at + 1)]);
    case 2:
      return Buffer.concat([before, after]);
    case 3:
      return Buffer.concat([before, middle, middle, after]);
    case 4:
      return Buffer.from(before);
    case 5:
      return Buffer.concat([before, token(random), after]);
    case 6:
      return Buffer.concat([before, Buffer.alloc(below(random, 64), below(random, 256)), after]);
    default:
      return Buffer.concat([
        before,
        ...new Array<Buffer>(below(random, LONGEST_RUN)).fill(token(random)),
        after,
      ]);
  }
}

/** A text of tokens and of pieces of others. */
export function randomText(random: Random, pieces: readonly string[]): string {
  const count = below(random, 12);
  return Array.from({ length: count }, () =>
    random() < 0.5 ? pick(random, pieces) : pick(random, TOKENS),
  ).join(random() < 0.5 ? " " : "");
}

/** A whole number from 0 to `limit - 1`. */
export function below(random: Random, limit: number): number {
  return Math.floor(random() * limit);
}

export function pick<T>(random: Random, choices: readonly T[]): T {
  return choices[below(random, choices.length)] as T;
}

function flip(bytes: Buffer, random: Random): Buffer<ArrayBuffer> {
  const flipped = Buffer.from(bytes);
  if (flipped.length === 0) return flipped;
  const at = below(random, flipped.length);
  flipped[at] = (flipped[at] as number) ^ (1 << below(random, 8));
  return flipped;
}

function token(random: Random): Buffer {
  return Buffer.from(pick(random, TOKENS));
}
