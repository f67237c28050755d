import {
  batchByTokens,
  poolEmbeddings,
  poolRanges,
  tokenRanges,
  unknownShare,
} from "@dateline-search/core/model/tokens";
import { describe, expect, test } from "vitest";
import { seededRandom } from "../../fixtures/seeded-random.ts";

test("texts of similar length share a batch, the shortest first", () => {
  expect(batchByTokens([200, 10, 210, 12])).toEqual([
    [1, 3],
    [0, 2],
  ]);
});

test("padded to its longest text, a batch has at most 512 tokens", () => {
  expect(batchByTokens([128, 128, 128, 128])).toEqual([[0, 1, 2, 3]]);
  expect(batchByTokens([128, 128, 128, 129])).toEqual([[0, 1, 2], [3]]);
});

test("a text longer than a batch gets its own", () => {
  expect(batchByTokens([600, 2, 513])).toEqual([[1], [2], [0]]);
});

test("no texts give no batches", () => {
  expect(batchByTokens([])).toEqual([]);
});

test("every text is in exactly one batch, and little is padded", () => {
  const random = seededRandom(7);
  const lengths = Array.from({ length: 400 }, () => 2 + Math.floor(random() * 254));
  const batches = batchByTokens(lengths);
  const padded = batches.map((batch) => batch.length * Math.max(...batch.map((it) => lengths[it] ?? 0)));
  expect(batches.flat().sort((a, b) => a - b)).toEqual([...lengths.keys()]);
  expect(Math.max(...padded)).toBeLessThanOrEqual(512);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  expect(sum(padded)).toBeLessThan(1.05 * sum(lengths));
});

/** Two texts, the second one token shorter: its last vector is padding. */
const STATES = {
  values: Float32Array.of(3, 0, 0, 4, 9, 9, 1, 0, 0, 1, 500, 500),
  sequence: 3,
  dimensions: 2,
  lengths: [3, 2],
};

test("mean pooling averages the tokens of each text and ignores padding", () => {
  const [first, second] = poolEmbeddings(STATES, "mean");
  expect(first?.[0]).toBeCloseTo(12 / Math.hypot(12, 13), 6);
  expect(first?.[1]).toBeCloseTo(13 / Math.hypot(12, 13), 6);
  expect(second?.[0]).toBeCloseTo(Math.SQRT1_2, 6);
  expect(second?.[1]).toBeCloseTo(Math.SQRT1_2, 6);
});

test("cls pooling takes the first token", () => {
  expect(poolEmbeddings(STATES, "cls")).toEqual([Float32Array.of(1, 0), Float32Array.of(1, 0)]);
});

test("a range is pooled with the special tokens around the text, as if it were the text", () => {
  const values = Float32Array.of(1, 0, 0, 1, 0, 2, 5, 0, 1, 0, 9, 9);
  const states = { values, sequence: 6, dimensions: 2, lengths: [5] };
  const [middle, all] = poolRanges(states, 0, {
    ranges: [
      { start: 1, end: 3 },
      { start: 1, end: 4 },
    ],
    before: 1,
  });
  expect([...(middle ?? [])].map((value) => value.toFixed(4))).toEqual(["0.5547", "0.8321"]);
  expect([all]).toEqual(poolEmbeddings(states, "mean"));
});

test("states whose size does not match their shape are rejected", () => {
  expect(() => poolEmbeddings({ ...STATES, lengths: [3] }, "mean")).toThrow(
    /12 numbers do not fill \[1, 3, 2\]/,
  );
});

test.each([0, Number.NaN, Number.POSITIVE_INFINITY])(
  "a text whose vectors are all %d has no embedding",
  (value) => {
    const values = new Float32Array(4).fill(value);
    expect(() => poolEmbeddings({ values, sequence: 2, dimensions: 2, lengths: [2] }, "mean")).toThrow(
      /its length is/,
    );
  },
);

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

/** A tokenizer that has no token for one letter. */
const ENGLISH = { languages: ["en"], hasUnknownToken: (word: string) => word.includes("ǂ") };
const MANY = { ...ENGLISH, languages: null };

describe("unknownShare", () => {
  test.each([
    ["", 0],
    ["2025 – 17:30", 0],
    ["Ferries were late.", 0],
    ["Ministerpräsident Łukasz Çelik", 0],
    ["बाढ़ से नुकसान", 1],
    ["الاتفاق", 1],
    ["서울의 날씨", 1],
    ["Αθήνα", 1],
    ["Москва", 1],
    ["தமிழ்", 1],
    ["日本", 1],
    // Six letters of Latin and two others.
    ["Tokyo東京 a", 0.25],
    ["aǂ bb", 0.5],
  ])("of %j in a model of English is %d", (text, share) => {
    expect(unknownShare(text, ENGLISH)).toBeCloseTo(share, 5);
  });

  test.each([
    ["बाढ़ से नुकसान", 0],
    ["서울의 날씨", 0],
    ["ǂ", 1],
  ])("of %j in a model of many languages is %d: only unknown tokens count", (text, share) => {
    expect(unknownShare(text, MANY)).toBe(share);
  });

  test("a decomposed text is the same as a composed one", () => {
    expect(unknownShare("Pre\u0301sident", ENGLISH)).toBe(0);
    expect(unknownShare("서울".normalize("NFD"), ENGLISH)).toBe(1);
  });
});
