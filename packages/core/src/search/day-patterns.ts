import { daysIn } from "./calendar-day.ts";
import {
  dayNumber,
  dayOfHoliday,
  dayOfMonth,
  daysOfMonths,
  fullWeekday,
  lastWeekday,
  weekdaysTo,
} from "./resolve-time.ts";
import { isCapital, isCapitalOrLong, joinsEnds, type TimePattern, textBefore } from "./time-pattern.ts";
import {
  AFTER_BOUND,
  DAY,
  END,
  HOLIDAY,
  INCIDENT,
  MONTH,
  ON_WEEKDAY,
  ORDINAL_DAY,
  SHORT_WEEKDAY,
  START,
  TO,
  TO_OR_AND,
  WEEKDAY,
  YEAR,
} from "./time-words.ts";

/** Patterns of days and ranges of days. */
export const DAY_PATTERNS: readonly TimePattern[] = [
  {
    // "The ninth of December".
    pattern: new RegExp(`\\bthe\\s+${ORDINAL_DAY}\\s+(?:of\\s+)${MONTH}(?:,?\\s+${YEAR})?${END}`, "gi"),
    resolve: ([, day = "", month = "", year], { today }) =>
      isCapitalOrLong(month) || year !== undefined
        ? dayOfMonth({ month, day: dayNumber(day), year }, today)
        : null,
  },
  {
    // "December the 9th".
    pattern: new RegExp(`${START}${MONTH}\\s+the\\s+${ORDINAL_DAY}(?:,?\\s+${YEAR})?${END}`, "gi"),
    resolve: ([, month = "", day = "", year], { today }) =>
      isCapitalOrLong(month) ? dayOfMonth({ month, day: dayNumber(day), year }, today) : null,
  },
  {
    pattern: new RegExp(`${START}${ON_WEEKDAY}${MONTH}\\s+${DAY}(?:,?\\s+${YEAR})?${END}`, "gi"),
    resolve: (match, { today }) => {
      const [, month = "", day = "", year] = match;
      return isMonthName(match, { month, year }) ? dayOfMonth({ month, day, year }, today) : null;
    },
  },
  {
    pattern: new RegExp(`${START}${ON_WEEKDAY}${DAY}\\s+(?:of\\s+)?${MONTH}(?:,?\\s+${YEAR})?${END}`, "gi"),
    resolve: ([, day = "", month = "", year], { today }) =>
      // "8 may" can also mean eight who may.
      isCapitalOrLong(month) || year !== undefined ? dayOfMonth({ month, day, year }, today) : null,
  },
  {
    // "10-Dec-2025", "10-dec-25".
    pattern: new RegExp(`(?<![\\w./-])(\\d{1,2})-${MONTH}-(?:${YEAR}|(\\d{2}))(?![\\w-])`, "gi"),
    resolve: ([, day = "", month = "", year, short], { today }) =>
      dayOfMonth({ month, day, year: year ?? `20${short}` }, today),
  },
  {
    // "December 8 to 10", "Dec. 8-10, 2025", "between December 8 and 10".
    pattern: new RegExp(
      `${START}${MONTH}\\s+${DAY}${TO_OR_AND}${DAY}(?:,?\\s+${YEAR})?${END}(?!\\s+${MONTH})`,
      "gi",
    ),
    resolve: (match, { today }) => {
      const [, month = "", day = "", lastDay = "", year] = match;
      if (!isMonthName(match, { month, year }) || !isRange(match)) return null;
      return daysOfMonths({ first: { month, day, year }, last: { month, day: lastDay, year } }, today);
    },
  },
  {
    // "1-5 December 2025", "from 1 to 5 December", "between the 1st and the 5th of December".
    pattern: new RegExp(
      `${START}${DAY}${TO_OR_AND}${DAY}\\s+(?:of\\s+)?${MONTH}(?:,?\\s+${YEAR})?${END}`,
      "gi",
    ),
    resolve: (match, { today }) => {
      const [, day = "", lastDay = "", month = "", year] = match;
      if (!(isCapitalOrLong(month) || year !== undefined) || !isRange(match)) return null;
      return daysOfMonths({ first: { month, day, year }, last: { month, day: lastDay, year } }, today);
    },
  },
  {
    // "November 30 to December 2, 2025".
    pattern: new RegExp(
      `${START}${MONTH}\\s+${DAY}(?:,?\\s+${YEAR})?${TO}${MONTH}\\s+${DAY}(?:,?\\s+${YEAR})?${END}`,
      "gi",
    ),
    resolve: ([, month = "", day = "", year, lastMonth = "", lastDay = "", lastYear], { today }) =>
      daysOfMonths(
        { first: { month, day, year }, last: { month: lastMonth, day: lastDay, year: lastYear } },
        today,
      ),
  },
  {
    // "30 November - 2 December 2025".
    pattern: new RegExp(
      `${START}${DAY}\\s+${MONTH}(?:\\s+${YEAR})?${TO}${DAY}\\s+${MONTH}(?:,?\\s+${YEAR})?${END}`,
      "gi",
    ),
    resolve: ([, day = "", month = "", year, lastDay = "", lastMonth = "", lastYear], { today }) =>
      daysOfMonths(
        { first: { month, day, year }, last: { month: lastMonth, day: lastDay, year: lastYear } },
        today,
      ),
  },
  {
    pattern: new RegExp(`(?:\\b(on|last|this|past)\\s+|${AFTER_BOUND})${WEEKDAY}(?!\\w)`, "gi"),
    resolve: (match, { today }) => {
      const [, word = "", weekday = ""] = match;
      const day = lastWeekday(weekday, { today, isPast: /last|past/i.test(word) });
      // "Robinson Crusoe and Friday".
      return day && { ...day, isEndOnly: word === "" && joinsEnds(match) };
    },
  },
  {
    // "On Halloween", "Christmas Day 2024". Without "on" or a year, the holiday is the subject.
    pattern: new RegExp(
      `(?:\\b(on)\\s+|(?<=\\b(since)\\s+)|)\\b${HOLIDAY}(?:,?\\s+(?:in\\s+|of\\s+)?${YEAR})?${END}`,
      "gi",
    ),
    resolve: ([, on, since, name = "", year], { today }) =>
      (on ?? since ?? year) === undefined ? null : dayOfHoliday(name, year, today),
  },
  {
    // "Since New Year".
    pattern: new RegExp(`(?<=\\bsince\\s+(?:the\\s+)?)new\\s+year${END}`, "gi"),
    resolve: (_, { today }) => dayOfHoliday("new year's day", undefined, today),
  },
  {
    // "On tues", "last fri". "Sat" and "sun" are words, too.
    pattern: new RegExp(`(?:\\b(on|last)\\s+|(?<=\\bsince\\s+))${SHORT_WEEKDAY}(?![\\w'’-])`, "gi"),
    resolve: ([, word = "", weekday = ""], { today }) =>
      lastWeekday(fullWeekday(weekday), { today, isPast: /last/i.test(word) }),
  },
  {
    // "Saturday and Sunday", "Monday to Friday".
    pattern: new RegExp(
      `(?:\\bon\\s+)?(?<!\\bto\\s+)\\b${WEEKDAY}${TO_OR_AND}${WEEKDAY}(?!\\w)(?!(?:\\s+and|,)\\s+${WEEKDAY})`,
      "gi",
    ),
    resolve: (match, { today }) => {
      const [text, first = "", last = ""] = match;
      const range = weekdaysTo(first, last, today);
      return /\sand\s/i.test(text) && !isRange(match) && daysIn(range) !== 2 ? null : range;
    },
  },
  {
    // "Monday's vote", "Thursday evening", "friday night crash", and a query that consists of a weekday.
    pattern: new RegExp(
      `(?<![\\w-])${WEEKDAY}(?:(?=['’]s\\b)|\\s+(?:(?:morning|afternoon|evening)\\b|night(?=['’]s|\\W*$|\\s+${INCIDENT}))|(?<=^\\W*\\w+)(?=\\W*$))`,
      "gi",
    ),
    resolve: (match, { today }) => {
      const isName = /\p{Lu}\S*\s$/u.test(textBefore(match));
      return isName ? null : lastWeekday(match[1] ?? "", { today, isPast: false });
    },
  },
  {
    // "Protests Monday", as in headlines, and "cabinet meeting tuesday", as typed without any capitals.
    pattern: new RegExp(`(?<=[a-z]\\s)${WEEKDAY}(?:\\s+(?:morning|afternoon|evening|night))?(?=\\W*$)`, "gi"),
    resolve: (match, { today }) => {
      const [, weekday = ""] = match;
      const isName = /(?:^|\s)\p{Lu}\S*\s$/u.test(textBefore(match));
      const isTime = isCapital(weekday) ? !isName : !/\p{Lu}/u.test(match.input ?? "");
      return isTime ? lastWeekday(weekday, { today, isPast: false }) : null;
    },
  },
];

/** "May 8 people", "march 8 miles": in lower case these are verbs, unless "on" or a year says otherwise. */
function isMonthName(
  match: RegExpMatchArray,
  { month, year }: { readonly month: string; readonly year: string | undefined },
): boolean {
  return year !== undefined || isCapitalOrLong(month) || /\bon\s+$/i.test(textBefore(match));
}

/** "And" joins the ends of a range after "between", otherwise only adjacent days: "8 and 9 December". */
function isRange(match: RegExpMatchArray): boolean {
  const [day, next] = (match[0].match(/(?<!\d)\d{1,2}(?!\d)/g) ?? []).map(Number);
  if (day !== undefined && next === day + 1) return true;
  return !/\sand\s/i.test(match[0]) || /\bbetween\s+(?:the\s+)?$/i.test(textBefore(match));
}
