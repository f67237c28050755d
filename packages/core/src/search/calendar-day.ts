const DAY_MS = 86_400_000;

/** A range of whole days (UTC), both inclusive: `YYYY-MM-DD`. */
export interface DayRange {
  readonly from: string;
  readonly to: string;
}

/** The day of a date or a UTC instant. */
export function dayOf(time: string): string {
  return time.slice(0, "YYYY-MM-DD".length);
}

export function addDays(day: string, count: number): string {
  return toDay(Date.parse(day) + count * DAY_MS);
}

/** 0 for Monday … 6 for Sunday, as in ISO 8601. */
export function weekdayOf(day: string): number {
  return (new Date(day).getUTCDay() + 6) % 7;
}

/** Monday to Sunday. */
export function weekOf(day: string): DayRange {
  const from = addDays(day, -weekdayOf(day));
  return { from, to: addDays(from, 6) };
}

/** @param month 1…12; other values continue into adjacent years */
export function monthRange(year: number, month: number): DayRange {
  return { from: toDay(Date.UTC(year, month - 1, 1)), to: toDay(Date.UTC(year, month, 0)) };
}

/** First and last day of a quarter 1…4. Other values continue into adjacent years. */
export function quarterRange(year: number, quarter: number): DayRange {
  return { from: monthRange(year, 3 * quarter - 2).from, to: monthRange(year, 3 * quarter).to };
}

export function yearRange(year: number): DayRange {
  return { from: `${year}-01-01`, to: `${year}-12-31` };
}

/** @returns `undefined` for a day that does not exist, such as February 30 */
export function dayFrom(year: number, month: number, day: number): string | undefined {
  const text = toDay(Date.UTC(year, month - 1, day));
  const exists = Number(text.slice(5, 7)) === month && Number(text.slice(8)) === day;
  return exists ? text : undefined;
}

export function daysIn({ from, to }: DayRange): number {
  return (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
}

function toDay(milliseconds: number): string {
  return dayOf(new Date(milliseconds).toISOString());
}
