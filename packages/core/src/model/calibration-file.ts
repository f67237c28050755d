import { DatelineError } from "../errors.ts";
import type { Calibration, ModeCalibration } from "../types.ts";

/** File in a model's folder with a custom calibration, which overrides the registry's. */
export const CALIBRATION_FILE = "dateline-calibration.json";

const NUMBERS = ["intercept", "similarity", "coverage", "passages", "floor"] as const;
const MODES = ["hybrid", "semantic", "lexical"] as const;

/** Formats the file. */
export function formatCalibration(calibration: Calibration): string {
  return `${JSON.stringify(calibration, null, 2)}\n`;
}

/**
 * @param path for error messages
 * @throws DatelineError `model-invalid` when the text is not a calibration
 */
export function parseCalibration(text: string, path: string): Calibration {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw new DatelineError("model-invalid", `Cannot read ${path}: it is not JSON`, { cause });
  }
  if (isCalibration(content)) return content;
  const wanted = `${MODES.join(", ")}, each with the numbers ${NUMBERS.join(", ")}`;
  throw new DatelineError("model-invalid", `Cannot read ${path}: a calibration has ${wanted}`);
}

function isCalibration(value: unknown): value is Calibration {
  if (!isFields(value) || !MODES.every((mode) => isModeCalibration(value[mode]))) return false;
  return value["text"] === undefined || isModeCalibration(value["text"]);
}

function isModeCalibration(value: unknown): value is ModeCalibration {
  return isFields(value) && NUMBERS.every((name) => Number.isFinite(value[name]));
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
