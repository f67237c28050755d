import { formatNumber } from "../report/format-figures.ts";
import { markdownTable, type TableRow } from "../report/markdown-table.ts";
import type { QuickFigures } from "./measure-task.ts";

/** How much worse than the other tree a ratio may be. */
export const TOLERANCE = 1.2;

export interface Compared {
  readonly label: string;
  readonly ours: number;
  readonly theirs: number;
  /** Ours divided by theirs: above 1 is worse. */
  readonly ratio: number;
  readonly isWorse: boolean;
}

const LABELS: Readonly<Record<keyof QuickFigures, string>> = {
  queryP50CpuMs: "query p50, CPU ms",
  buildCpuMs: "build, CPU ms",
  embedCpuMs: "embedding, CPU ms",
  openCpuMs: "open, CPU ms",
  bytes: "bytes of the index",
};

/**
 * Compares the minimum of each figure over the rounds. Other load on the machine can only make a figure larger, so the
 * minimum is closest to the cost of the code.
 *
 * @throws RangeError if a tree was not measured
 */
export function compareTrees(
  ours: readonly QuickFigures[],
  theirs: readonly QuickFigures[],
): readonly Compared[] {
  if (ours.length === 0 || theirs.length === 0) {
    throw new RangeError("Cannot compare the trees: one of them was not measured");
  }
  return (Object.keys(LABELS) as (keyof QuickFigures)[]).map((figure) => {
    const least = (rounds: readonly QuickFigures[]) => Math.min(...rounds.map((round) => round[figure]));
    const [own, other] = [least(ours), least(theirs)];
    const ratio = own / other;
    return { label: LABELS[figure], ours: own, theirs: other, ratio, isWorse: ratio > TOLERANCE };
  });
}

/** A table of the ratios, and a sentence about whether one exceeds the tolerance. */
export function quickReport(compared: readonly Compared[], against: string): string {
  const rows = compared.map(
    ({ label, ours, theirs, ratio, isWorse }): TableRow => [
      label,
      `${formatNumber(ratio)} ×${isWorse ? " (worse)" : ""}`,
      formatNumber(ours),
      formatNumber(theirs),
    ],
  );
  const worse = compared.filter(({ isWorse }) => isWorse).map(({ label }) => label);
  const limit = `${Math.round((TOLERANCE - 1) * 100)} %`;
  return [
    markdownTable(["", "ratio", "this tree", against], rows),
    worse.length === 0
      ? `Nothing is more than ${limit} worse than ${against}.`
      : `More than ${limit} worse than ${against}: ${worse.join("; ")}.`,
  ].join("\n\n");
}
