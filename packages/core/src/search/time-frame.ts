import { languagesOf } from "../generation/count-languages.ts";
import type { Query, Span, TimeFrame } from "../types.ts";
import { remember } from "../words/remember.ts";
import { addDays, type DayRange, dayOf, localTime, monthRange, weekOf } from "./calendar-day.ts";
import { DAY_PATTERNS } from "./day-patterns.ts";
import { NUMERIC_PATTERNS } from "./numeric-patterns.ts";
import { PERIOD_PATTERNS } from "./period-patterns.ts";
import { RELATIVE_PATTERNS } from "./relative-patterns.ts";
import { EARLIEST_DAY } from "./resolve-period.ts";
import { weekAt, weekendAt } from "./resolve-time.ts";
import type { SearchedGeneration } from "./search-engine.ts";
import {
  AFTER,
  AND,
  BEFORE,
  BETWEEN,
  COUNTED_FROM,
  EARLIER,
  ONWARDS,
  PAST,
  SINCE,
  TO,
  TO_COME,
  WEEK_OF,
} from "./time-bounds.ts";
import { findTimeNames } from "./time-names.ts";
import type { Moment, NamedTime, TimePattern } from "./time-pattern.ts";

/** Every way to name a time, as `findTimeFrame` describes them. */
const TIME_PATTERNS: readonly TimePattern[] = [
  ...NUMERIC_PATTERNS,
  ...DAY_PATTERNS,
  ...PERIOD_PATTERNS,
  ...RELATIVE_PATTERNS,
];

/**
 * Every match of a pattern contains one of these. Testing for them takes a hundredth of the time of all patterns, which
 * must be compiled too, and few queries contain any. A new pattern without one of these words needs an addition here.
 */
const SIGN_OF_TIME = new RegExp(
  [
    "\\d|day|night|week|month|quarter|year|decade|hour|minute|moment|morning|afternoon|evening",
    "(?:twen|thir|for|fif|six|seven|eigh|nine|nough)ties|halloween|christmas|latest|recent|breaking|newest",
    "\\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|spring|summer|autumn|fall|winter)",
    "\\b(?:now|mon|tues?|weds?|thu(?:rs?)?|fri|wks?|yrs?|hrs?|mins?|h)\\b",
  ].join("|"),
  "i",
);

/** The days that a query names, and its words for them. */
export type NamedFrame = Omit<TimeFrame, "articles">;

/** The time zone and language of a query. */
export interface TimeContext {
  /** IANA name; default UTC. */
  readonly timeZone?: string | undefined;
  /** BCP 47 tag, for dates in numbers: 10/12/2025 is in October in en and en-US, in December in en-GB. */
  readonly language?: string | undefined;
}

/**
 * Finds the time that an English query asks about: "yesterday", "last week", "on Monday", "December 8 to 10", "in
 * November 2025", "the 1990s". Cautious: ignores what may be another word ("may", "march"), a name ("Black Friday",
 * "the January 6 riot", "Windows 2000") or the subject of the question ("the 2008 crisis"). Also ignores future times,
 * and several times that are no range.
 *
 * @param asOf date or UTC instant from which "yesterday" counts; days and months without a year are the last ones
 */
export function findTimeFrame(text: string, asOf: string, context: TimeContext = {}): NamedFrame | null {
  if (!SIGN_OF_TIME.test(text)) return null;
  const moment = momentOf(asOf, context);
  const { today } = moment;
  const [first, second, ...others] = findTimes(text, moment);
  if (first === undefined || others.length > 0) return null;
  const range = second === undefined ? rangeOf(text, first, today) : rangeBetween(text, first, second);
  if (range === null || range.from > today || range.from > range.to) return null;
  return { ...range, text: text.slice(first.start, (second ?? first).end) };
}

