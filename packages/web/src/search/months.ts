/** The number of articles in a month or, for a long range, in a year. */
export interface Period {
  /** `YYYY-MM` or `YYYY`. */
  readonly name: string;
  readonly count: number;
  /** First and last day. */
  readonly from: string;
  readonly to: string;
}

/** More bars would be too thin to tap on a phone. */
const MAX_BARS = 36;

/** The bars of a histogram: every month (or year) between the first and the last that have articles. */
export function periodsOf(counts: readonly { readonly value: string; readonly count: number }[]): Period[] {
  const months = counts.filter(({ value }) => /^\d{4}-\d{2}$/.test(value)).sort(byValue);
  const [first, last] = [months[0]?.value, months.at(-1)?.value];
  if (first === undefined || last === undefined) return [];
  const isLong = indexOf(last) - indexOf(first) >= MAX_BARS;
  const countOf = (name: string) =>
    months.filter(({ value }) => value.startsWith(name)).reduce((sum, { count }) => sum + count, 0);
  const names = isLong ? yearsBetween(first, last) : monthsBetween(first, last);
  return names.map((name) => ({ name, count: countOf(name), ...daysOf(name) }));
}

function byValue(a: { readonly value: string }, b: { readonly value: string }): number {
  return a.value < b.value ? -1 : 1;
}

function indexOf(month: string): number {
  return Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1;
}

function monthsBetween(first: string, last: string): string[] {
  return range(indexOf(first), indexOf(last)).map(
    (index) => `${year(Math.floor(index / 12))}-${String((index % 12) + 1).padStart(2, "0")}`,
  );
}

function yearsBetween(first: string, last: string): string[] {
  return range(Number(first.slice(0, 4)), Number(last.slice(0, 4))).map(year);
}

function year(number: number): string {
  return String(number).padStart(4, "0");
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

function daysOf(name: string): { readonly from: string; readonly to: string } {
  if (name.length === 4) return { from: `${name}-01-01`, to: `${name}-12-31` };
  const [yearNumber, month] = [Number(name.slice(0, 4)), Number(name.slice(5))];
  // Day 0 of the next month is the last day of this one.
  const lastDay = new Date(Date.UTC(yearNumber, month, 0)).getUTCDate();
  return { from: `${name}-01`, to: `${name}-${lastDay}` };
}
