import { formatDay, formatInstant } from "../clock/format-date.ts";
import { decodeEntities } from "./decode-entities.ts";
import { InvalidRecord } from "./invalid-record.ts";
import { foreignMonthNumber, MONTH_PATTERN, monthNumber } from "./month-names.ts";
import { gregorianForm } from "./other-calendars.ts";
import { isWeekdayName } from "./weekday-names.ts";
import { zoneNameAtEnd } from "./zone-names.ts";
import { momentInZone } from "./zone-offset.ts";

/** Digits of a matched date as written. Without a time it is a whole day. */
interface DateParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly time: string | undefined;
  readonly zone: string | undefined;
}

/** The text that contains a date, and the zone of times without one. */
interface Written {
  readonly text: string;
  readonly timeZone: string | null;
}

/** An epoch as text: seconds of a plausible size, milliseconds, microseconds. */
const EPOCH = /^\d{9,10}(?:\.\d+)?$|^\d{13}$|^\d{16}$/;
/** Dates in ASP.NET's JSON. */
const MICROSOFT_EPOCH = /^\\?\/Date\((\d{9,13})(?:[+-]\d{4})?\)\\?\/$/;
/** A zone by name, perhaps in brackets as in RFC 9557. */
const ZONE_NAME = / ?\[?\b([A-Z][A-Za-z]+\/[A-Za-z]+(?:[/_-][A-Za-z]+)*)\]?$/;
/** Zero digits of other scripts: Arabic, Persian, Devanagari, Bengali, Thai, full width. */
const ZEROS: readonly number[] = [0x660, 0x6f0, 0x966, 0x9e6, 0xe50, 0xff10];
/** Exports may quote texts. */
const QUOTES = /^["'“”‘’]+|["'“”‘’]+$/g;
/**
 * Comments of RFC 5322, Go's monotonic clock, and the suffixes that RFC 9557 adds to an offset:
 * [Europe/Paris], [u-ca=hebrew].
 */
const COMMENTS = / ?\([^()]*\)| m=[+-][\d.]+$|(?<=\dZ|[+-]\d{2}:\d{2})(?:\[[^\][]{1,40}\])+$/g;
/** Labels that pages write before a date: Posted on */
const LABEL =
  /^(?:(?:first |last |originally )?(?:posted|published|updated|modified|created)(?: on| at)?|date|stand|veröffentlicht(?: am)?|aktualisiert(?: am)?|erstellt(?: am)?|publié(?: le)?|mis à jour(?: le)?|publicado(?: el| em)?|actualizado(?: el)?|pubblicato(?: il)?|aggiornato(?: il)?|gepubliceerd(?: op)?|опубликовано)\s?:? (?=\S)/iu;
/** A time before its day: 5:00 AM, November 30, 2026 */
const CLOCK_FIRST =
  /^((?:\d{1,2}:\d{2}(?::\d{2})?(?: ?[ap]\.?m\.?)?|\d{1,2} ?[ap]\.?m\.?)(?: (?:GMT|UTC|Z|[A-Z]{1,4}T))?),? (?:on )?(?=\p{L}|\d{1,2}[ ./-]|\d{4}-)(.+)$/iu;
/** A zone in parentheses after a time without one. After an offset it only names that offset. */
const ZONE_IN_BRACKETS =
  /(?<=\d{1,2}:\d{2}(?::\d{2})?(?: ?[ap]\.?m\.?)?) \((GMT|UTC|(?:GMT|UTC)[+-]\d{1,2}(?::?\d{2})?|[+-]\d{2}:?\d{2}|[A-Z]{1,4}T)\)(?=$|,? )/i;
/** Turkish writes the weekday after the year: 2 Aralık 2026 Çarşamba 10:00 */
const WORD_BEHIND_YEAR = /(?<=\d{4}),? ([\p{L}\p{M}]{4,20})(?=,? |$)/u;
/** Go writes the zone twice: +0000 UTC. */
const NAME_BEHIND_OFFSET = /([+-]\d{4}) [A-Z]{3,5}$/;

const TIME =
  "(?<time>(?:\\d{1,2}:\\d{1,2}(?::\\d{1,2}(?:[.,]\\d{1,9})?)?|\\d{1,2}\\.\\d{2}(?:\\.\\d{2})?)(?: ?[ap]\\.?m\\.?)?|\\d{1,2} ?[ap]\\.?m\\.?)";
const ZONE = "(?<zone>(?:GMT|UTC)?[+-]\\d{1,2}:?(?:\\d{2})?|[A-Z]{1,4}T|UTC?|GMT|MSK|[A-IK-Z])";
const CLOCK = `(?:(?:,? ?(?:at |T|- |um |às |à |kl\\.? |klo |o |alle |a las )?)${TIME}(?: ?${ZONE})?)?`;
const WEEKDAY_NAME = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}\\.?";
const WEEKDAY = `(?:${WEEKDAY_NAME},? ?)?`;
const NTH = "(?<day>\\d{1,2})(?:st|nd|rd|th)?";
const MONTH = `(?<monthName>${MONTH_PATTERN})`;

