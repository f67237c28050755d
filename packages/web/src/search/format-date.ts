const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeZone: "UTC" });
const MONTH = new Intl.DateTimeFormat(undefined, { month: "long", year: "numeric", timeZone: "UTC" });

/** A day or an instant as the visitor's language writes its day (UTC, as the filters count). */
export function formatDay(date: string): string {
  const day = new Date(`${date.slice(0, 10)}T00:00:00Z`);
  return Number.isNaN(day.getTime()) ? date : DAY.format(day);
}

/** `YYYY-MM` in words; a year stays as it is. */
export function formatPeriod(name: string): string {
  return name.length === 4 ? name : MONTH.format(new Date(`${name}-01T00:00:00Z`));
}
