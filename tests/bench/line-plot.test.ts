import { expect, test } from "vitest";
import { linePlot } from "../../bench/report/line-plot.ts";

const circles = (svg: string) =>
  [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, x, y]) => [Number(x), Number(y)]);

const plotOf = (points: readonly (readonly [number, number])[], label = "Dateline") =>
  linePlot({ title: "A query", xLabel: "passages", yLabel: "ms", series: [{ label, points }] });

test("a power of the size is a straight line", () => {
  const [a, b, c] = circles(
    plotOf([
      [10, 4],
      [100, 16],
      [1_000, 64],
    ]),
  ) as [number, number][];
  const slope = (from: [number, number], to: [number, number]) => (to[1] - from[1]) / (to[0] - from[0]);
  expect(slope(a as [number, number], b as [number, number])).toBeCloseTo(
    slope(b as [number, number], c as [number, number]),
    2,
  );
});

test("larger values are further right and further up, within the picture", () => {
  const placed = circles(
    plotOf([
      [1_000, 2],
      [200_000, 90],
    ]),
  ) as [number, number][];
  expect(placed[1]?.[0]).toBeGreaterThan(placed[0]?.[0] as number);
  expect(placed[1]?.[1]).toBeLessThan(placed[0]?.[1] as number);
  for (const [x, y] of placed) {
    expect(x).toBeGreaterThan(0);
    expect(x).toBeLessThan(720);
    expect(y).toBeGreaterThan(0);
    expect(y).toBeLessThan(420);
  }
});

test("a single measurement is shown, and labels are escaped", () => {
  const svg = plotOf([[10_000, 5]], "HNSW & <words>");
  expect(circles(svg)).toHaveLength(1);
  expect(svg).not.toContain("NaN");
  expect(svg).toContain("HNSW &amp; &lt;words>");
});
