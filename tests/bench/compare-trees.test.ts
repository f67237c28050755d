import { expect, test } from "vitest";
import { compareTrees, quickReport } from "../../bench/quick/compare-trees.ts";
import type { QuickFigures } from "../../bench/quick/measure-task.ts";

const MAIN: QuickFigures = {
  queryP50CpuMs: 10,
  buildCpuMs: 2_000,
  embedCpuMs: 500,
  openCpuMs: 5,
  bytes: 3_000_000,
};

test("figures are compared by their minimum over the rounds, because a busy machine only adds to them", () => {
  const ours = [
    { ...MAIN, queryP50CpuMs: 40, openCpuMs: 4 },
    { ...MAIN, queryP50CpuMs: 11, openCpuMs: 9 },
  ];
  const theirs = [{ ...MAIN, queryP50CpuMs: 30 }, MAIN];
  const compared = Object.fromEntries(compareTrees(ours, theirs).map((figure) => [figure.label, figure]));
  expect(compared["query p50, CPU ms"]).toMatchObject({ ours: 11, theirs: 10, ratio: 1.1, isWorse: false });
  expect(compared["open, CPU ms"]).toMatchObject({ ours: 4, theirs: 5, ratio: 0.8, isWorse: false });
});

test("a figure counts as worse if it is more than a fifth larger", () => {
  const worse = (bytes: number) =>
    compareTrees([{ ...MAIN, bytes }], [MAIN]).filter(({ isWorse }) => isWorse);
  expect(worse(3_600_000)).toEqual([]);
  expect(worse(3_600_001).map(({ label }) => label)).toEqual(["bytes of the index"]);
});

test("the report names worse figures and what they were compared with", () => {
  const compared = compareTrees([{ ...MAIN, buildCpuMs: 3_000, openCpuMs: 50 }], [MAIN]);
  const report = quickReport(compared, "v0.1.0");
  expect(report).toContain("| build, CPU ms      | 1.50 × (worse) |     3,000 |     2,000 |");
  expect(report).toMatch(/More than 20 % worse than v0\.1\.0: build, CPU ms; open, CPU ms\.$/);
  expect(quickReport(compareTrees([MAIN], [MAIN]), "main")).toMatch(
    /Nothing is more than 20 % worse than main\.$/,
  );
});

test("a tree that was not measured is an error, not a good result", () => {
  expect(() => compareTrees([], [MAIN])).toThrow("Cannot compare the trees: one of them was not measured");
});