const FORMS: readonly RegExp[] = [
  // ISO 8601 and RFC 3339: 2025-12-10, 2025-12-10T08:00:00+09:00, 2025/12/10 08:00
  new RegExp(
    `^(?<year>\\d{4})([-/])(?<month>\\d{1,2})\\2(?<day>\\d{1,2})(?:[T ],? ?${TIME}(?: ?${ZONE})?)?$`,
    "i",
  ),
  // Hour only and month only, in ISO 8601 and W3C-DTF: 2025-12-10T08Z, 2025-12
  new RegExp(`^(?<year>\\d{4})-(?<month>\\d{2})-(?<day>\\d{2})T(?<hour>\\d{2})${ZONE}?$`, "i"),
  /^(?<year>\d{4})-(?<month>\d{2})$/,
  // Ordinal and week dates of ISO 8601: 2025-344, 2025-W50-3
  new RegExp(
    `^(?<year>\\d{4})-(?:(?<yearDay>\\d{3})|W(?<week>\\d{2})-(?<weekday>[1-7]))(?:[T ]${TIME}(?: ?${ZONE})?)?$`,
    "i",
  ),
  // With full stops the day always comes first: 10.12.2025, 10. 12. 2025 08:00
  new RegExp(
    `^(?:\\p{L}+\\.?,? )?(?<day>\\d{1,2})\\. ?(?<month>\\d{1,2})\\. ?(?<year>\\d{4})${CLOCK}(?: Uhr)?$`,
    "iu",
  ),
  // Databases and compact logs: 20251210080000
  /^(?<year>(?:1[5-9]|20)\d{2})(?<month>\d{2})(?<day>\d{2})(?<time>\d{4}(?:\d{2})?)(?<zone>Z)?$/i,
  // ISO 8601 basic, as in news exchange formats: 20251210, 20251210T080000Z
  /^(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})(?:T(?<time>\d{4}(?:\d{2})?)(?<zone>Z|[+-]\d{2}(?:\d{2})?)?)?$/i,
  // RFC 2822 and prose: Wed, 10 Dec 2025 08:00:00 GMT, 10 December 2025
  new RegExp(`^${WEEKDAY}${NTH}(?: of)? ${MONTH},? (?<year>\\d{4})${CLOCK}$`, "i"),
  // Databases: 2025-Dec-10
  new RegExp(`^(?<year>\\d{4})-${MONTH}-${NTH}${CLOCK}$`, "i"),
  // RFC 850 and HTTP's obsolete form, and 10-Dec-2025: Wednesday, 10-Dec-25 08:00:00 GMT
  new RegExp(`^${WEEKDAY}${NTH}-${MONTH}-(?<year>\\d{4}|\\d{2})${CLOCK}$`, "i"),
  // asctime, date(1), and JavaScript's Date: Wed Dec 10 08:00:00 UTC 2025, Wed Dec 10 2025 08:00:00 GMT+0900
  new RegExp(`^${WEEKDAY_NAME} ${MONTH} ${NTH} ${TIME}(?: ${ZONE})? (?<year>\\d{4})$`, "i"),
  // RFC 822 with a two-digit year: Wed, 10 Dec 25 08:00 GMT
  new RegExp(`^${WEEKDAY}${NTH} ${MONTH} (?<year>\\d{2}) ${TIME}(?: ?${ZONE})?$`, "i"),
  // The same in other languages: Seg, 24 Set 2018 19:42:40 -0300, 10. Dezember 2025, 10 de mayo de 2025
  new RegExp(
    `^(?:\\p{L}+\\.?,? )?(?:(?:le|el|den) )?(?<day>\\d{1,2})(?:\\.|er|º)?(?: de)? (?<foreignMonth>[\\p{L}\\p{M}]{3,14}\\.?)(?: de|,)? ` +
      `(?<year>\\d{4})(?: ?г\\.?| ?р\\.?)?${CLOCK}(?: Uhr)?$`,
    "iu",
  ),
  // Korean, Japanese, Chinese: 2025년 12월 10일, 2025年12月10日 08:00
  new RegExp(
    `^(?<year>\\d{4}) ?[년年] ?(?<month>\\d{1,2}) ?[월月] ?(?<day>\\d{1,2}) ?[일日](?: ?[(（].[)）])?${CLOCK}$`,
    "u",
  ),
  // A number above 12 cannot be a month: 25/12/2025, 12/25/2025 8:00 PM
  new RegExp(
    `^(?:\\p{L}+(?: \\p{L}+)?\\.?,? )?(?:(?<day>1[3-9]|2\\d|3[01])([/.-])(?<month>0?[1-9]|1[0-2])|(?<month2>0?[1-9]|1[0-2])([/.-])(?<day2>1[3-9]|2\\d|3[01]))[/.-](?<year>\\d{4})${CLOCK}$`,
    "iu",
  ),
  // Hungarian: 2025. december 15. 9:30
  new RegExp(
    `^(?<year>\\d{4})\\.? (?<foreignMonth>[\\p{L}\\p{M}]{3,14}\\.?) (?<day>\\d{1,2})\\.?${CLOCK}$`,
    "iu",
  ),
  // Turkish and others, month first: Aralık 15, 2025
  new RegExp(
    `^(?:\\p{L}+\\.?,? )?(?<foreignMonth>[\\p{L}\\p{M}]{3,14}\\.?) (?<day>\\d{1,2}),? (?<year>\\d{4})${CLOCK}$`,
    "iu",
  ),
  // Prose: December 10, 2025, Wednesday, Dec. 10, 2025 8:00 AM
  new RegExp(`^${WEEKDAY}${MONTH} ${NTH},? (?<year>\\d{4})${CLOCK}$`, "i"),
];

