import { joinedCompounds } from "@dateline-search/core/words/joined-compounds";
import { hasAsciiWords, splitWords } from "@dateline-search/core/words/split-words";
import fc from "fast-check";
import { expect, test } from "vitest";

test.each<[string, string[]]>([
  ["He went, she came. So?", ["he", "went", "she", "came", "so"]],
  ["a (b) [c]", ["a", "b", "c"]],
  ["snake_case and path/to", ["snake", "case", "and", "path", "to"]],
  ["x9 4x 2025 7", ["x9", "4x", "2025", "7"]],
  // What begins as a plain word does, and is more.
  ["U.K. to Ph.D., e.g. it", ["uk", "to", "phd", "eg", "it"]],
  ["F-16 at G-20, so x-ray", ["f16", "at", "g20", "so", "x", "ray"]],
  ["MH 370 is no EU 27", ["mh370", "is", "no", "eu", "27"]],
  ["the J K Rowling and J. K. Rowling", ["the", "jk", "rowling", "and", "jk", "rowling"]],
  ["12,000 or 12, 13", ["12000", "or", "12", "13"]],
  ["It's the car's; rock'n'roll", ["it", "the", "car", "rock", "n", "roll"]],
  ["cafe\u0301 and naïve", ["cafe\u0301", "and", "naïve"]],
  ["so—and “so” — it’s £5", ["so", "and", "so", "it", "5"]],
  ["12\u00a0000 and 12\u2009000", ["12000", "and", "12000"]],
])("the words of %j", (text, words) => {
  expect(splitWords(text)).toEqual(words);
});

const PIECES =
  "U S . ' ’ , - ‑ F 16 127 900 MH 370 J K Rowling Ph D s t O Brien us WHO it i in AT 50 % — “ ” & ( ) 1 4 x9 € cease fire health care site e mail vitamin Plan";
const pieces = fc.array(fc.constantFrom(" ", ...PIECES.split(" ")), { maxLength: 12 });

test("ASCII words are the same among those of other alphabets", () => {
  const [behind, alone] = [" and Ωμέγα", ["and", "ωμέγα"]];
  fc.assert(
    fc.property(pieces, (some) => {
      const text = `so ${some.join("")}`;
      expect(hasAsciiWords(text)).toBe(true);
      expect(splitWords(text + behind)).toEqual([...splitWords(text), ...alone]);
      expect(joinedCompounds(text + behind)).toEqual(joinedCompounds(text));
    }),
  );
});

test("every letter, digit and mark beyond ASCII is recognised", () => {
  const taken = Array.from({ length: 0x3_0000 }, (_, code) => String.fromCodePoint(code)).filter(
    (character) => /[\p{L}\p{N}\p{M}]/u.test(character) && hasAsciiWords(character),
  );
  expect(taken.join("")).toMatch(/^[0-9A-Za-z]{62}$/);
});
