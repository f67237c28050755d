import { formatDay, formatInstant } from "../clock/format-date.ts";
import { InvalidRecord } from "./invalid-record.ts";
import { foreignMonthNumber, MONTH_PATTERN } from "./month-names.ts";
import { parseDate } from "./parse-date.ts";
import { isWeekdayName } from "./weekday-names.ts";
import { zoneNameAt } from "./zone-names.ts";

/** A point in time at the start of a phrase. */
export interface TimeInWords {
  /** `YYYY-MM-DD` or a UTC instant; `null` if the words name a time, but not which. */
  readonly date: string | null;
  /** True for words about a time, even if they do not say which. */
  readonly isTime: boolean;
  readonly hasClock: boolean;
  /** The text after the time. */
  readonly rest: string;
}

/** Context for reading a time without a year or a zone. */
export interface TimeContext {
  readonly timeZone?: string | null | undefined;
  /** A date near the time, from which to infer its year. */
  readonly near: Date;
}

/** UTF-16 units. No time is longer. */
const MAX_LENGTH = 200;
const DAY_MS = 86_400_000;
const FILLER =
  /^(?:[\s,;:@–—/：，、】」』\][-]+|[至到在于於の에]|'[ae]\b|น\.|วันที่|(?:on|at|of|the|from|um|am|ab|den|dem|le|la|les|à|às|du|el|las|los|al|alle|ore|del|de|a|om|op|kl|klokken|klo|do|dnia|godz|godziny|roku|saat|до|с|в|г|года|року|часов|час|о|date|time|local(?: time)?|hours?|hrs|uhr|heures?|horas?|óra|pukul|tanggal|giờ|ngày|الساعة|من|يوم|को|בשעה|and|thereafter|onwards|이후|까지)(?!\p{L})\.?)/iu;
/** The same time in another zone: (09:00 GMT) */
const ASIDE = /^\((?:[^()]{0,12}\d[^()]{0,24})\)/;
const ZONE =
  /^\(?(?<zone>(?:GMT|UTC)(?:[+-]\d{1,2}(?::?\d{2})?)?|[ECMP](?:[SD])?T|BST|CES?T|EES?T|WES?T|MSK|AK[SD]T|HST|HKT|SGT|JST|KST|A[EW][SD]T|NZ[SD]T|MEZ|MESZ)\b\)?/;
const LONG_ZONE =
  /^(?:(?:US |U\.S\. )?(?<us>eastern|central|mountain|pacific)(?: (?:standard|daylight))?(?: time)?)\b/i;
const CLOCK_WITH_MINUTES =
  /^(?<hour>\d{1,2}) ?[:.h] ?(?<minute>\d{2})(?::\d{2})?(?!\d)(?: ?(?<half>[ap])\.? ?m\b\.?)?/i;
const CLOCK_OF_HOURS =
  /^(?<hour>\d{1,2})(?: ?(?<half>[ap])\.? ?m\b\.?|(?= ?(?:uhr|hrs?|hours?|h|heures?|horas?|óra|GMT|UTC|BST|CES?T|E[SD]?T)\b))/i;
const CLOCK_OF_DIGITS =
  /^(?<hour>[01]\d|2[0-4])(?<minute>[0-5]\d)(?=h\b| ?\(?(?:hrs?|hours?|uhr|GMT|UTC|Z|BST|CES?T|E[SD]?T|local|london|(?:us )?eastern|central|brussels|paris)\b|,? (?:on )?(?:[A-Z]{3,9},? )?\d{1,2}(?:st|nd|rd|th)? [A-Z]{3})/i;
/** A number before a day: "ore 10 del 1 gennaio". */
const CLOCK_BEFORE_DAY =
  /^(?<hour>1?\d|2[0-4])(?=,? (?:(?:del?|on|am|den|le|el) )?\d{1,2}(?:st|nd|rd|th|\.|er|º)? ?\p{L}{3})/iu;
const CLOCKS = [CLOCK_WITH_MINUTES, CLOCK_OF_HOURS, CLOCK_OF_DIGITS, CLOCK_BEFORE_DAY];
const NAMED_CLOCK =
  /^(?:12 ?)?(?:(?<noon>noon|midday|mittags?|midi|mediodía|mezzogiorno)|(?<midnight>midnight|mitternacht|minuit|medianoche|mezzanotte))\b/iu;
const WEEKDAY =
  /^(?:(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|lunes|martes|miércoles|jueves|viernes|sábado|domingo|lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag)(?![\p{L}'’])\.?/iu;
const NUMERIC_DAY = /^(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})(?!\d)/;
const ISO_INSTANT =
  /^\d{4}-\d{2}-\d{2}[T ]\d{2}:?\d{2}(?::?\d{2}(?:\.\d+)?)?(?: ?Z| ?[+-]\d{2}:?\d{2})?(?!\d)/;
const DAY_FIRST =
  /^(?<day>\d{1,2})(?:st|nd|rd|th|\.|er|º)?(?: of| de)?[ -](?<month>[\p{L}\p{M}]{3,14})\.?(?:,?(?: de)?[ -](?<year>\d{4}))?(?!\d)/iu;
/** Hungarian dates: 2025. december 1. */
const YEAR_FIRST = /^(?<year>\d{4})\.? (?<month>\p{L}{3,12})\.? (?<day>\d{1,2})(?!\d)\.?/iu;
const MONTH_FIRST = new RegExp(
  `^(?<month>${MONTH_PATTERN})\\.? (?<day>\\d{1,2})(?:st|nd|rd|th)?(?![\\d:])(?:,? (?<year>\\d{4})(?!\\d))?`,
  "i",
);
const GERMAN_ZONES: Readonly<Record<string, string>> = { MEZ: "CET", MESZ: "CEST" };
const ASIAN_DAY =
  /^(?:(?:(?<year>\d{4}) ?[년年] ?)?(?<month>\d{1,2}) ?[월月] ?(?<day>\d{1,2}) ?[일日号號]|(?<year2>\d{4})\. ?(?<month2>\d{1,2})\. ?(?<day2>\d{1,2})\.?(?!\d))(?: ?[(（][^()（）]{1,5}[)）])?/u;
const VIETNAMESE_DAY = /^(?<day>\d{1,2}) tháng (?<month>\d{1,2})(?:,? (?:năm )?(?<year>\d{4}))?(?!\d)/iu;
const ASIAN_CLOCK =
  /^(?<half>上午|下午|午前|午後|오전|오후|早上|早晨|清晨|晚上|傍晚|凌晨|中午|正午|午夜|半夜|夜里|夜裡|深夜|朝|夕方|夜|새벽|아침|낮|저녁|밤|सुबह|दोपहर|शाम|रात)? ?(?:के )?(?<hour>\d{1,2}) ?(?:(?:[时時点點시]|giờ|बजे) ?(?:(?<minute>\d{1,2}) ?(?:[分분]|phút)|(?<halfPast>[半반]))?整?(?: ?(?<behind>sáng|trưa|chiều|tối|đêm))?|[:：](?<clockMinute>\d{2}))/u;
/** Noon and midnight without a number. */
const ASIAN_NAMED_CLOCK =
  /^(?:(?<noon>正午|정오|दोपहर(?= ?(?:तक|से)))|(?<midnight>자정|午夜|आधी रात|nửa đêm|เที่ยงคืน))/u;
const AFTERNOON = /^(?:下午|午後|오후|晚上|傍晚|夕方|낮|저녁|दोपहर|शाम|chiều|tối)$/;
/**
 * A night begins on the named day, and its hours from twelve on belong to the next day. 午後12時 is also
 * midnight.
 */
const NIGHT = /^(?:晚上|午夜|半夜|夜里|夜裡|深夜|夜|밤|रात|đêm|tối)$/;
const AFTER_MIDNIGHT = /^(?:凌晨|새벽)$/;

/** Parts that `parseDate` would misread: zones in brackets, nights. */
const HAS_PARTS = /[(（]|午後 ?12|밤|रात|晚|夜|đêm/u;

interface Found {
  day?: string;
  month?: number;
  year?: number;
  clock?: string;
  zone?: string;
  hasWeekday?: boolean;
  /** The time belongs to the night after the day. */
  isNextDay?: boolean;
  /** The whole time, in a machine format. */
  instant?: string;
}

/**
 * Reads the time that a phrase begins with. Its parts may be in any order: "00:01 GMT Monday 3 March 2025",
 * "3 March at 6pm". A missing year is the one nearest to the context.
 */
export function readTimeInWords(words: string, context: TimeContext): TimeInWords {
  const phrase = words.slice(0, MAX_LENGTH);
  // `parseDate` ignores brackets as comments, but here they may contain the zone.
  const whole = HAS_PARTS.test(phrase)
    ? null
    : parsed(phrase.replace(/^[\s:：]+|[\s.!*)\]]+$/g, ""), context.timeZone);
  if (whole !== null) return { date: whole, isTime: true, hasClock: whole.includes("T"), rest: "" };
  const found: Found = {};
  let rest = words.slice(0, MAX_LENGTH).trimStart();
  for (let before = ""; rest !== "" && rest !== before; ) {
    before = rest;
    rest = withoutNext(rest, found);
  }
  const isTime = [found.day, found.instant, found.clock, found.hasWeekday].some((part) => part !== undefined);
  const hasClock = found.clock !== undefined || found.instant !== undefined;
  return { date: isTime ? dateOf(found, context) : null, isTime, hasClock, rest };
}

/** Removes one part from the start and stores it in `found`. */
function withoutNext(rest: string, found: Found): string {
  const taken =
    takeInstant(rest, found) ??
    takeAsian(rest, found) ??
    takeDay(rest, found) ??
    takeClock(rest, found) ??
    takeZone(rest, found);
  if (taken !== null) return rest.slice(taken);
  const weekday = weekdayAt(rest);
  if (weekday !== undefined) found.hasWeekday = true;
  const next = weekday ?? (FILLER.exec(rest) ?? ASIDE.exec(rest))?.[0] ?? "";
  return rest.slice(next.length);
}

function weekdayAt(rest: string): string | undefined {
  const [word = ""] = /^[\p{L}\p{M}]{4,20}(?:-feira)?/u.exec(rest) ?? [];
  return isWeekdayName(word) ? word : WEEKDAY.exec(rest)?.[0];
}

function takeInstant(rest: string, found: Found): number | null {
  const instant = found.instant === undefined ? ISO_INSTANT.exec(rest)?.[0] : undefined;
  if (instant === undefined) return null;
  found.instant = instant;
  return instant.length;
}

function takeDay(rest: string, found: Found): number | null {
  if (found.day !== undefined) return null;
  const [numeric] = NUMERIC_DAY.exec(rest) ?? [];
  if (numeric !== undefined) {
    found.day = numeric;
    return numeric.length;
  }
  const match = DAY_FIRST.exec(rest) ?? YEAR_FIRST.exec(rest) ?? MONTH_FIRST.exec(rest);
  const { day, month = "", year } = match?.groups ?? {};
  const number = foreignMonthNumber(month);
  if (match === null || day === undefined || number === 0) return null;
  found.day = day;
  found.month = number;
  if (year !== undefined) found.year = Number(year);
  return match[0].length;
}

/** A day such as 2026年12月1日, or a time such as 上午9时30分. */
function takeAsian(rest: string, found: Found): number | null {
  return takeAsianDay(rest, found) ?? takeAsianClock(rest, found);
}

function takeAsianDay(rest: string, found: Found): number | null {
  if (found.day !== undefined) return null;
  const match = ASIAN_DAY.exec(rest) ?? VIETNAMESE_DAY.exec(rest);
  if (match === null) return null;
  const { year, year2 = year, month, month2 = month, day, day2 = day } = match.groups ?? {};
  found.day = day2 ?? "";
  found.month = Number(month2);
  if (year2 !== undefined) found.year = Number(year2);
  return match[0].length;
}

function takeAsianClock(rest: string, found: Found): number | null {
  if (found.clock !== undefined) return null;
  const match = ASIAN_CLOCK.exec(rest);
  if (match === null) return takeNamedClock(ASIAN_NAMED_CLOCK.exec(rest), found);
  const { behind = "", half = behind, hour = "", minute, clockMinute, halfPast } = match.groups ?? {};
  // `takeClock` reads "10:00 GMT" and "6:30 pm".
  if (half === "" && clockMinute !== undefined) return null;
  const { hours, isNextDay } = hoursOfHalf(Number(hour), half);
  if (isNextDay) found.isNextDay = true;
  found.clock = `${hours}:${(minute ?? clockMinute ?? (halfPast === undefined ? "00" : "30")).padStart(2, "0")}`;
  return match[0].length;
}

function hoursOfHalf(hour: number, half: string): { readonly hours: number; readonly isNextDay: boolean } {
  const isLate = hour === 12 || hour < 6;
  if (NIGHT.test(half) && hour > 0 && isLate) return { hours: hour % 12, isNextDay: true };
  if (half === "午後" && hour === 12) return { hours: 0, isNextDay: true };
  if (AFTER_MIDNIGHT.test(half)) return { hours: hour % 12, isNextDay: false };
  const isAfternoon = (AFTERNOON.test(half) || NIGHT.test(half)) && hour < 12;
  return { hours: isAfternoon ? hour + 12 : hour, isNextDay: false };
}

/** Midnight belongs to the day that ends, as in the AP Stylebook. */
function takeNamedClock(match: RegExpExecArray | null, found: Found): number | null {
  if (match === null) return null;
  const isNoon = match.groups?.["noon"] !== undefined;
  found.clock = isNoon ? "12:00" : "00:00";
  if (!isNoon) found.isNextDay = true;
  return match[0].length;
}

function takeClock(rest: string, found: Found): number | null {
  if (found.clock !== undefined) return takeSameElsewhere(rest);
  const named = takeNamedClock(NAMED_CLOCK.exec(rest), found);
  if (named !== null) return named;
  const match = CLOCKS.map((clock) => clock.exec(rest)).find((one) => one !== null);
  if (match === undefined) return null;
  const { hour = "", minute = "00", half } = match.groups ?? {};
  found.clock = `${hour}:${minute}${half === undefined ? "" : ` ${half}m`}`;
  return match[0].length;
}

/** The time in another zone: 16:00 London time / 11:00 US Eastern time */
function takeSameElsewhere(rest: string): number | null {
  const clock = CLOCKS.map((one) => one.exec(rest)?.[0]).find((one) => one !== undefined);
  if (clock === undefined) return null;
  const behind = rest.slice(clock.length);
  const blank = behind.length - behind.trimStart().length;
  const zone = zoneAt(behind.trimStart());
  return zone === null ? null : clock.length + blank + zone.length;
}

/** The zone that a text begins with, and the length of its name. */
function zoneAt(rest: string): { readonly length: number; readonly zone: string } | null {
  const named = zoneNameAt(rest);
  if (named !== null) return named;
  const match = ZONE.exec(rest) ?? LONG_ZONE.exec(rest);
  if (match === null) return null;
  const { zone, us } = match.groups ?? {};
  const name = zone ?? `${us?.charAt(0).toUpperCase()}T`;
  return { length: match[0].length, zone: GERMAN_ZONES[name] ?? name };
}

function takeZone(rest: string, found: Found): number | null {
  const match = found.clock === undefined ? null : zoneAt(rest);
  if (match === null) return null;
  found.zone ??= match.zone;
  return match.length;
}

/** `null` if the parts are not enough for a date, or it does not exist. */
function dateOf(found: Found, context: TimeContext): string | null {
  const day = found.instant ?? dayOf(found, context.near);
  if (day === null) return null;
  const time = found.instant === undefined ? [found.clock, found.zone].filter(Boolean).join(" ") : "";
  const date = parsed(found.clock === undefined ? day : `${day} ${time}`, context.timeZone);
  return date !== null && found.isNextDay === true ? nextDay(date) : date;
}

function nextDay(instant: string): string {
  return formatInstant(Date.parse(instant) + DAY_MS);
}

function dayOf({ day, month, year }: Found, near: Date): string | null {
  if (day === undefined) return null;
  if (month === undefined) return parsed(day, null);
  const inYear = (of: number) => formatDay(of, month, Number(day));
  if (year !== undefined) return inYear(year);
  const years = [-1, 0, 1].map((offset) => near.getUTCFullYear() + offset);
  const distance = (of: string) => Math.abs(Date.parse(of) - near.getTime());
  return years.map(inYear).toSorted((a, b) => distance(a) - distance(b))[0] ?? null;
}

function parsed(date: string, timeZone: string | null | undefined): string | null {
  try {
    return parseDate(date, timeZone ?? null);
  } catch (error) {
    if (error instanceof InvalidRecord) return null;
    throw error;
  }
}