/**
 * Hours east of UTC of the zone names in RFC 2822, section 4.3, and of other unambiguous names. `IST` is
 * missing, because it has three meanings.
 */
const ZONE_HOURS: Readonly<Record<string, number>> = {
  EST: -5,
  EDT: -4,
  CST: -6,
  CDT: -5,
  MST: -7,
  MDT: -6,
  PST: -8,
  PDT: -7,
  AKST: -9,
  AKDT: -8,
  HST: -10,
  WET: 0,
  WEST: 1,
  BST: 1,
  CET: 1,
  CEST: 2,
  EET: 2,
  EEST: 3,
  MSK: 3,
  HKT: 8,
  SGT: 8,
  AWST: 8,
  JST: 9,
  KST: 9,
  AEST: 10,
  AEDT: 11,
  NZST: 12,
  NZDT: 13,
};

/** American papers write these all year. The zone's own rules decide on daylight saving time. */
const GENERAL_ZONES: Readonly<Record<string, string>> = {
  ET: "America/New_York",
  CT: "America/Chicago",
  MT: "America/Denver",
  PT: "America/Los_Angeles",
};

/** RFC 5322, section 4.3: RFC 822 defined their signs the wrong way round, so their meaning is unknown. */
const MILITARY_ZONE = /^[A-IK-Y]$/;

