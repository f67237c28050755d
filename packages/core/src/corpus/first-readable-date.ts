import { InvalidRecord } from "./invalid-record.ts";
import { parseDate } from "./parse-date.ts";

/**
 * The first of several dates that can be parsed.
 *
 * @param dates best first; `null` or blank where a source states none
 * @returns the first stated date when none can be parsed, so that it is reported; `null` when none is stated
 */
export function firstReadableDate(dates: readonly (string | null | undefined)[]): string | null {
  const stated = dates.filter(
    (date): date is string => date !== null && date !== undefined && date.trim() !== "",
  );
  return stated.find(isReadableDate) ?? stated[0] ?? null;
}

/** True when `parseDate` understands it. */
export function isReadableDate(date: string | number): boolean {
  try {
    parseDate(date);
    return true;
  } catch (error) {
    if (error instanceof InvalidRecord) return false;
    throw error;
  }
}
