import { addDays } from "./calendar-day.ts";
import {
  calendarUnit,
  lastSeason,
  partOf,
  partOfYear,
  sameDayBefore,
  yearsOfDecade,
} from "./resolve-period.ts";
import {
  latest,
  minutesAgo,
  singleDay,
  toCount,
  trailing,
  trailingHours,
  weekdaysAgo,
  weekend,
  weekendAgo,
} from "./resolve-time.ts";
import { isCapital, type TimePattern, textBefore } from "./time-pattern.ts";
import { COUNT, NEWS_ITEMS, ORDINAL, PART, SEASON, SHORT_UNIT, UNIT, WEEKDAY } from "./time-words.ts";

/** "The last week of the campaign" is not the last week before today. */
const NOT_OF = "(?!\\s+of\\b)(?![\\w-])";

/** Times relative to the moment of the query. */
export const RELATIVE_PATTERNS: readonly TimePattern[] = [
  relative("(?:the )?day before yesterday", (_, { today }) => singleDay(addDays(today, -2))),
  relative("(?:yesterdays?|last night)", (_, { today }) => singleDay(addDays(today, -1))),
  relative("(?:todays?|tonights?|this (?:morning|afternoon|evening))", (_, { today }) => singleDay(today)),
  relative(
    "(this|last|past|over the|at the|on the|during the|through the) weekend",
    ([, word = ""], { today }) => weekend(word, today),
  ),
  relative("(?:in )?the (week|month|quarter|year) before last", ([, unit = ""], { today }) =>
    calendarUnit(unit, 2, today),
  ),
  relative(
    "(?<=\\bsince )the (?:beginning|start) of the (week|month|quarter|year)",
    ([, unit = ""], { today }) => calendarUnit(unit, 0, today),
  ),
  relative("(?:the )?weekend before last", (_, { today }) => weekendAgo(2, today)),
  relative(`${COUNT} weekends? ago`, ([, count = ""], { today }) => weekendAgo(toCount(count), today)),
  relative("(?<=\\bsince )the weekend", (_, { today }) => weekend("last", today)),
  relative("year[- ]to[- ]date", (_, { today }) => ({ from: `${today.slice(0, 4)}-01-01`, to: today })),
  relative(
    `(?:at |in |by )?${PART}[- ](this|last) (month|year)`,
    ([, part = "", word = "", unit = ""], { today }) => {
      const whole = calendarUnit(unit, /this/i.test(word) ? 0 : 1, today);
      return whole && partOf(whole, part);
    },
  ),
  relative(
    `(?:in )?(?:the )?(?:${ORDINAL} (quarter|half)|([qh])([1-4])) (?:of )?(this|last) year`,
    ([, ordinal, unit, letter, number = "", word = ""], { today }) =>
      partOfYear(Number(today.slice(0, 4)) - (/last/i.test(word) ? 1 : 0), {
        ordinal: ordinal ?? number,
        unit: unit ?? (/q/i.test(letter ?? "") ? "quarter" : "half"),
      }),
  ),
  relative(
    `(?:(?:in|during|over|through|throughout) )?(this|last|past|(?<=in |during |over |through |throughout )the) ${SEASON}`,
    (match, { today }) => {
      const [, word = "", name = ""] = match;
      return lastSeason(name, /last|past/i.test(word), today);
    },
  ),
  relative(
    "(?<!\\bthe )(this|last|previous) (week|month|quarter|year)",
    ([, word = "", unit = ""], { today }) => calendarUnit(unit, /this/i.test(word) ? 0 : 1, today),
  ),
  relative("the previous (week|month|quarter|year)", ([, unit = ""], { today }) =>
    calendarUnit(unit, 1, today),
  ),
  relative(`(?:the )?(?:past|last|previous) (?:${COUNT} )?${UNIT}`, (match, { today }) => {
    const [phrase, count = "1", unit = ""] = match;
    // "Last week" without the article means a calendar week, which another pattern handles.
    const isCalendarUnit = /^(?:last|(?:the\s+)?previous)\s+(?:week|month|year|decade)$/i.test(phrase);
    return isCalendarUnit || isFinal(match) ? null : trailing(toCount(count), unit, today);
  }),
  relative(`(?:the )?(?:past|last|previous) (?:${COUNT} )?(hour|minute)s?`, (match, moment) => {
    const [, count = "1", unit = ""] = match;
    return isFinal(match) ? null : trailingHours(toCount(count) * minutesOf(unit), moment);
  }),
  relative(
    `(?:the )?(?:past|last|previous) (?:${COUNT} |(\\d{1,4})\\s*)(?:${SHORT_UNIT}|h)`,
    ([, count, number = "", unit = "h"], moment) =>
      trailingHours(toCount(count ?? number) * minutesOf(unit), moment),
  ),
  relative("(this|last) decade", ([, word = ""], { today }) =>
    yearsOfDecade(Number(today.slice(0, 3)) - (/last/i.test(word) ? 1 : 0)),
  ),
  relative(
    `(?:${COUNT} |(\\d{1,4})\\s*)(?:${SHORT_UNIT}|h) ago`,
    ([, count, number = "", unit = "h"], moment) =>
      minutesAgo(toCount(count ?? number) * minutesOf(unit), moment),
  ),
  relative(`${COUNT} ${UNIT} ago (?:today|to the day)`, ([, count = "", unit = ""], { today }) =>
    sameDayBefore(unit, toCount(count), today),
  ),
  relative(`${COUNT} ${WEEKDAY}s? ago`, ([, count = "", weekday = ""], { today }) =>
    weekdaysAgo(weekday, toCount(count), today),
  ),
  relative("earlier in the (week|month|quarter|year)", ([, unit = ""], { today }) =>
    calendarUnit(unit, 0, today),
  ),
  relative(`${COUNT} ${UNIT} ago`, ([, count = "", unit = ""], { today }) =>
    calendarUnit(unit, toCount(count), today),
  ),
  relative("(?:the )?(?:very )?(?:latest|most recent|breaking news|newest)", weak),
  relative(`(?<!\\bmost )recent(?= ${NEWS_ITEMS}\\b)`, weak),
  relative("(?:right now|these days|recently|just now|in recent days|at the moment)", weak),
  relative("in recent weeks", (_, { today }) => ({ ...trailing(4, "week", today), isWeak: true })),
  relative("in recent months", (_, { today }) => ({ ...trailing(3, "month", today), isWeak: true })),
];

