const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeZone: "UTC" });
const MONTH = new Intl.DateTimeFormat(undefined, { month: "long", year: "numeric", timeZone: "UTC" });

/** Formats the day of a date or an instant in the visitor's language (UTC, as the filters count). */
export function formatDay(date: string): string {
  const day = new Date(`${date.slice(0, 10)}T00:00:00Z`);
  return Number.isNaN(day.getTime()) ? date : DAY.format(day);
}

/** Formats `YYYY-MM` in words. Returns a year as it is. */
export function formatPeriod(name: string): string {
  return name.length === 4 ? name : MONTH.format(new Date(`${name}-01T00:00:00Z`));
}

const INSTANT = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const RELATIVE = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Anything older is shown as a date. */
const MAX_DAYS = 6;

/** Formats a date or an instant in full, an instant in the visitor's time zone. */
export function formatTime(time: string): string {
  const isInstant = time.length > "YYYY-MM-DD".length && !Number.isNaN(Date.parse(time));
  return isInstant ? INSTANT.format(new Date(time)) : formatDay(time);
}

/**
 * Formats how long ago something was: "5 minutes ago", "yesterday". Returns the date if it was more than
 * `MAX_DAYS` ago.
 *
 * @param now in milliseconds since 1970
 */
export function formatAgo(time: string, now: number): string {
  const at = Date.parse(time);
  if (Number.isNaN(at)) return time;
  const isDay = time.length === "YYYY-MM-DD".length;
  const days = isDay ? Math.round((at - startOfDay(now)) / DAY_MS) : Math.trunc((at - now) / DAY_MS);
  if (Math.abs(days) > MAX_DAYS) return formatDay(time);
  if (isDay || days !== 0) return RELATIVE.format(days, "day");
  const hours = Math.trunc((at - now) / HOUR_MS);
  return hours === 0
    ? RELATIVE.format(Math.trunc((at - now) / MINUTE_MS), "minute")
    : RELATIVE.format(hours, "hour");
}

/** The visitor's day as if it were in UTC, to compare with dates without a time. */
function startOfDay(now: number): number {
  const date = new Date(now);
  return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
}