/**
 * Finds the time that a query asks about. Ignores quoted text, which is searched for literally: "yesterday" may be in a
 * song title. The language of the filter, or else of the index, decides the order of dates in numbers.
 *
 * @param now UTC instant, for queries without `asOf`
 * @param languageOfIndex returns what `languageOfDates` does. Called only if the query may name a time
 */
export function timeOfQuery(
  { operators, text, asOf, timeZone, filter: { language = [] } }: Query,
  now: string,
  languageOfIndex?: () => string | undefined,
): NamedFrame | null {
  const asked = operators?.unquoted ?? text;
  if (!SIGN_OF_TIME.test(asked)) return null;
  return findTimeFrame(asked, asOf ?? now, {
    timeZone,
    language: language.length === 1 ? language[0] : languageOfIndex?.(),
  });
}

/** False only for a text in which `findTimeFrame` finds nothing at any time. */
export function mayNameTime(text: string): boolean {
  return SIGN_OF_TIME.test(text) && TIME_PATTERNS.some(({ pattern }) => text.search(pattern) >= 0);
}

/** A date means the end of its day, in any time zone. */
function momentOf(asOf: string, { timeZone = "UTC", language = "en" }: TimeContext): Moment {
  const isDate = asOf.length === "YYYY-MM-DD".length;
  const local = isDate ? `${asOf}T23:59` : localTime(asOf, timeZone);
  const [hours, minutes] = local.slice("YYYY-MM-DDT".length).split(":").map(Number) as [number, number];
  return { today: dayOf(local), minutes: 60 * hours + minutes, isDayFirst: isDayFirst(language) };
}

/** Words for times that mean the same on any day. */
const ABSOLUTE =
  /\d{4}|\d0s|\d\s*[月월]|\bq[1-4]\b|\b(?:christmas|new\s+year|valentine|halloween|boxing)|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/i;

/**
 * Removes words such as "yesterday", because they mean another day in an article. Keeps dates and months, and a query
 * that consists of such words.
 */
export function withoutRelativeTime(text: string, timeFrame: NamedFrame | null): string {
  if (timeFrame === null || !isRelativeTime(timeFrame)) return text;
  const rest = text.replace(timeFrame.text, " ");
  return /[\p{L}\p{N}]/u.test(rest) ? rest : text;
}

/** Whether the words of a frame mean something else on another day. */
export function isRelativeTime({ text }: NamedFrame): boolean {
  return !ABSOLUTE.test(text);
}

/** All times in a query, in order: of overlapping ones the longest, and none within a name. */
function findTimes(text: string, moment: Moment): readonly NamedTime[] {
  const all = TIME_PATTERNS.flatMap(({ pattern, resolve }) =>
    Array.from(text.matchAll(pattern), (match) => {
      const range = resolve(match, moment);
      if (range === null) return [];
      return [inWeek(text, { ...range, start: match.index, end: match.index + match[0].length })];
    }).flat(),
  );
  if (all.length === 0) return [];
  const names = findTimeNames(text);
  const longestFirst = all.toSorted((a, b) => b.end - b.start - (a.end - a.start));
  const kept: NamedTime[] = [];
  for (const time of longestFirst) {
    if ([...kept, ...names].every(({ start, end }) => time.end <= start || time.start >= end))
      kept.push(time);
  }
  return dropUncertain(
    text,
    kept.toSorted((a, b) => a.start - b.start),
  );
}

/** "The week of December 8", "week ending 7 December", "the weekend of December 6". */
function inWeek(text: string, time: NamedTime): NamedTime {
  const match = text.slice(0, time.start).match(WEEK_OF);
  if (match === null || time.from !== time.to) return time;
  const [phrase, unit = "", word = ""] = match;
  return { ...time, ...weekFor(time.from, unit, word), start: time.start - phrase.length };
}

function weekFor(day: string, unit: string, word: string): DayRange {
  if (/end$/i.test(unit)) return weekendAt(day);
  return /of/i.test(word) ? weekOf(day) : weekAt(day, /ending|to/i.test(word));
}