/**
 * "Last minute deal", "the last day to register", "the last days on Mars": without "in" or a number, "last" means
 * final.
 */
function isFinal(match: RegExpMatchArray): boolean {
  return (
    /^(?:the\s+)?last\s+(?:day|minute|\w+s)$/i.test(match[0]) &&
    !/\b(?:in|over|during|within|for)\s+$/i.test(textBefore(match))
  );
}

/** "Her last month at school", "Biden's last year in office". */
const SOMEONES = /(?:\b(?:his|her|its|their|my|your|our)|[\p{L}\p{N}]['’]s|s['’])\s+$/iu;

/** "The Last Five Years", "This Morning": every word of a title is capitalised, in a query that is not all capitals. */
function isTitle({ 0: phrase, input = "" }: RegExpMatchArray): boolean {
  const words = phrase.match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.length > 1 && words.every(isCapital) && /\p{Ll}/u.test(input);
}

function minutesOf(unit: string): number {
  return /^h/i.test(unit) ? 60 : 1;
}

function weak(_: RegExpMatchArray, { today }: Parameters<TimePattern["resolve"]>[1]) {
  return { ...latest(today), isWeak: true };
}

/** @param words in lower case, separated by single spaces */
function relative(words: string, resolve: TimePattern["resolve"]): TimePattern {
  return {
    pattern: new RegExp(`(?<![\\w-])${words.replaceAll(" ", "\\s+")}${NOT_OF}`, "gi"),
    resolve: (match, moment) => {
      const before = textBefore(match);
      // "Today" and "This Week" within a sentence are papers and programmes.
      const isName = /\w/.test(before) && isCapital(match[0]) && /\p{Ll}/u.test(match.input ?? "");
      const isOwned = /^last/i.test(match[0]) && SOMEONES.test(before);
      return isName || isTitle(match) || isOwned ? null : resolve(match, moment);
    },
  };
}
