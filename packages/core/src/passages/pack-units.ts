import type { Unit } from "./split-units.ts";

/**
 * Units of one passage: `first` up to `own` repeat the previous passage, `own` up to `end` (exclusive) are
 * new.
 */
export interface UnitRange {
  readonly first: number;
  readonly own: number;
  readonly end: number;
}

export interface PackOptions {
  readonly maxTokens: number;
  readonly targetTokens: number;
  readonly overlapTokens: number;
}

/** Penalty for ending a passage within a paragraph: the same as for ending it a third short of the target. */
const MID_PARAGRAPH_COST = 0.1;
/** Exceeding the target costs more than falling short by as much. */
const OVER_TARGET_FACTOR = 4;

/**
 * Chooses passage ends as Knuth and Plass choose line ends: the packing whose passages are together nearest
 * the target (sum of squared deviations). This also merges or balances a short last passage. Runs in time
 * linear in the units times the units that fit one passage.
 *
 * @see Knuth, Plass: Breaking paragraphs into lines. Software: Practice and Experience 11 (1981).
 */
export function packUnits(units: readonly Unit[], options: PackOptions): readonly UnitRange[] {
  const sums = runningSums(units);
  const overlapStarts = findOverlapStarts(units, options.overlapTokens);
  const best: { cost: number; own: number }[] = [{ cost: 0, own: 0 }];
  for (let end = 1; end <= units.length; end += 1) {
    const breakCost = units[end - 1]?.endsParagraph === true ? 0 : MID_PARAGRAPH_COST;
    let choice = { cost: Number.POSITIVE_INFINITY, own: end - 1 };
    for (let own = end - 1; own >= 0; own -= 1) {
      const ownTokens = at(sums, end) - at(sums, own);
      if (ownTokens > options.maxTokens && own < end - 1) break;
      const tokens = Math.min(options.maxTokens, at(sums, end) - at(sums, at(overlapStarts, own)));
      const cost = (best[own]?.cost ?? 0) + breakCost + lengthCost(tokens, options.targetTokens);
      if (cost < choice.cost) choice = { cost, own };
    }
    best.push(choice);
  }
  const ranges: UnitRange[] = [];
  for (let end = units.length; end > 0; ) {
    const own = best[end]?.own ?? end - 1;
    ranges.push({ first: at(overlapStarts, own), own, end });
    end = own;
  }
  return ranges.reverse();
}

function lengthCost(tokens: number, targetTokens: number): number {
  const deviation = (tokens - targetTokens) / targetTokens;
  return deviation * deviation * (deviation > 0 ? OVER_TARGET_FACTOR : 1);
}

/** Tokens before each unit, and in total. */
function runningSums(units: readonly Unit[]): readonly number[] {
  const sums = [0];
  for (const unit of units) sums.push(at(sums, sums.length - 1) + unit.tokens);
  return sums;
}

/**
 * For each unit that may start a passage: the first unit that the passage repeats, or the unit itself if
 * none.
 */
function findOverlapStarts(units: readonly Unit[], overlapTokens: number): readonly number[] {
  return units.map((_, own) => {
    let start = own;
    let tokens = 0;
    for (let unit = units[start - 1]; unit?.whole === true; unit = units[start - 1]) {
      tokens += unit.tokens;
      if (tokens > overlapTokens) break;
      start -= 1;
    }
    return start;
  });
}

function at(values: readonly number[], index: number): number {
  return values[index] ?? 0;
}
