import { formatInstant } from "../clock/format-date.ts";

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

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

/** Canonical name of an IANA zone; `undefined` for an unknown one. */
export function canonicalZone(name: string): string | undefined {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

/** Creating a formatter takes longer than using it. */
const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known !== undefined) return known;
  const clock = new Intl.DateTimeFormat("en-u-ca-iso8601-nu-latn", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  });
  clocks.set(timeZone, clock);
  return clock;
}

/** The local date and time of an instant in a zone, `YYYY-MM-DDTHH:MM`. */
export function localTime(instant: string, timeZone: string): string {
  const parts = clockOf(timeZone).formatToParts(new Date(instant));
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? "";
  return `${of("year").padStart(4, "0")}-${of("month")}-${of("day")}T${of("hour")}:${of("minute")}`;
}

/** The day of a date or an instant in a zone. A date is the same day everywhere. */
export function localDay(time: string, timeZone = "UTC"): string {
  const day = time.slice(0, "YYYY-MM-DD".length);
  return time.length === day.length || timeZone === "UTC"
    ? day
    : localTime(time, timeZone).slice(0, day.length);
}

/** Days that lie in the same month in every time zone. */
const INNER_DAYS = { first: "02", last: "27" };

/** Counts the times in each month of a zone. `null` is a missing time. */
export function monthsOf(
  times: readonly (string | null)[],
  timeZone: string,
): readonly { readonly value: string | null; readonly count: number }[] {
  const counts = new Map<string | null, number>();
  for (const time of times) {
    const month = time === null ? null : localMonth(time, timeZone);
    counts.set(month, (counts.get(month) ?? 0) + 1);
  }
  return [...counts].map(([value, count]) => ({ value, count }));
}

/** The month of a date or an instant in a zone, `YYYY-MM`. */
function localMonth(time: string, timeZone: string): string {
  const day = time.slice("YYYY-MM-".length, "YYYY-MM-DD".length);
  // Formatting is slow, and most days do not need it.
  const isInner = day >= INNER_DAYS.first && day <= INNER_DAYS.last;
  return (isInner ? time : localDay(time, timeZone)).slice(0, "YYYY-MM".length);
}

/** The start of a day in a zone, or the next instant when the clocks skip midnight. */
export function startOfDay(day: string, timeZone: string): string {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  // Offsets are at most a day. The second lookup corrects one that changes in between.
  const first = midnight - offsetAt(midnight, timeZone);
  return formatInstant(midnight - offsetAt(first, timeZone));
}

/** The last second of a day in a zone. */
export function endOfDay(day: string, timeZone: string): string {
  const next = new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
  return formatInstant(Date.parse(startOfDay(next, timeZone)) - 1_000);
}

/** How far the clocks of a zone are ahead of UTC, in milliseconds. */
function offsetAt(milliseconds: number, timeZone: string): number {
  const minute = Math.floor(milliseconds / MINUTE_MS) * MINUTE_MS;
  return Date.parse(`${localTime(new Date(minute).toISOString(), timeZone)}Z`) - minute;
}