const FIRST_EPOCH_SECOND = 1e8; // 1973. Smaller numbers are 0, a year, or 20251210.
const FIRST_EPOCH_MILLISECOND = 1e11; // 1973 again. In seconds it would be the year 5138.
const FIRST_EPOCH_MICROSECOND = 1e15;
const LAST_EPOCH_MILLISECOND = Date.UTC(9999, 11, 31, 23, 59, 59);

/**
 * Parses a date as written in news data: ISO 8601, RFC 5322 and 850, asctime, prose in some 30 languages, or
 * epoch seconds, milliseconds or microseconds. A time without a zone is in `timeZone` or else UTC. Drops
 * fractions of a second, ignores the weekday, and reads a month as its first day.
 *
 * @param timeZone IANA zone of times without one
 * @returns `YYYY-MM-DD`, or with a time the UTC instant `YYYY-MM-DDTHH:MM:SSZ`
 * @throws InvalidRecord when the form is unknown, the day does not exist, or day and month are ambiguous
 */
export function parseDate(value: string | number, timeZone: string | null = null): string {
  if (typeof value === "number") return parseEpoch(value);
  const epoch = MICROSOFT_EPOCH.exec(value.trim())?.[1];
  if (epoch !== undefined) return parseEpoch(Number(epoch));
  const named = zoneNameAtEnd(value.trimEnd());
  const stated = named === null ? value : value.trimEnd().slice(0, -named.length);
  const written = zoned(plainForm(stated), named?.zone ?? timeZone);
  const { text } = written;
  if (EPOCH.test(text)) return parseEpoch(Number(text));
  for (const form of FORMS) {
    const groups = form.exec(text)?.groups;
    if (groups && !isUnknownMonth(groups)) return formatParts(toParts(groups), written);
  }
  if (/^\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b/.test(text)) {
    throw new InvalidRecord(`date "${shorten(text)}" is ambiguous (day or month first?); write YYYY-MM-DD`);
  }
  throw new InvalidRecord(
    `date "${shorten(text)}" is not understood; write YYYY-MM-DD or YYYY-MM-DDTHH:MM:SSZ`,
  );
}

/** True for a date that names only a month, such as `2025-12`. */
export function namesMonth(value: string | number | null | undefined): boolean {
  return typeof value === "string" && /^\s*\d{4}-\d{2}\s*$/.test(value);
}

/** True if the day exists in the Gregorian calendar. `month` and `day` count from 1. */
export function dayExists(year: number, month: number, day: number): boolean {
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  const lastDay = new Date(0);
  // Not Date.UTC, which reads the years 0…99 as 1900…1999.
  lastDay.setUTCFullYear(year, month, 0);
  return day <= lastDay.getUTCDate();
}

function parseEpoch(value: number): string {
  if (/^(?:1[5-9]|20)\d{6}$/.test(String(value))) return parseDate(String(value));
  const milliseconds = epochMilliseconds(value);
  if (!(value >= FIRST_EPOCH_SECOND) || milliseconds > LAST_EPOCH_MILLISECOND) {
    throw new InvalidRecord(
      `date ${value} is not a number of epoch seconds or milliseconds; write YYYY-MM-DD`,
    );
  }
  return formatInstant(milliseconds);
}

function epochMilliseconds(value: number): number {
  if (value >= FIRST_EPOCH_MICROSECOND) return value / 1000;
  return value >= FIRST_EPOCH_MILLISECOND ? value : value * 1000;
}

