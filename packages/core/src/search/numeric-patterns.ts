import { dayFrom, monthRange } from "./calendar-day.ts";
import { pastYear, yearsBetween } from "./resolve-period.ts";
import { dayOfMonth, daysOfMonths, numericDay, singleDay } from "./resolve-time.ts";
import { type TimePattern, textBefore } from "./time-pattern.ts";
import { START, YEAR, YEAR_ENDS } from "./time-words.ts";

/** Words before a version, telephone or paragraph number with full stops: "ubuntu 22.04.10". */
const NUMBERED_WITH_STOPS =
  /\b(?:v|ver|rev|version|release|update|build|firmware|driver|kernel|patch|ubuntu|debian|fedora|linux|windows|macos|ios|ipados|android|chrome|firefox|python|node|node\.js|php|java|go|rust|mysql|postgres\w*|nvidia|docker|blender|tel|phone|fax|ip|sections?|chapter|kapitel|art|article|artikel|ziffer|absatz|nr|no)\.?:?\s*$|§\s*$/i;

/** "In" or "since" before a year in German, French and Spanish. */
const IN_OR_SINCE =
  "im\\s+jahre?|en\\s+el\\s+año|en\\s+l['’]an|en|seit|ab|depuis|desde|vor|nach|avant|antes\\s+de|après|después\\s+de|tras|bis|hasta|jusqu['’]en";
/** What may follow a year that is a time, like `YEAR_ENDS` for English. "En 2000 villages" counts. */
const ENDS_ABROAD =
  "(?=\\s*(?:[?!.,;:)]|$)|\\s+(?:in|im|am|an|auf|aus|bei|mit|für|von|vom|zu|zum|zur|und|oder|der|die|das|den|dem|bis|dans|en|sur|par|pour|avec|et|ou|à|au|aux|du|de|des|le|la|les|con|por|para|y|o|a|al|del|el|los|las)\\b)";
const TWO_DIGITS = /^\d\d$/;

