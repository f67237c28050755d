import { addDays, type DayRange, dayFrom, monthRange, weekdayOf, weekOf, yearRange } from "./calendar-day.ts";

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
export const WEEKDAYS: readonly string[] = [
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
  "sunday",
];
export const NUMBERS: readonly string[] = [
  "one",
  "two",
  "three",
  "four",
  "five",
  "six",
  "seven",
  "eight",
  "nine",
  "ten",
];
const EARLIEST_YEAR = 1900;

export function singleDay(day: string | undefined): DayRange | null {
  return day === undefined ? null : { from: day, to: day };
}

export interface DayName {
  readonly month: string;
  readonly day: string;
  readonly year: string | undefined;
}

/** A day without its year is the last that has come. */
export function dayOfMonth({ month, day, year }: DayName, today: string): DayRange | null {
  const number = monthNumber(month);
  if (year !== undefined) return singleDay(dayFrom(Number(year), number, Number(day)));
  const thisYear = Number(today.slice(0, 4));
  const candidates = [thisYear, thisYear - 1].map((of) => dayFrom(of, number, Number(day)));
  return singleDay(candidates.find((candidate) => candidate !== undefined && candidate <= today));
}

export interface NameOptions {
  readonly today: string;
  /** Today, or the month that has begun, is not meant. */
  readonly isPast: boolean;
}

export function lastMonthNamed(month: string, { today, isPast }: NameOptions): DayRange {
  const [year, number] = [Number(today.slice(0, 4)), monthNumber(month)];
  const range = monthRange(year, number);
  return range.from > today || (isPast && range.to >= today) ? monthRange(year - 1, number) : range;
}

export function lastWeekday(weekday: string, { today, isPast }: NameOptions): DayRange | null {
  const back = (weekdayOf(today) - WEEKDAYS.indexOf(weekday.toLowerCase()) + 7) % 7;
  return singleDay(addDays(today, -(back === 0 && isPast ? 7 : back)));
}

export function weekend(word: string, today: string): DayRange {
  const sunday = weekOf(today).to;
  const saturday = addDays(sunday, -1);
  // Before Saturday the weekend that was is the one of the week before.
  const back = /this/i.test(word) && saturday <= today ? 0 : 7;
  return { from: addDays(saturday, -back), to: addDays(sunday, -back) };
}

export function calendarUnit(unit: string, back: number, today: string): DayRange | null {
  const [year, month] = [Number(today.slice(0, 4)), Number(today.slice(5, 7))];
  switch (unit.toLowerCase()) {
    case "day":
      return singleDay(addDays(today, -back));
    case "week":
      return weekOf(addDays(today, -7 * back));
    case "month":
      return monthRange(year, month - back);
    default:
      return pastYear(year - back);
  }
}

export function trailing(count: number, unit: string, today: string): DayRange {
  const days = { day: 1, week: 7, month: 30, year: 365 }[unit.toLowerCase()] ?? 1;
  return { from: addDays(today, -count * days), to: today };
}

export function pastYear(year: number): DayRange | null {
  return year < EARLIEST_YEAR ? null : yearRange(year);
}

export function toCount(word: string): number {
  const index = NUMBERS.indexOf(word.toLowerCase());
  if (index >= 0) return index + 1;
  return /^an?$/i.test(word) ? 1 : Number(word);
}

export function monthNumber(name: string): number {
  return MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;
}
