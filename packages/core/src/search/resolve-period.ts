import { addDays, type DayRange, monthRange, quarterRange, weekOf, yearRange } from "./calendar-day.ts";
import { lastMonthNamed, monthNumber, ORDINALS, singleDay, weekAt } from "./resolve-time.ts";

const EARLIEST_YEAR = 1900;
/** The first day of times without a beginning: "before 2020". */
export const EARLIEST_DAY = `${EARLIEST_YEAR}-01-01`;

/** @returns `null` when they are in the wrong order */
export function monthsBetween(first: string, last: string, year: number): DayRange | null {
  const [from, to] = [monthNumber(first), monthNumber(last)];
  return from > to ? null : { from: monthRange(year, from).from, to: monthRange(year, to).to };
}

/**
 * The latest of these months, of which the first has begun.
 *
 * @returns `null` if they cross the end of a year, which has two readings
 */
export function lastMonthsBetween(first: string, last: string, today: string): DayRange | null {
  const from = lastMonthNamed(first, { today, isPast: false });
  return monthsBetween(first, last, Number(from.from.slice(0, 4)));
}

/** @returns `null` when they are in the wrong order */
export function yearsBetween(first: number, last: number): DayRange | null {
  return first < EARLIEST_YEAR || first > last ? null : { from: `${first}-01-01`, to: `${last}-12-31` };
}

export function calendarUnit(unit: string, back: number, today: string): DayRange | null {
  const [year, month] = [Number(today.slice(0, 4)), Number(today.slice(5, 7))];
  switch (unit.toLowerCase()) {
    case "day":
      return singleDay(addDays(today, -back));
    case "week":
    case "wk":
      return weekOf(addDays(today, -7 * back));
    case "fortnight":
      return weekOf(addDays(today, -14 * back));
    case "month":
      return monthRange(year, month - back);
    case "quarter":
      return quarterAround(today, back);
    case "decade":
      return yearRange(year - 10 * back);
    default:
      return pastYear(year - back);
  }
}

/** "A year ago today": the same day of the month, or the last day of a shorter month. */
export function sameDayBefore(unit: string, back: number, today: string): DayRange | null {
  if (/^(?:day|week|wk|fortnight)$/i.test(unit)) {
    const days = { day: 1, fortnight: 14 }[unit.toLowerCase()] ?? 7;
    return singleDay(addDays(today, -days * back));
  }
  const months = { month: 1, decade: 120 }[unit.toLowerCase()] ?? 12;
  const [year, month] = [Number(today.slice(0, 4)), Number(today.slice(5, 7))];
  const { from, to } = monthRange(year, month - months * back);
  const day = `${from.slice(0, 8)}${today.slice(8)}`;
  return from < `${EARLIEST_YEAR}` ? null : singleDay(day < to ? day : to);
}

/** The first, middle or last third of a month or a year: "early", "mid" or "late". */
export function partOf({ from, to }: DayRange, part: string): DayRange {
  if (from.slice(0, 7) === to.slice(0, 7)) {
    const [tenth, twentieth] = [addDays(from, 9), addDays(from, 19)];
    return thirdOf(part, [
      { from, to: tenth },
      { from: addDays(tenth, 1), to: twentieth },
      { from: addDays(twentieth, 1), to },
    ]);
  }
  const year = Number(from.slice(0, 4));
  return thirdOf(
    part,
    [4, 8, 12].map((last) => ({ from: monthRange(year, last - 3).from, to: monthRange(year, last).to })),
  );
}

function thirdOf(part: string, thirds: readonly DayRange[]): DayRange {
  if (/early|beginning|start/i.test(part)) return thirds[0] as DayRange;
  return (/mid/i.test(part) ? thirds[1] : thirds[2]) as DayRange;
}

/** A quarter without a year is the latest that has begun. */
export function lastQuarterNamed(quarter: number, today: string): DayRange {
  const year = Number(today.slice(0, 4));
  const range = quarterRange(year, quarter);
  return range.from > today ? quarterRange(year - 1, quarter) : range;
}

/** @returns `null` for a third half */
export function partOfYear(
  year: number,
  { ordinal, unit }: { readonly ordinal: string; readonly unit: string },
): DayRange | null {
  const named = ORDINALS.indexOf(ordinal.toLowerCase()) + 1;
  const number = named > 0 ? named : Number.parseInt(ordinal, 10);
  if (unit.toLowerCase() === "quarter") return quarterRange(year, number);
  return number > 2 ? null : halfYear(year, number);
}

export function quarterAround(today: string, back: number): DayRange {
  const [year, month] = [Number(today.slice(0, 4)), Number(today.slice(5, 7))];
  return quarterRange(year, Math.ceil(month / 3) - back);
}

/** @param half 1 or 2 */
function halfYear(year: number, half: number): DayRange {
  return { from: quarterRange(year, 2 * half - 1).from, to: quarterRange(year, 2 * half).to };
}

/** "the 1990s", and "the '90s", which means the latest that have begun. */
export function decade(digits: string, today: string): DayRange | null {
  const full = digits.length === 4 ? Number(digits) : 2000 + Number(digits);
  const year = digits.length === 2 && `${full}-01-01` > today ? full - 100 : full;
  return year < EARLIEST_YEAR ? null : yearsOfDecade(year / 10);
}

/** @param tens 202 for the 2020s */
export function yearsOfDecade(tens: number): DayRange {
  return { from: `${tens}0-01-01`, to: `${tens}9-12-31` };
}

/** Years before a year, back to the earliest supported one. */
export function yearsBefore(year: number): DayRange | null {
  return year <= EARLIEST_YEAR ? null : { from: EARLIEST_DAY, to: `${year - 1}-12-31` };
}

const SEASONS: Readonly<Record<string, number>> = { spring: 3, summer: 6, autumn: 9, fall: 9, winter: 12 };

/** Three whole months, as in northern meteorology. A winter belongs to the year in which it begins. */
export function season(name: string, year: number): DayRange {
  const first = SEASONS[name.toLowerCase()] as number;
  return { from: monthRange(year, first).from, to: monthRange(year, first + 2).to };
}

/** "Last" means the latest that is over, "this" the latest that has begun. */
export function lastSeason(name: string, isOver: boolean, today: string): DayRange {
  const year = Number(today.slice(0, 4));
  const seasons = [year, year - 1, year - 2].map((of) => season(name, of));
  return seasons.find(({ from, to }) => (isOver ? to : from) < today) as DayRange;
}

/** The first, second … seven days of a month, or its last seven. */
export function weekOfMonth(month: DayRange, ordinal: string): DayRange | null {
  if (/^last|^final/i.test(ordinal)) return weekAt(month.to, true);
  const week = ORDINALS.indexOf(ordinal.toLowerCase());
  return week < 0 ? null : weekAt(addDays(month.from, 7 * week), false);
}

/** The days up to the fifteenth, or those after it. */
export function halfOfMonth({ from, to }: DayRange, ordinal: string): DayRange {
  const middle = addDays(from, 14);
  return /first/i.test(ordinal) ? { from, to: middle } : { from: addDays(middle, 1), to };
}

export function pastYear(year: number): DayRange | null {
  return year < EARLIEST_YEAR ? null : yearRange(year);
}
