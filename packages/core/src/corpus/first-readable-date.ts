import { InvalidRecord } from "./invalid-record.ts";
import { parseDate } from "./parse-date.ts";

/**
 * The first of several dates that can be parsed.
 *
 * @param dates best first; `null` or blank if not stated. Iteration stops at the first readable date.
 * @returns the first stated date if none can be parsed, so that it is reported; `null` if none is stated
 */
export function firstReadableDate(dates: Iterable<string | null | undefined>): string | null {
  let first: string | null = null;
  for (const date of dates) {
    if (date === null || date === undefined || date.trim() === "") continue;
    if (isReadableDate(date)) return date;
    first ??= date;
  }
  return first;
}

/** True if `parseDate` understands it. */
export function isReadableDate(date: string | number): boolean {
  try {
    parseDate(date);
    return true;
  } catch (error) {
    if (error instanceof InvalidRecord) return false;
    throw error;
  }
}
