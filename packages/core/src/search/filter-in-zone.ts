import type { Filter } from "../types.ts";
import { endOfDay, startOfDay } from "./local-day.ts";

/**
 * Interprets the dates of a filter as days in a time zone. Instants are the same everywhere.
 *
 * @param timeZone IANA zone; default UTC
 */
export function filterInZone(filter: Filter, timeZone: string | undefined): Filter {
  if (timeZone === undefined || timeZone === "UTC") return filter;
  const { from, to } = filter;
  return {
    ...filter,
    ...(isDay(from) && { fromInstant: startOfDay(from, timeZone) }),
    ...(isDay(to) && { toInstant: endOfDay(to, timeZone) }),
  };
}

function isDay(bound: string | undefined): bound is string {
  return bound?.length === "YYYY-MM-DD".length;
}
