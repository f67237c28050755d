import { formatCalibration, parseCalibration } from "@dateline-search/core/model/calibration-file";
import { DEFAULT_MODEL_NAME, findModel, MODELS } from "@dateline-search/core/model/model-registry";
import type { Calibration } from "@dateline-search/core/types";
import { expect, test } from "vitest";

const OF_MODE = { intercept: -3, similarity: 15, coverage: 7, passages: -1.6, floor: 0.4 };
const CALIBRATION: Calibration = { hybrid: OF_MODE, semantic: OF_MODE, lexical: OF_MODE };

test("a calibration survives a round trip", () => {
  expect(parseCalibration(formatCalibration(CALIBRATION), "file")).toEqual(CALIBRATION);
  const withText = { ...CALIBRATION, text: { ...OF_MODE, coverage: 0 } };
  expect(parseCalibration(formatCalibration(withText), "file")).toEqual(withText);
});

test.each([
  ["{", "it is not JSON"],
  ["[]", "a calibration has hybrid, semantic, lexical"],
  [JSON.stringify({ ...CALIBRATION, lexical: undefined }), "a calibration has"],
  [JSON.stringify({ ...CALIBRATION, text: { floor: 0.4 } }), "a calibration has"],
  [
    JSON.stringify({ ...CALIBRATION, hybrid: { ...OF_MODE, floor: "0.4" } }),
    "a calibration has hybrid, semantic, lexical, each with the numbers intercept",
  ],
])("%s is none", (text, reason) => {
  expect(() => parseCalibration(text, "models/m/file")).toThrow(
    expect.objectContaining({
      code: "model-invalid",
      message: expect.stringContaining(`models/m/file: ${reason}`),
    }),
  );
});

test("the default model is calibrated, and every floor can be reached", () => {
  expect(findModel(DEFAULT_MODEL_NAME).calibration).toBeDefined();
  for (const { calibration } of MODELS) {
    for (const { floor, similarity } of Object.values(calibration ?? {})) {
      expect(floor).toBeGreaterThan(0);
      expect(floor).toBeLessThan(1);
      expect(similarity).toBeGreaterThan(0);
    }
  }
});
