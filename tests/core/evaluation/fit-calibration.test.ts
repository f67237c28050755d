import { crossValidate, LEAST_KEPT } from "@dateline-search/core/evaluation/cross-validate";
import { type Example, fitCalibration, surestOf } from "@dateline-search/core/evaluation/fit-calibration";
import { expect, test } from "vitest";

const COMPETING = 1_000;
const answered = (similarity: number, coverage: number): Example => ({
  isAnswered: true,
  hits: [
    { similarity: 0.1, coverage: 0 },
    { similarity, coverage },
  ],
  competing: COMPETING,
});
const unanswered = (similarity: number, coverage: number): Example => ({
  isAnswered: false,
  hits: [{ similarity, coverage }],
  competing: COMPETING,
});

test("a fit tells answers from noise by the best hit of each, and leaves words aside where they do not count", () => {
  const examples = [
    answered(0.6, 0.5),
    answered(0.5, 0.9),
    answered(0.45, 0.6),
    unanswered(0.2, 0.1),
    unanswered(0.25, 0),
    unanswered(0.15, 0.3),
    { isAnswered: false, hits: [], competing: COMPETING },
  ];
  const sets = [{ name: "one", examples }];
  const weights = fitCalibration(sets, { usesWords: true });
  for (const example of examples) expect(surestOf(example, weights) > 0.5).toBe(example.isAnswered);
  expect(fitCalibration(sets, { usesWords: false }).coverage).toBe(0);
});

test("sets of several sizes tell what the number of passages weighs, one set does not", () => {
  const ofSize = (competing: number, similarity: number) =>
    [answered(similarity + 0.2, 0), unanswered(similarity, 0)].map((example) => ({ ...example, competing }));
  const options = { usesWords: false };
  // In the larger corpus the nearest is nearer by chance, and so is the answer.
  const steep = fitCalibration(
    [
      { name: "small", examples: ofSize(10, 0.1) },
      { name: "large", examples: ofSize(100_000, 0.5) },
    ],
    options,
  );
  const alone = fitCalibration([{ name: "small", examples: ofSize(10, 0.1) }], options);
  expect(steep.passages).toBeLessThan(alone.passages);
  expect(alone.passages).toBeCloseTo(-1.8, 1);
});

test("the floor is the highest that keeps 98 of 100 answers of every set, on queries that the fit has not seen", () => {
  const spread = Array.from({ length: 50 }, (_, index) => 0.4 + index / 200);
  const examples = [
    ...spread.map((similarity) => answered(similarity, 0.5)),
    ...spread.map((similarity) => unanswered(similarity - 0.35, 0)),
  ];
  const { calibration, curves } = crossValidate([{ name: "one", examples }], { usesWords: true });
  const [curve] = curves;
  expect(curve).toMatchObject({ set: "one", answerable: 50, unanswerable: 50, area: 1 });
  const at = curve?.points.find(({ floor }) => floor === calibration.floor);
  expect(at?.kept).toBeGreaterThanOrEqual(LEAST_KEPT);
  expect(at?.refused).toBe(1);
  const above = curve?.points.filter(({ floor }) => floor > calibration.floor) ?? [];
  for (const { kept } of above) expect(kept).toBeLessThan(LEAST_KEPT);
  const kept = curve?.points.map((point) => point.kept) ?? [];
  expect(kept).toEqual(kept.toSorted((a, b) => b - a));
});

test("a set in which nothing can be told apart gets no floor that takes answers", () => {
  const examples = Array.from({ length: 40 }, (_, index) => [
    answered(0.3 + (index % 7) / 50, 0.2),
    unanswered(0.3 + (index % 7) / 50, 0.2),
  ]).flat();
  const { calibration, curves } = crossValidate([{ name: "same", examples }], { usesWords: true });
  expect(curves[0]?.area).toBeCloseTo(0.5, 1);
  const at = curves[0]?.points.find(({ floor }) => floor === calibration.floor);
  expect(at?.kept ?? 1).toBeGreaterThanOrEqual(LEAST_KEPT);
});
