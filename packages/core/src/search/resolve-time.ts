import { addDays, type DayRange, dayFrom, monthRange, weekdayOf, weekOf } from "./calendar-day.ts";

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
  "eleven",
  "twelve",
];
export const ORDINALS: readonly string[] = ["first", "second", "third", "fourth"];
/** The days of a month in words, from the first to the thirty-first. */
export const DAY_ORDINALS: readonly string[] =
  "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth twenty-fifth twenty-sixth twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first".split(
    " ",
  );
/** Holidays on the same date every year, whose names are unambiguous. */
export const HOLIDAYS: Readonly<Record<string, Omit<DayName, "year">>> = {
  "new year's day": { month: "january", day: "1" },
  "valentine's day": { month: "february", day: "14" },
  halloween: { month: "october", day: "31" },
  "christmas eve": { month: "december", day: "24" },
  "christmas day": { month: "december", day: "25" },
  "boxing day": { month: "december", day: "26" },
  "new year's eve": { month: "december", day: "31" },
};
const MINUTES_OF_DAY = 1_440;
/** How far back current news reaches. */
const LATEST_DAYS = 7;

export function singleDay(day: string | undefined): DayRange | null {
  return day === undefined ? null : { from: day, to: day };
}

export interface DayName {
  readonly month: string;
  readonly day: string;
  readonly year: string | undefined;
}