function plainForm(value: string): string {
  const decoded = value.includes("&") ? decodeEntities(value) : value;
  const line = decoded
    .trim()
    .replace(QUOTES, "")
    .replace(/\s*[|•·]\s*|\s+/g, " ");
  const zoned = line.replace(ZONE_IN_BRACKETS, knownZone);
  const text = latinForm(zoned.replace(COMMENTS, "").trim());
  return (
    text
      .replace(LABEL, "")
      .replace(NAME_BEHIND_OFFSET, "$1")
      .replace(WORD_BEHIND_YEAR, (whole, word) => (isWeekdayName(word) ? "" : whole))
      .replace(/^(\p{L}{2,12}\.?),(?=\d)/u, "$1, ")
      .replace(
        /^(\p{L}{3,14}-\d{1,2}|\d{1,2}-\p{L}{4,14})-(\d{4})(?=$| )/u,
        (_, day, year) => `${day.replace("-", " ")} ${year}`,
      )
      // A comment between time and day may be an unknown zone.
      .replace(CLOCK_FIRST, zoned.includes("(") ? "$&" : "$2 $1")
  );
}

function knownZone(comment: string, zone: string): string {
  return zoneOffsetMinutes(zone.toUpperCase()) === null ? comment : ` ${zone}`;
}

/** Removes the name of a zone from the end. */
function zoned(text: string, timeZone: string | null): Written {
  const [whole, name] = ZONE_NAME.exec(text) ?? [];
  if (whole === undefined || name === undefined || !isZone(name)) return { text, timeZone };
  return { text: text.slice(0, -whole.length), timeZone: name };
}

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

function latinDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  const zero = ZEROS.find((first) => code >= first && code < first + 10);
  return zero === undefined ? digit : String(code - zero);
}

/** Replaces forms of other scripts with equivalents that `FORMS` matches. */
function latinForm(text: string): string {
  return gregorianForm(text.replace(/(?![0-9])\p{Nd}/gu, latinDigit))
    .replace(/(?<=\d)Z\+00:?00$/, "Z")
    .replace(/\b(\d{1,2}) ?h ?(?=\d{2}\b)/, "$1:")
    .replace(/[−‒–](?=\d{2}:?\d{2}$)/, "-")
    .replace(/(?<=^\d{1,2})\/([A-Za-z]{3})\/(\d{4}):/, "-$1-$2 ")
    .replace(/^(\d{4})\. ?(\d{1,2})\. ?(\d{1,2})\.?(?=\s|$)/, "$1-$2-$3")
    .replace(/(?<=\d)[時时시点]$/u, ":00")
    .replace(/(?<=\d)[時时시点] ?(\d{1,2})[分분](?: ?(\d{1,2})[秒초])?/u, (_, minute, second) =>
      [``, minute, second].filter((part) => part !== undefined).join(":"),
    )
    .replace(
      /(오전|午前|上午|오후|午後|下午) ?(\d{1,2}:\d{2}(?::\d{2})?)/u,
      (_, half, clock) => `${clock} ${/[오午下][후後午]/u.test(half) ? "pm" : "am"}`,
    );
}

function toParts(groups: Record<string, string | undefined>): DateParts {
  return {
    ...dayOf(groups),
    time: groups["time"] ?? (groups["hour"] === undefined ? undefined : `${groups["hour"]}:00`),
    zone: groups["zone"],
  };
}

function dayOf(groups: Record<string, string | undefined>): Pick<DateParts, "year" | "month" | "day"> {
  const { yearDay, week, weekday } = groups;
  const year = fullYear(groups["year"] ?? "");
  if (week !== undefined) return calendarDay(year, dayOfWeek(year, Number(week), Number(weekday)), true);
  if (yearDay !== undefined) return calendarDay(year, Number(yearDay), false);
  // A month means its first day.
  return { year, month: monthOf(groups), day: Number(groups["day"] ?? groups["day2"] ?? 1) };
}

/**
 * Date of a day of the year, which counts from 1. A week may extend into the neighbouring years, from day
 * -2 to 369.
 */