/** Patterns of days, months and years in numbers, in the forms of several languages. */
export const NUMERIC_PATTERNS: readonly TimePattern[] = [
  {
    pattern: /(?<![\w-])(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:(?![\w-])|(?=T\d{2}:))/g,
    resolve: ([, year, , month, day]) => singleDay(dayFrom(Number(year), Number(month), Number(day))),
  },
  {
    // "20251208", the basic form of ISO 8601.
    pattern: /(?<![\w.,/+-])((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?![\w/-]|[.,]\d)/g,
    resolve: ([, year, month, day]) => singleDay(dayFrom(Number(year), Number(month), Number(day))),
  },
  {
    // "2025年12月8日", "12月8日", "2025년 12월 8일".
    pattern:
      /(?<!\d)(?:((?:19|20)\d{2})\s*[年년]\s*)?(\d{1,2})\s*(?:月\s*(\d{1,2})\s*[日号號]|월\s*(\d{1,2})\s*일)/g,
    resolve: ([, year, month = "", day, dayInKorean = ""], { today }) =>
      dayOfMonth({ month, day: day ?? dayInKorean, year }, today),
  },
  {
    // Every language that uses full stops puts the day first.
    pattern:
      /(?<![\w./]|(?<!\d{4})-)(\d{1,2})([-/.])(\d{1,2})\2((?:19|20)\d{2})(?![\w/]|-(?!\d{1,2}\2\d)|\.\d)/g,
    resolve: ([, first = "", sign, second = "", year = ""], { isDayFirst }) =>
      numericDay({ first, second, year }, isDayFirst || sign === "."),
  },
  {
    // "10/12/25".
    pattern: /(?<![\w./-])(\d{1,2})\/(\d{1,2})\/(\d{2})(?![\w/-]|\.\d)/g,
    resolve: ([, first = "", second = "", year = ""], { isDayFirst }) =>
      numericDay({ first, second, year: `20${year}` }, isDayFirst),
  },
  {
    // "12.12.25", in German also "8.12.25". Other numbers with two full stops mostly contain an unpadded number:
    // "1.5.10".
    pattern: /(?<![\w.,/-])(\d{1,2})\.(\d{1,2})\.(\d{2})(?![\w/-]|[.,]\d)/g,
    resolve: (match, { isDayFirst }) => {
      const [, day = "", month = "", year] = match;
      const isDate = isDayFirst || (TWO_DIGITS.test(day) && TWO_DIGITS.test(month));
      if (!isDate || NUMBERED_WITH_STOPS.test(textBefore(match))) return null;
      return singleDay(dayFrom(Number(`20${year}`), Number(month), Number(day)));
    },
  },
  {
    // "1.-5.12.2025", "vom 1.12. bis 5.12.2025".
    pattern:
      /(?<![\w.,/-])(\d{1,2})\.(?:(\d{1,2})\.)?\s*(?:[-–—]|bis(?:\s+zum)?)\s*(\d{1,2})\.(\d{1,2})\.((?:19|20)\d{2})?(?![\w/-]|[.,]\d)/gi,
    resolve: ([, day = "", month, lastDay = "", lastMonth = "", year], { today }) =>
      daysOfMonths(
        {
          first: { day, month: month ?? lastMonth, year: undefined },
          last: { day: lastDay, month: lastMonth, year },
        },
        today,
      ),
  },
  {
    // "Du 24 au 26/11/2025", "24-26/11/2025".
    pattern:
      /(?<![\w.,/-])(\d{1,2})\s*(?:au|al|[-–—])\s*(\d{1,2})\/(\d{1,2})\/((?:19|20)\d{2})(?![\w/-]|[.,]\d)/gi,
    resolve: ([, day = "", lastDay = "", month = "", year], { today }) =>
      daysOfMonths({ first: { day, month, year }, last: { day: lastDay, month, year } }, today),
  },
  {
    // "Am 8.12.", "seit 1.12.".
    pattern: /(?<=\b(?:am|vom|seit|ab|dem|den|der|zum|nach|vor)\s+)(\d{1,2})\.(\d{1,2})\.(?=\s|$)/gi,
    resolve: ([, day = "", month = ""], { today }) => dayOfMonth({ month, day, year: undefined }, today),
  },
  {
    // "On 12/10", "le 08/12", but not "le 1/3 des élèves".
    pattern: new RegExp(
      `(?<=\\b(?:(on)|le|du|au|el|del|al)\\s+)(\\d{1,2})/(\\d{1,2})(?![\\w/-]|[.,]\\d|\\s+(?:of|de|des|du|d['’]))(?:${YEAR_ENDS}|${ENDS_ABROAD})`,
      "gi",
    ),
    resolve: ([text, on, first = "", second = ""], { today, isDayFirst }) => {
      if (!/\d\d/.test(text)) return null;
      const [day, month] = on === undefined || isDayFirst ? [first, second] : [second, first];
      return dayOfMonth({ month, day, year: undefined }, today);
    },
  },
  {
    // "2025年12月", "2025년", but not "2000年前", 2,000 years ago.
    pattern: /(?<!\d)((?:19|20)\d{2})\s*[年년](?:\s*(1[0-2]|0?[1-9])\s*[月월])?(?!\s*[\d前間间])/g,
    resolve: ([, year, month]) =>
      month === undefined ? pastYear(Number(year)) : monthRange(Number(year), Number(month)),
  },
  {
    // "2025-11", "2025/11", "11/2025", but not "2010/11", a season.
    pattern: new RegExp(
      `(?<![\\w./-])(?:${YEAR}([-/])(0[1-9]|1[0-2])|(0?[1-9]|1[0-2])/${YEAR})(?![\\w/-]|\\.\\d)`,
      "g",
    ),
    resolve: ([, year, sign, month, first, last]) => {
      const isSeason = sign === "/" && Number(month) === (Number(year) % 100) + 1;
      return isSeason ? null : monthRange(Number(year ?? last), Number(month ?? first));
    },
  },
  {
    // "2020–22". What can be a month is one.
    pattern: new RegExp(`(?:\\bin\\s+)?${START}((?:19|20)\\d{2})[-–](1[3-9]|[2-9]\\d)${YEAR_ENDS}`, "gi"),
    resolve: ([, first = "", last]) => yearsBetween(Number(first), Number(`${first.slice(0, 2)}${last}`)),
  },
  {
    // "2020 - present", "2019 onwards". `findTimeFrame` extends it.
    pattern: new RegExp(
      `${START}${YEAR}(?=\\s*(?:onwards?|and\\s+(?:later|after)|(?:(?:up\\s+)?(?:to|until|till)|through|[-–—])\\s*(?:now|(?:the\\s+)?present|date|today))(?![\\w'’-]))`,
      "gi",
    ),
    resolve: ([, year]) => pastYear(Number(year)),
  },
  {
    // "Seit 2020", "en 2020".
    pattern: new RegExp(
      `(?<![\\p{L}'’])(?:im\\s+jahre?\\s+|en\\s+|(?<=(?:${IN_OR_SINCE})\\s+))${YEAR}${ENDS_ABROAD}`,
      "giu",
    ),
    resolve: ([, year]) => pastYear(Number(year)),
  },
  {
    // "2020 bis 2024", "de 2020 à 2024", "entre 2015 y 2018".
    pattern: new RegExp(
      `${START}${YEAR}\\s+(?:bis|à|a|au|(?<=\\b(?:zwischen|entre)\\s+\\d{4}\\s+)(?:und|et|y))\\s+${YEAR}${ENDS_ABROAD}`,
      "giu",
    ),
    resolve: ([, first, last]) => yearsBetween(Number(first), Number(last)),
  },
];
