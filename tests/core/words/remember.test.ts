import { remember } from "@dateline-search/core/words/remember";
import { expect, test } from "vitest";

test("computes a result once per key, until there are too many", () => {
  const made: string[] = [];
  const lengthOf = remember(2, (key: string) => {
    made.push(key);
    return key.length;
  });
  expect(["", "ab", "", "ab"].map(lengthOf)).toEqual([0, 2, 0, 2]);
  expect(made).toEqual(["", "ab"]);
  expect(["abc", "abc", "ab"].map(lengthOf)).toEqual([3, 3, 2]);
  expect(made).toEqual(["", "ab", "abc", "ab"]);
});

test("tells inputs apart by their key", () => {
  let calls = 0;
  const lengthOf = remember(
    2,
    ({ text }: { text: string }) => {
      calls++;
      return text.length;
    },
    ({ text }) => text,
  );
  expect([{ text: "ab" }, { text: "ab" }, { text: "a" }].map(lengthOf)).toEqual([2, 2, 1]);
  expect(calls).toBe(2);
});
