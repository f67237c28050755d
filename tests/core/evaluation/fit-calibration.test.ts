import { crossValidate } from "@dateline-search/core/evaluation/cross-validate";
import {
  type Example,
  fitCalibration,
  LEAST_KEPT,
  LEAST_REFUSED,
  surestOf,
} from "@dateline-search/core/evaluation/fit-calibration";
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

test("a fit separates answers from noise by their best hits, and ignores words if they do not help", () => {
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

test("the weight of the number of passages is fitted from sets of several sizes, not from one", () => {
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
  const shareOf = ({ passages, similarity }: typeof alone) => -passages / similarity;
  expect(shareOf(alone)).toBeCloseTo(0.12, 6);
  expect(shareOf(steep)).toBeGreaterThan(0.15);
});

const steps = (count: number, from: number, to: number) =>
  Array.from({ length: count }, (_, index) => from + ((to - from) * index) / (count - 1));

test("the weight of coverage is the one with which one floor serves two sets", () => {
  // By meaning alone no floor serves both: what is noise in one is nearer than answers of the other.
  const wordy = [
    ...steps(40, 0.4, 0.6).map((similarity) => answered(similarity, 0.9)),
    ...steps(40, 0.2, 0.5).map((similarity) => unanswered(similarity, 0.1)),
  ];
  const vague = [
    ...steps(40, 0.55, 0.8).map((similarity) => answered(similarity, 0.4)),
    ...steps(40, 0.2, 0.45).map((similarity) => unanswered(similarity, 0.3)),
  ];
  const sets = [
    { name: "wordy", examples: wordy },
    { name: "vague", examples: vague },
  ];
  const { calibration, curves } = crossValidate(sets, { usesWords: true });
  expect(calibration.coverage).toBeGreaterThan(0);
  for (const { points } of curves) {
    const at = points.find(({ floor }) => floor === calibration.floor);
    expect(at?.kept).toBeGreaterThanOrEqual(LEAST_KEPT);
    expect(at?.refused).toBeGreaterThanOrEqual(LEAST_REFUSED);
  }
});

test("a single hopeless question does not decide the floor of a small set", () => {
  const small = [
    answered(0.16, 0),
    ...steps(29, 0.45, 0.7).map((similarity) => answered(similarity, 0)),
    ...steps(30, 0.05, 0.3).map((similarity) => unanswered(similarity, 0)),
  ];
  const sets = [{ name: "small", examples: small }];
  const { calibration, curves } = crossValidate(sets, { usesWords: false });
  const at = curves[0]?.points.find(({ floor }) => floor === calibration.floor);
  expect(at?.kept).toBeCloseTo(29 / 30, 6);
  expect(at?.refused).toBe(1);
});

test("the floor is the middle of those that serve every set, on queries outside the fit", () => {
  const examples = [
    ...steps(50, 0.4, 0.65).map((similarity) => answered(similarity, 0.5)),
    ...steps(50, 0.05, 0.3).map((similarity) => unanswered(similarity, 0)),
  ];
  const { calibration, curves } = crossValidate([{ name: "one", examples }], { usesWords: true });
  const [curve] = curves;
  expect(curve).toMatchObject({ set: "one", answerable: 50, unanswerable: 50, area: 1 });
  const serving = (curve?.points ?? [])
    .filter(({ kept, refused }) => kept >= LEAST_KEPT && refused >= LEAST_REFUSED)
    .map(({ floor }) => floor);
  expect(serving.length).toBeGreaterThan(3);
  expect(serving[Math.floor(serving.length / 2)]).toBe(calibration.floor);
  const kept = curve?.points.map((point) => point.kept) ?? [];
  expect(kept).toEqual(kept.toSorted((a, b) => b - a));
});

test("inseparable answers and noise give no floor that removes answers", () => {
  const examples = Array.from({ length: 40 }, (_, index) => [
    answered(0.3 + (index % 7) / 50, 0.2),
    unanswered(0.3 + (index % 7) / 50, 0.2),
  ]).flat();
  const { calibration, curves } = crossValidate([{ name: "same", examples }], { usesWords: true });
  expect(curves[0]?.area).toBeCloseTo(0.5, 1);
  const at = curves[0]?.points.find(({ floor }) => floor === calibration.floor);
  expect(at?.kept ?? 1).toBeGreaterThanOrEqual(LEAST_KEPT);
});

test("similarities in a narrow band, like those of E5, give the same confidences as wide ones", () => {
  const wide = [
    ...steps(40, 0.3, 0.8).map((similarity) => answered(similarity, 0.6)),
    ...steps(40, 0.05, 0.45).map((similarity) => unanswered(similarity, 0.2)),
  ];
  const narrow = wide.map((example) => ({
    ...example,
    hits: example.hits.map((hit) => ({ ...hit, similarity: 0.7 + hit.similarity / 4 })),
  }));
  for (const usesWords of [true, false]) {
    const [ofWide, ofNarrow] = [wide, narrow].map((examples) =>
      fitCalibration([{ name: "one", examples }], { usesWords }),
    );
    if (ofWide === undefined || ofNarrow === undefined) throw new Error("a fit is missing");
    expect(ofNarrow.similarity / ofWide.similarity).toBeCloseTo(4, 3);
    for (const [index, example] of wide.entries()) {
      const same = surestOf(narrow[index] as Example, ofNarrow);
      expect(same).toBeCloseTo(surestOf(example, ofWide), 3);
      if (example.isAnswered && (example.hits[1]?.similarity ?? 0) > 0.5) expect(same).toBeGreaterThan(0.5);
    }
  }
});
