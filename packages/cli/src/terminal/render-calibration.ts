import type {
  CrossValidation,
  FloorPoint,
  HeldOutCurve,
} from "@dateline-search/core/evaluation/cross-validate";
import type { Calibration } from "@dateline-search/core/types";

/** Shows every fifth floor and the chosen one; the JSON lists all. */
const SHOWN_EVERY = 5;
const FLOOR_WIDTH = 8;
const CELL_WIDTH = 24;

/** Renders the fit of each ranking mode, and what each floor keeps and refuses, in percent. */
export function renderCalibration(
  model: string,
  fits: Readonly<Record<keyof Calibration, CrossValidation>>,
): string {
  const head = `${model}: answers kept / unanswerable queries refused in percent, of queries that the fit has not seen`;
  const parts = Object.entries(fits).map(([mode, fit]) => renderMode(mode, fit).join("\n"));
  return `${[head, ...parts].join("\n\n")}\n`;
}

function renderMode(mode: string, { calibration, curves }: CrossValidation): readonly string[] {
  const constants = Object.entries(calibration).map(([name, value]) => `${name} ${value.toFixed(2)}`);
  const floors = curves[0]?.points.map(({ floor }) => floor) ?? [];
  const shown = floors.flatMap((floor, index) =>
    index % SHOWN_EVERY === SHOWN_EVERY - 1 || floor === calibration.floor ? [{ floor, index }] : [],
  );
  const toRow = (first: string, cells: readonly string[]) =>
    first.padEnd(FLOOR_WIDTH) + cells.map((cell) => cell.padStart(CELL_WIDTH)).join("");
  return [
    `${mode}: ${constants.join(", ")}`,
    toRow("floor", curves.map(nameOf)),
    ...shown.map(({ floor, index }) =>
      toRow(
        `${floor.toFixed(2)}${floor === calibration.floor ? " *" : ""}`,
        curves.map(({ points }) => renderPoint(points[index] as FloorPoint)),
      ),
    ),
    toRow(
      "area",
      curves.map(({ area }) => area.toFixed(4)),
    ),
  ];
}

function nameOf({ set, answerable, unanswerable }: HeldOutCurve): string {
  const counts = ` (${answerable}/${unanswerable})`;
  return set.slice(0, CELL_WIDTH - 1 - counts.length) + counts;
}

function renderPoint({ kept, refused }: FloorPoint): string {
  return `${percent(kept)} / ${percent(refused)}`;
}

function percent(share: number): string {
  return (100 * share).toFixed(1);
}