/** Drops ends of ranges without a range, and weak times beside others. */
function dropUncertain(text: string, times: readonly NamedTime[]): readonly NamedTime[] {
  const isJoined = (a: NamedTime | undefined, b: NamedTime | undefined) =>
    a !== undefined && b !== undefined && AND.test(text.slice(a.end, b.start));
  const certain = times.filter(
    (time, index) =>
      time.isEndOnly !== true || isJoined(times[index - 1], time) || isJoined(time, times[index + 1]),
  );
  const strong = certain.filter(({ isWeak }) => isWeak !== true);
  return strong.length > 0 ? strong : certain.slice(0, 1);
}

function rangeOf(text: string, { from, to, start, end }: NamedTime, today: string): DayRange | null {
  const before = text.slice(0, start);
  if (COUNTED_FROM.test(before) || isToCome(text, { start, end })) return null;
  if (EARLIER.test(before) && /\d{4}/.test(text.slice(start, end)))
    return { from: EARLIEST_DAY, to: addDays(from, -1) };
  if (BEFORE.test(before)) return null;
  if (SINCE.test(before) || isOnwards(before, text.slice(end))) return { from, to: today };
  // "After Monday's vote" is also later on Monday.
  if (AFTER.test(before)) return { from: /^['’]s/.test(text.slice(end)) ? from : addDays(to, 1), to: today };
  return { from, to };
}

/** "2020 - present", "from 2019 on". */
function isOnwards(before: string, after: string): boolean {
  return ONWARDS.test(after) || (/\bfrom\s+$/i.test(before) && /^\s+on\W*$/i.test(after));
}

function isToCome(text: string, { start, end }: Span): boolean {
  const rest = `${text.slice(0, start)} ${text.slice(end)}`;
  return TO_COME.test(rest) && !PAST.test(text.slice(start, end));
}

function rangeBetween(text: string, first: NamedTime, second: NamedTime): DayRange | null {
  const joined = text.slice(first.end, second.start);
  // "On Monday and Tuesday", "2023 and 2024": days that follow one another.
  if (/^\s*(?:and|&)\s*$/i.test(joined) && addDays(first.to, 1) === second.from)
    return { from: first.from, to: second.to };
  const isRange = TO.test(joined) || (AND.test(joined) && BETWEEN.test(text.slice(0, first.start)));
  if (!isRange) return null;
  // "Between November and February", asked in spring.
  const isBefore = first.from > second.to && isWholeMonth(first) && isWholeMonth(second);
  const year = Number(first.from.slice(0, 4)) - (isBefore && !/\d{4}/.test(text) ? 1 : 0);
  return { from: `${year}${first.from.slice(4)}`, to: second.to };
}

function isWholeMonth({ from, to }: DayRange): boolean {
  const { from: first, to: last } = monthRange(Number(from.slice(0, 4)), Number(from.slice(5, 7)));
  return from === first && to === last;
}

/**
 * Whether a language writes the day before the month in numbers: 10/12/2025 in en-GB, fr and de, but not in
 * en-US. A language without a region follows the country with most speakers (CLDR's likely subtags): en means
 * en-US.
 *
 * @param language BCP 47 tag
 */
export const isDayFirst = remember(1_000, (language: string): boolean => {
  // Creating a format takes as long as searching a small index.
  const parts = new Intl.DateTimeFormat(language, { dateStyle: "short" }).formatToParts(0);
  const order = parts.map(({ type }) => type);
  return order.indexOf("day") < order.indexOf("month");
});

/** A language with the date order of all articles; `undefined` when they differ. */
export function languageOfDates({ manifest }: Pick<SearchedGeneration, "manifest">): string | undefined {
  const tags = languagesOf(manifest.segments).flatMap(({ language }) => language ?? []);
  return tags.every(isDayFirst) ? tags[0] : undefined;
}
