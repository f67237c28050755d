const MINUTE_MS = 60_000;

/** Making one takes longer than what is done with it. */
const clocks = new Map<string, Intl.DateTimeFormat>();

/**
 * The moment at which the clocks of a zone show a time. Of a time that they show twice it is the first, and one that they
 * leave out is read as if they had gone on.
 *
 * @param shownMs what they show, as milliseconds since 1970 of the same time in UTC
 * @param timeZone of the IANA database
 */
export function momentInZone(shownMs: number, timeZone: string): number {
  const likely = shownMs - offsetMs(shownMs, timeZone);
  // As the clocks were some hours before, should they just have been changed.
  const earlier = shownMs - offsetMs(likely - 3 * 60 * MINUTE_MS, timeZone);
  const candidates = [likely, earlier];
  const showing = candidates.filter((moment) => moment + offsetMs(moment, timeZone) === shownMs);
  return showing.length > 0 ? Math.min(...showing) : earlier;
}

/** How far the clocks are ahead of UTC. */
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