function calendarDay(
  year: number,
  dayOfYear: number,
  isOfWeek: boolean,
): Pick<DateParts, "year" | "month" | "day"> {
  const date = new Date(Date.UTC(year, 0, dayOfYear));
  if (!isOfWeek && date.getUTCFullYear() !== year) return { year, month: 0, day: 0 };
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

function dayOfWeek(year: number, week: number, weekday: number): number {
  // Week 1 contains 4 January.
  const weekdayOfFourth = new Date(Date.UTC(year, 0, 4)).getUTCDay() || 7;
  return 4 - weekdayOfFourth + (week - 1) * 7 + weekday;
}

function isUnknownMonth({ foreignMonth }: Record<string, string | undefined>): boolean {
  return foreignMonth !== undefined && foreignMonthNumber(foreignMonth) === 0;
}

function monthOf({ month, month2, monthName, foreignMonth }: Record<string, string | undefined>): number {
  if (monthName !== undefined) return monthNumber(monthName);
  return foreignMonth === undefined ? Number(month ?? month2) : foreignMonthNumber(foreignMonth);
}

/** RFC 2822, section 4.3: 00 to 49 belong to this century, 50 to 99 to the last. */
function fullYear(digits: string): number {
  const year = Number(digits);
  if (digits.length > 2) return year;
  return year < 50 ? 2000 + year : 1900 + year;
}

function formatParts({ year, month, day, time, zone }: DateParts, { text, timeZone }: Written): string {
  if (!dayExists(year, month, day)) throw new InvalidRecord(`date "${text}" does not exist in the calendar`);
  if (time === undefined) return formatDay(year, month, day);
  const seconds = secondsOfDay(time);
  const offsetMinutes = zoneOffsetMinutes(zone?.toUpperCase() ?? "Z");
  if (seconds === null || offsetMinutes === null) {
    throw new InvalidRecord(`date "${text}" has a clock time or a zone that does not exist`);
  }
  const instant = new Date(0);
  instant.setUTCFullYear(year, month - 1, day);
  const shownMs = instant.getTime() + seconds * 1000;
  const place = zone === undefined ? timeZone : (GENERAL_ZONES[zone.toUpperCase()] ?? null);
  instant.setTime(place === null ? shownMs - offsetMinutes * 60_000 : momentInZone(shownMs, place));
  const instantYear = instant.getUTCFullYear();
  if (instantYear < 1 || instantYear > 9999) throw new InvalidRecord(`date "${text}" is out of range`);
  return formatInstant(instant.getTime());
}

/** `null` for an invalid time. */
function secondsOfDay(time: string): number | null {
  const separated = /[:.]/.test(time) ? time : time.replace(/\d{2}(?=\d)/g, "$&:");
  const [hourDigits = "", minuteDigits = "", secondDigits = "0"] = separated.split(/[:.,\s]|(?=[ap])/i);
  const halfDay = /([ap])\.?m/i.exec(time)?.[1]?.toLowerCase();
  const minute = /^\d+$/.test(minuteDigits) ? Number(minuteDigits) : 0;
  const second = /^\d+$/.test(secondDigits) ? Number(secondDigits) : 0;
  let hour = Number(hourDigits);
  if (halfDay !== undefined) {
    if (hour < 1 || hour > 12) return null;
    hour = (hour % 12) + (halfDay === "p" ? 12 : 0);
  }
  // ISO 8601 allows 24:00, and UTC has leap seconds.
  const isMidnight = hour === 24 && minute === 0 && second === 0;
  if ((hour > 23 && !isMidnight) || minute > 59 || second > 60) return null;
  return hour * 3600 + minute * 60 + second;
}

/** Minutes east of UTC; `null` for more than the 14 hours that exist. */
function zoneOffsetMinutes(zone: string): number | null {
  const named = ZONE_HOURS[zone];
  if (named !== undefined) return named * 60;
  // `momentInZone` handles these.
  if (MILITARY_ZONE.test(zone) || Object.hasOwn(GENERAL_ZONES, zone)) return 0;
  const [, sign, hours, minutes = "0"] = /([+-])(\d{1,2}):?(\d{2})?$/.exec(zone) ?? [];
  if (hours === undefined) return /^(?:Z|UTC?|GMT)$/.test(zone) ? 0 : null;
  const offset = Number(hours) * 60 + Number(minutes);
  if (offset > 14 * 60 || Number(minutes) > 59) return null;
  return sign === "-" ? -offset : offset;
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
