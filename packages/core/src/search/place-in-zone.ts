import type { SearchIndex } from "../ports/search-index.ts";
import type { Segment } from "../ports/segment.ts";
import type { Filter, Query, TimeFrame } from "../types.ts";
import { addDays, type DayRange, endOfDay, localDay, startOfDay } from "./calendar-day.ts";
import { isAfter } from "./parse-filter.ts";
import type { NamedFrame } from "./time-frame.ts";

/**
 * Interprets a query in a time zone: sets its zone if it has none, and converts the dates of its filter and
 * of `asOf` to days there.
 *
 * @param timeZone default zone of the index
 */
export function placeInZone(query: Query, timeZone: string | undefined): Query {
  const zone = query.timeZone ?? timeZone;
  if (zone === undefined) return query;
  const { asOfDay } = query;
  const filter = filterInZone(query.filter, zone);
  return {
    ...query,
    filter,
    timeZone: zone,
    ...(asOfDay !== undefined && { asOf: endOfDay(asOfDay, zone) }),
  };
}

/** Counts the articles published on the days that a query names. */
export async function countInFrame(
  frame: NamedFrame | null,
  index: SearchIndex,
  { filter, timeZone = "UTC" }: { readonly filter: Filter; readonly timeZone?: string | undefined },
): Promise<TimeFrame | null> {
  if (frame === null) return null;
  return { ...frame, articles: await index.countPublished(filter, frame, timeZone) };
}

/** Implements `SearchIndex.countPublished` for segments. */
export function countPublished(
  segments: readonly Segment[],
  {
    filter,
    days: frame,
    timeZone,
  }: { readonly filter: Filter; readonly days: DayRange; readonly timeZone: string },
): number {
  const days = daysAround(frame, timeZone);
  return segments.reduce((sum, { passages, stories }) => {
    const rows = passages.rowsMatching(restrictTo(days, filter))?.rows() ?? passages.rows();
    const firstRows = [...new Set(passages.articleRanges(rows).map(({ first }) => first))];
    if (timeZone === "UTC") return sum + firstRows.length;
    const published = stories
      .keysOf(firstRows)
      .map(({ publishedAt }) => localDay(publishedAt ?? "", timeZone));
    return sum + published.filter((day) => day >= frame.from && day <= frame.to).length;
  }, 0);
}

/** The UTC days that contain the days of a zone. */
function daysAround({ from, to }: DayRange, timeZone: string): DayRange {
  return timeZone === "UTC" ? { from, to } : { from: addDays(from, -1), to: addDays(to, 1) };
}

/** Restricts a filter to a range of days. */
export function restrictTo({ from, to }: DayRange, filter: Filter): Filter {
  const { from: ownFrom, to: ownTo, fromInstant, toInstant, ...rest } = filter;
  return {
    ...rest,
    ...(ownFrom !== undefined && !isAfter(from, ownFrom)
      ? { from: ownFrom, ...(fromInstant !== undefined && { fromInstant }) }
      : { from }),
    ...(ownTo !== undefined && !isAfter(ownTo, to)
      ? { to: ownTo, ...(toInstant !== undefined && { toInstant }) }
      : { to }),
  };
}

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