/** @param name as readers type it: "New Years Eve" */
export function dayOfHoliday(name: string, year: string | undefined, today: string): DayRange | null {
  const key = (text: string) => text.replace(/['’]/g, "").toLowerCase();
  const found = Object.entries(HOLIDAYS).find(([holiday]) => key(holiday) === key(name));
  return found === undefined ? null : dayOfMonth({ ...found[1], year }, today);
}

/** A day without a year is the latest that has come. */
export function dayOfMonth({ month, day, year }: DayName, today: string): DayRange | null {
  const number = monthNumber(month);
  if (year !== undefined) return singleDay(dayFrom(Number(year), number, Number(day)));
  const thisYear = Number(today.slice(0, 4));
  const candidates = [thisYear, thisYear - 1].map((of) => dayFrom(of, number, Number(day)));
  return singleDay(candidates.find((candidate) => candidate !== undefined && candidate <= today));
}

/** A range of days. Without a year it is the latest that has begun. A year at one end applies to both. */
export function daysOfMonths(
  { first, last }: { readonly first: DayName; readonly last: DayName },
  today: string,
): DayRange | null {
  const from = dayOfMonth({ ...first, year: first.year ?? yearBefore(first, last) }, today);
  if (from === null) return null;
  const year = Number(last.year ?? from.from.slice(0, 4));
  const sameYear = dayFrom(year, monthNumber(last.month), Number(last.day));
  const isNextYear = last.year === undefined && sameYear !== undefined && sameYear < from.from;
  const to = isNextYear ? dayFrom(year + 1, monthNumber(last.month), Number(last.day)) : sameYear;
  return to === undefined || to < from.from || isTurned(first, last) ? null : { from: from.from, to };
}

/** The year of the first day when only the last has one: "December 30 to January 2, 2025". */
function yearBefore(first: DayName, last: DayName): string | undefined {
  if (last.year === undefined) return undefined;
  const isLater = monthNumber(first.month) > monthNumber(last.month);
  return String(Number(last.year) - (isLater ? 1 : 0));
}

/** "From 5 to 1 December" is not a range. */
function isTurned(first: DayName, last: DayName): boolean {
  return monthNumber(first.month) === monthNumber(last.month) && Number(first.day) > Number(last.day);
}

export interface NameOptions {
  readonly today: string;
  /** True to exclude today, or the month that has begun. */
  readonly isPast: boolean;
}

export function lastMonthNamed(month: string, { today, isPast }: NameOptions): DayRange {
  const [year, number] = [Number(today.slice(0, 4)), monthNumber(month)];
  const range = monthRange(year, number);
  return range.from > today || (isPast && range.to >= today) ? monthRange(year - 1, number) : range;
}

export function lastWeekday(weekday: string, { today, isPast }: NameOptions): DayRange | null {
  const back = backTo(weekday, today);
  return singleDay(addDays(today, -(back === 0 && isPast ? 7 : back)));
}

/** "Two Mondays ago": on a Monday, the first of them was a week before. */
export function weekdaysAgo(weekday: string, count: number, today: string): DayRange | null {
  const last = lastWeekday(weekday, { today, isPast: true });
  return last && singleDay(addDays(last.from, 7 - 7 * count));
}

/** Two days of one week, of which the second is the latest that has come. */
export function weekdaysTo(first: string, last: string, today: string): DayRange {
  const to = addDays(today, -backTo(last, today));
  return { from: addDays(to, -backTo(first, to)), to };
}

function backTo(weekday: string, day: string): number {
  return (weekdayOf(day) - WEEKDAYS.indexOf(weekday.toLowerCase()) + 7) % 7;
}

/** The days of "the weekend of December 6". The day may be within the weekend or before it. */
export function weekendAt(day: string): DayRange {
  const sunday = weekOf(day).to;
  return { from: addDays(sunday, -1), to: sunday };
}

/** Seven days that begin or end with a day. */
export function weekAt(day: string, isEnd: boolean): DayRange {
  return isEnd ? { from: addDays(day, -6), to: day } : { from: day, to: addDays(day, 6) };
}

export function weekend(word: string, today: string): DayRange {
  const sunday = weekOf(today).to;
  const saturday = addDays(sunday, -1);
  // Before Saturday, the last weekend is the one of the previous week.
  const back = /this/i.test(word) && saturday <= today ? 0 : 7;
  return { from: addDays(saturday, -back), to: addDays(sunday, -back) };
}

/** The weekend of this week, or some weeks before it. */
export function weekendAgo(weeks: number, today: string): DayRange {
  return weekendAt(addDays(today, -7 * weeks));
}

export function latest(today: string): DayRange {
  return { from: addDays(today, 1 - LATEST_DAYS), to: today };
}

export interface NumericDate {
  readonly first: string;
  readonly second: string;
  readonly year: string;
}

/** A numeric date, in the order of the language unless only the other order is valid. */
export function numericDay({ first, second, year }: NumericDate, isDayFirst: boolean): DayRange | null {
  const [a, b, y] = [Number(first), Number(second), Number(year)];
  const [day, month] = isDayFirst ? [a, b] : [b, a];
  return singleDay(dayFrom(y, month, day) ?? dayFrom(y, day, month));
}

/** The day of a time hours or minutes ago. */
export function minutesAgo(count: number, moment: { readonly today: string; readonly minutes: number }) {
  return singleDay(trailingHours(count, moment).from);
}

export function trailing(count: number, unit: string, today: string): DayRange {
  const days =
    { day: 1, week: 7, wk: 7, fortnight: 14, month: 30, year: 365, yr: 365, decade: 3_652 }[
      unit.toLowerCase()
    ] ?? 1;
  return { from: addDays(today, -count * days), to: today };
}

/** The days that contain the last given number of minutes. */
export function trailingHours(
  minutes: number,
  { today, minutes: minutesOfToday }: { readonly today: string; readonly minutes: number },
): DayRange {
  const daysBack = Math.ceil(Math.max(0, minutes - minutesOfToday) / MINUTES_OF_DAY);
  return { from: addDays(today, -daysBack), to: today };
}

export function toCount(word: string): number {
  const index = NUMBERS.indexOf(word.toLowerCase());
  if (index >= 0) return index + 1;
  if (/few$|several/i.test(word)) return 3;
  if (/couple/i.test(word)) return 2;
  return /^an?$/i.test(word) ? 1 : Number(word);
}

/** @param name "9th" or "ninth" */
export function dayNumber(name: string): string {
  const index = DAY_ORDINALS.indexOf(name.toLowerCase());
  return String(index < 0 ? Number.parseInt(name, 10) : index + 1);
}

/** @param name "tues" */
export function fullWeekday(name: string): string {
  const start = name.slice(0, 3).toLowerCase();
  return WEEKDAYS.find((weekday) => weekday.startsWith(start)) ?? name;
}

/** @param name "december", "Dec." or "12" */
export function monthNumber(name: string): number {
  if (/^\d/.test(name)) return Number(name);
  return MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;
}
