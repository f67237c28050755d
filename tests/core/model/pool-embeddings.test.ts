import { expect, test } from "vitest";
import { poolEmbeddings, poolRanges } from "../../../packages/core/src/model/pool-embeddings.ts";

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

test("a range is pooled with the tokens that frame the text, as if it were the text", () => {
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

test("states of another size than their shape are refused", () => {
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
