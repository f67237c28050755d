import { formatInstant } from "../clock/format-date.ts";

const MINUTE_MS = 60_000;

/** Creating a formatter takes longer than using it. */
const clocks = new Map<string, Intl.DateTimeFormat>();

/**
 * The moment at which clocks in a zone show a time. An ambiguous time is the earlier moment. A skipped time
 * is read as if the clocks had not changed.
 *
 * @param shownMs the shown time, as milliseconds since 1970 of the same time in UTC
 * @param timeZone an IANA zone
 */
export function momentInZone(shownMs: number, timeZone: string): number {
  const likely = shownMs - offsetMs(shownMs, timeZone);
  // Use the offset of some hours before, in case the clocks have just changed.
  const earlier = shownMs - offsetMs(likely - 3 * 60 * MINUTE_MS, timeZone);
  const candidates = [likely, earlier];
  const showing = candidates.filter((moment) => moment + offsetMs(moment, timeZone) === shownMs);
  return showing.length > 0 ? Math.min(...showing) : earlier;
}

/** How far the zone's clocks are ahead of UTC. */
function offsetMs(moment: number, timeZone: string): number {
  const parts = clockOf(timeZone).formatToParts(moment);
  const part = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((candidate) => candidate.type === type)?.value);
  const shown = new Date(0);
  shown.setUTCFullYear(part("year"), part("month") - 1, part("day"));
  shown.setUTCHours(part("hour"), part("minute"));
  return shown.getTime() - Math.floor(moment / MINUTE_MS) * MINUTE_MS;
}

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known !== undefined) return known;
  const numeric = {
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  } as const;
  const clock = new Intl.DateTimeFormat("en-u-ca-iso8601-nu-latn", {
    timeZone,
    hourCycle: "h23",
    ...numeric,
  });
  clocks.set(timeZone, clock);
  return clock;
}

/**
 * When a day begins in a zone, as a UTC instant.
 *
 * @param day `YYYY-MM-DD`
 */
export function beginningOfDay(day: string, timeZone: string): string {
  return formatInstant(momentInZone(Date.parse(day), timeZone));
}
