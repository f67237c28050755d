import type { TimeFrame } from "../types.ts";
import { addDays, type DayRange, dayOf } from "./calendar-day.ts";
import { type NamedTime, TIME_PATTERNS } from "./time-patterns.ts";

/** What stands before a time and says that something else than this time is meant. */
const BEFORE = /\b(?:before|until|till|by|prior to|up to|ahead of)\s+(?:the\s+)?$/i;
const SINCE = /\b(?:since)\s+(?:the\s+)?$/i;
const AFTER = /\b(?:after|following)\s+(?:the\s+)?$/i;
const BETWEEN = /\b(?:between|from)\s+(?:the\s+)?$/i;
const AND = /^\s*(?:and|to|until|till|through|–|—|-)\s*(?:the\s+)?$/i;

/**
 * What a query in English says of the time that it asks about: "yesterday", "last week", "on Monday", "December 8", "in
 * November 2025". Careful rather than clever: what can be another word ("may", "march"), a name ("Black Friday") or the
 * subject of the question ("the 2008 crisis") is no time, nor are times to come, nor several that do not make a range.
 *
 * @param asOf date or UTC instant from which "yesterday" counts; days and months without a year are the last ones
 */
export function findTimeFrame(text: string, asOf: string): TimeFrame | null {
  const today = dayOf(asOf);
  const [first, second, ...others] = findTimes(text, today);
  if (first === undefined || others.length > 0) return null;
  const range = second === undefined ? rangeOf(text, first, today) : rangeBetween(text, first, second);
  if (range === null || range.from > today || range.from > range.to) return null;
  return { ...range, text: text.slice(first.start, (second ?? first).end) };
}

/** Words that stand for a time only on the day on which they are said. */
const ABSOLUTE = /\d{4}|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/i;

/**
 * The query without words such as "yesterday": an article that has them means another day by them. Dates and months stay,
 * and so does everything when there is nothing else.
 */
export function withoutRelativeTime(text: string, timeFrame: TimeFrame | null): string {
  if (timeFrame === null || ABSOLUTE.test(timeFrame.text)) return text;
  const rest = text.replace(timeFrame.text, " ");
  return /[\p{L}\p{N}]/u.test(rest) ? rest : text;
}

/** Every time that is named, in order; of two that overlap the longer. */
function findTimes(text: string, today: string): readonly NamedTime[] {
  const all = TIME_PATTERNS.flatMap(({ pattern, resolve }) =>
    Array.from(text.matchAll(pattern), (match) => {
      const range = resolve(match, today);
      return range === null ? [] : [{ ...range, start: match.index, end: match.index + match[0].length }];
    }).flat(),
  );
  const longestFirst = all.toSorted((a, b) => b.end - b.start - (a.end - a.start));
  const kept: NamedTime[] = [];
  for (const time of longestFirst) {
    if (kept.every(({ start, end }) => time.end <= start || time.start >= end)) kept.push(time);
  }
  return kept.toSorted((a, b) => a.start - b.start);
}

function rangeOf(text: string, { from, to, start }: NamedTime, today: string): DayRange | null {
  const before = text.slice(0, start);
  if (BEFORE.test(before)) return null;
  if (SINCE.test(before)) return { from, to: today };
  if (AFTER.test(before)) return { from: addDays(to, 1), to: today };
  return { from, to };
}

function rangeBetween(text: string, first: NamedTime, second: NamedTime): DayRange | null {
  const isRange = BETWEEN.test(text.slice(0, first.start)) && AND.test(text.slice(first.end, second.start));
  return isRange ? { from: first.from, to: second.to } : null;
}
