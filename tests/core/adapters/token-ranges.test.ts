import { expect, test } from "vitest";
import { tokenRanges } from "../../../packages/core/src/adapters/model/token-ranges.ts";

/** A fake tokenizer: words, and the beginnings of three letters of longer ones. */
function encode(text: string): readonly number[] {
  const pieces = text.match(/\S+/g) ?? [];
  return pieces.flatMap((word) => (word.match(/.{1,3}/g) ?? []).map((piece, index) => idOf(piece, index)));
}

function idOf(piece: string, index: number): number {
  return [...piece].reduce((sum, letter) => 131 * sum + letter.charCodeAt(0), index === 0 ? 1 : 2);
}

const TEXT = "Storms hit the old harbour twice";

function rangesOf(...parts: readonly string[]) {
  const spans = parts.map((part) => ({ start: TEXT.indexOf(part), end: TEXT.indexOf(part) + part.length }));
  return tokenRanges({ text: TEXT, tokens: encode(TEXT), encode }, spans).map(({ start, end }) => [
    start,
    end,
  ]);
}

test("finds the tokens of parts that overlap", () => {
  expect(rangesOf("Storms hit", "hit the old", "old harbour twice", TEXT)).toEqual([
    [0, 3],
    [2, 5],
    [4, 10],
    [0, 10],
  ]);
});

test("a part that ends inside a token includes it, and so does one that begins there", () => {
  expect(rangesOf("the old harb")).toEqual([[3, 7]]);
  expect(rangesOf("rbour twice", "Storms")).toEqual([
    [5, 10],
    [0, 2],
  ]);
});

test("a part without tokens is empty, and there may be no parts", () => {
  expect(rangesOf(" ")).toEqual([[2, 2]]);
  expect(rangesOf()).toEqual([]);
});
