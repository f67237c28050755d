import type { Segment } from "../ports/segment.ts";
import type { Filter, Query, TimeFrame } from "../types.ts";
import { endOfDay, startOfDay } from "./local-day.ts";
import { isAfter } from "./parse-filter.ts";
import type { NamedFrame } from "./time-frame.ts";

/**
 * A query as it is meant where it is asked: it gets the zone if it has none, and a date that it is asked as of ends there.
 *
 * @param timeZone of the index that is asked
 */
export function placeInZone(query: Query, timeZone: string | undefined): Query {
  const zone = query.timeZone ?? timeZone;
  if (zone === undefined) return query;
  const { asOfDay } = query;
  return { ...query, timeZone: zone, ...(asOfDay !== undefined && { asOf: endOfDay(asOfDay, zone) }) };
}

/** Counts what was published in the days that a query names. */
export function countInFrame(
  frame: NamedFrame | null,
  segments: readonly Segment[],
  { filter, timeZone }: { readonly filter: Filter; readonly timeZone?: string | undefined },
): TimeFrame | null {
  if (frame === null) return null;
  const within = restrictTo(frame, filter, timeZone);
  const articles = segments.reduce((sum, { passages }) => {
    const rows = passages.rowsMatching(within) ?? [];
    return sum + new Set(passages.articleRanges(rows).map(({ first }) => first)).size;
  }, 0);
  return { ...frame, articles };
}

/** In UTC the days are compared as they are, so that articles with a date alone count. */
function restrictTo({ from, to }: NamedFrame, filter: Filter, timeZone = "UTC"): Filter {
  const [first, last] =
    timeZone === "UTC" ? [from, to] : [startOfDay(from, timeZone), endOfDay(to, timeZone)];
  return {
    ...filter,
    from: filter.from !== undefined && isAfter(filter.from, first) ? filter.from : first,
    to: filter.to !== undefined && !isAfter(filter.to, last) ? filter.to : last,
  };
}
