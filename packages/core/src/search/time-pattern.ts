import type { DayRange } from "./calendar-day.ts";

/** When and how a query is asked. */
export interface Moment {
  /** `YYYY-MM-DD`, where the reader is. */
  readonly today: string;
  /** How much of the day is over. */
  readonly minutes: number;
  /** Whether 10/12/2025 is in December. */
  readonly isDayFirst: boolean;
}

/** A time and where in the query it stands. */
export interface NamedTime extends DayRange {
  readonly start: number;
  readonly end: number;
  /** Counts only as an end of a range ("from March to May"): alone it is a name ("a letter from May"). */
  readonly isEndOnly?: boolean;
  /** Gives way to any other time: "the latest on Monday's vote". */
  readonly isWeak?: boolean;
}

/** A way to name a time. */
export interface TimePattern {
  readonly pattern: RegExp;
  /** @returns `null` when it is no time after all */
  readonly resolve: (
    match: RegExpMatchArray,
    moment: Moment,
  ) => (DayRange & Pick<NamedTime, "isEndOnly" | "isWeak">) | null;
}

export function textBefore({ input = "", index = 0 }: RegExpMatchArray): string {
  return input.slice(0, index);
}

export function isCapital(word: string): boolean {
  return /^\p{Lu}/u.test(word);
}

/** "may", "march" and "mar" are words too. */
export function isCapitalOrLong(month: string): boolean {
  return isCapital(month) || !/^(?:may|mar|march)$/.test(month);
}

/** "And", "to" and "between" need another end. */
export function joinsEnds(match: RegExpMatchArray): boolean {
  return /\b(?:and|to|between)\s+$/i.test(textBefore(match));
}
