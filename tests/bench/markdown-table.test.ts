import { expect, test } from "vitest";
import { formatNumber, formatRatio, formatSpread } from "../../bench/report/format-figures.ts";
import { markdownTable } from "../../bench/report/markdown-table.ts";

test("columns line up, the first to the left and the others to the right", () => {
  const table = markdownTable(
    ["", "Dateline"],
    [
      ["open, ms", "1.5"],
      ["größe", 12],
    ],
  );
  expect(table.split("\n")).toEqual([
    "|          | Dateline |",
    "| -------- | -------: |",
    "| open, ms |      1.5 |",
    "| größe    |       12 |",
  ]);
});

test("a cell cannot begin another column", () => {
  expect(markdownTable(["a"], [["x | y"]])).toContain("| x \\| y |");
});

test("a row of a different length than the header is rejected", () => {
  expect(() => markdownTable(["a", "b"], [["1"]])).toThrow(/a row has 1 cells/);
});

test("figures keep three digits at any size", () => {
  expect([0, 0.01234, 0.1234, 1.2345, 12.345, 123.45, 12345.6].map(formatNumber)).toEqual([
    "0",
    "0.012",
    "0.12",
    "1.23",
    "12.3",
    "123",
    "12,346",
  ]);
});

test("repetitions are shown by mean and deviation, a single measurement as it is", () => {
  expect(formatSpread([1, 3])).toBe("2.00 ± 1.41");
  expect(formatSpread([2])).toBe("2.00");
  expect(formatRatio([10, 10], [25])).toBe("2.50 ×");
});
