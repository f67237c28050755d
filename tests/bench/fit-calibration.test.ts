import { confidenceOf } from "@dateline-search/core/search/confidence";
import { expect, test } from "vitest";
import { type Example, fitCalibration } from "../../bench/calibrate/fit-calibration.ts";

const COMPETING = 1_000;
const answered = (similarity: number, coverage: number): Example => ({
  isAnswered: true,
  hits: [
    { similarity: 0.1, coverage: 0 },
    { similarity, coverage },
  ],
});
const unanswered = (similarity: number, coverage: number): Example => ({
  isAnswered: false,
  hits: [{ similarity, coverage }],
});

test("a fit tells answers from noise by the best hit of each, and leaves words aside where they do not count", () => {
  const examples = [
    answered(0.6, 0.5),
    answered(0.5, 0.9),
    answered(0.45, 0.6),
    unanswered(0.2, 0.1),
    unanswered(0.25, 0),
    unanswered(0.15, 0.3),
    { isAnswered: false, hits: [] },
  ];
  const options = { competing: COMPETING, usesWords: true };
  const weights = { ...fitCalibration(examples, options), floor: 0.5 };
  for (const { hits, isAnswered } of examples) {
    const surest = Math.max(0, ...hits.map((hit) => confidenceOf(hit, weights, COMPETING)));
    expect(surest > 0.5).toBe(isAnswered);
  }
  expect(fitCalibration(examples, { ...options, usesWords: false }).coverage).toBe(0);
});
