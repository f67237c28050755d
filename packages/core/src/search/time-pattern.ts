import type { DayRange } from "./calendar-day.ts";

/** The time and date order of a query. */
export interface Moment {
  /** `YYYY-MM-DD`, in the reader's time zone. */
  readonly today: string;
  /** Minutes since midnight. */
  readonly minutes: number;
  /** Whether 10/12/2025 is in December. */
  readonly isDayFirst: boolean;
}

/** A time and its position in the query. */
export interface NamedTime extends DayRange {
  readonly start: number;
  readonly end: number;
  /** Counts only as the end of a range ("from March to May"). Alone it is a name ("a letter from May"). */
  readonly isEndOnly?: boolean;
  /** Yields to any other time: "the latest on Monday's vote". */
  readonly isWeak?: boolean;
}

/** A way to name a time. */
export interface TimePattern {
  readonly pattern: RegExp;
  /** @returns `null` when the match is not a time */
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
