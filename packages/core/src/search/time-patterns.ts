import { addDays, type DayRange, dayFrom, monthRange } from "./calendar-day.ts";
import {
  calendarUnit,
  dayOfMonth,
  lastMonthNamed,
  lastWeekday,
  monthNumber,
  NUMBERS,
  pastYear,
  singleDay,
  toCount,
  trailing,
  WEEKDAYS,
  weekend,
} from "./resolve-time.ts";

/** A time and where in the query it stands. */
export interface NamedTime extends DayRange {
  readonly start: number;
  readonly end: number;
}

/** A way to name a time. */
export interface TimePattern {
  readonly pattern: RegExp;
  /** @returns `null` when it is no time after all */
  readonly resolve: (match: RegExpMatchArray, today: string) => DayRange | null;
}

/** Also abbreviated, in lower case too: nobody takes pains with a query. */
const MONTH =
  "(jan(?:uary|\\.)?|feb(?:ruary|\\.)?|mar(?:ch|\\.)?|apr(?:il|\\.)?|may|june?|july?|aug(?:ust|\\.)?|sept?(?:ember|\\.)?|oct(?:ober|\\.)?|nov(?:ember|\\.)?|dec(?:ember|\\.)?)";
const WEEKDAY = `(${WEEKDAYS.join("|")})`;
const DAY = "(\\d{1,2})(?:st|nd|rd|th)?";
const YEAR = "((?:19|20)\\d{2})";
const COUNT = `(\\d{1,3}|an?|${NUMBERS.join("|")})`;
const UNIT = "(day|week|month|year)s?";
/** `findTimeFrame` makes of the word what it means. */
const AFTER_BOUND = "(?<=\\b(?:since|until|before|after|between|from|and|to)\\s+)";
const END = "(?![\\w'’]|[-–.,]\\d)";
const START = "(?<![\\w$€£.,-])";
/** "The last week of the campaign" is not the last one before today. */
const NOT_OF = "(?!\\s+of\\b)(?![\\w-])";
/** Papers that are called after the day on which they appear, and habits of it. */
const NOT_A_NAME = "(?!\\s+(?:times|mail|telegraph|express|mirror|herald|post|sun|league|night football))";
/** Words that make the name of one certain day out of a weekday: "Black Friday". */
const NAMED_DAYS =
  /\b(?:black|good|easter|super|palm|ash|fat|bloody|cyber|giving|holy|maundy|whit|shrove|blue|low)\s+$/i;
/** After a year that stands for a time; anything else makes it a count or a part of a name: "in 2000 villages". */
const YEAR_ENDS =
  "(?=\\s*(?:[?!.,;:)]|$)|\\s+(?:in|at|on|by|with|for|and|or|to|from|after|before|when|was|were|is|are|did|do|does|the|a|an|about|over|during|as|that|who|what|why|how|against|between)\\b)";

/** Every way to name a time, as `findTimeFrame` describes them. */
export const TIME_PATTERNS: readonly TimePattern[] = [
  {
    pattern: /(?<![\w-])(\d{4})-(\d{2})-(\d{2})(?![\w-])/g,
    resolve: ([, year, month, day]) => singleDay(dayFrom(Number(year), Number(month), Number(day))),
  },
  {
    pattern: new RegExp(`${START}${MONTH}\\s+${DAY}(?:,?\\s+${YEAR})?${END}`, "gi"),
    resolve: (match, today) => {
      const [, month = "", day = "", year] = match;
      return isMonthName(match, month, year) ? dayOfMonth({ month, day, year }, today) : null;
    },
  },
  {
    pattern: new RegExp(`${START}${DAY}\\s+(?:of\\s+)?${MONTH}(?:,?\\s+${YEAR})?${END}`, "gi"),
    resolve: (match, today) => {
      const [, day = "", month = "", year] = match;
      // "8 may" can be eight who may.
      return isCapitalOrLong(month) || year !== undefined ? dayOfMonth({ month, day, year }, today) : null;
    },
  },
  {
    pattern: new RegExp(`${START}(?:(?:in|during)\\s+)?${MONTH},?\\s+(?:of\\s+)?${YEAR}${END}`, "gi"),
    resolve: ([, month = "", year]) => monthRange(Number(year), monthNumber(month)),
  },
  {
    pattern: new RegExp(
      `(?:\\b(in|during|this|last)\\s+(?:early\\s+|late\\s+|mid-?)?|${AFTER_BOUND})${MONTH}${END}`,
      "gi",
    ),
    resolve: ([, word = "", month = ""], today) =>
      isCapitalOrLong(month) ? lastMonthNamed(month, { today, isPast: /last/i.test(word) }) : null,
  },
  {
    pattern: new RegExp(`(?:\\b(?:in|during|throughout)\\s+|${AFTER_BOUND})${YEAR}${YEAR_ENDS}`, "gi"),
    resolve: ([, year]) => pastYear(Number(year)),
  },
  {
    // "Election 2013", but not "the crisis of 2008" nor "the 2008 crisis".
    pattern: new RegExp(
      `(?:^|(?<=[a-z)]\\s)(?<!\\b(?:of|the|than|least|most|about|over|under|nearly|and|to|with)\\s))${YEAR}(?=\\W*$)`,
      "gi",
    ),
    resolve: ([, year]) => pastYear(Number(year)),
  },
  {
    pattern: new RegExp(`(?:\\b(on|last|this)\\s+|${AFTER_BOUND})${WEEKDAY}(?!\\w)${NOT_A_NAME}`, "gi"),
    resolve: ([, word = "", weekday = ""], today) =>
      lastWeekday(weekday, { today, isPast: /last/i.test(word) }),
  },
  {
    // "Protests Monday", as headlines have it.
    pattern: new RegExp(`(?<=[a-z]\\s)${WEEKDAY}(?:\\s+(?:morning|afternoon|evening|night))?(?=\\W*$)`, "gi"),
    resolve: (match, today) => {
      const [, weekday = ""] = match;
      const before = match.input?.slice(0, match.index) ?? "";
      const isName = NAMED_DAYS.test(before) || /(?:^|\s)\p{Lu}\S*\s$/u.test(before);
      return !isCapital(weekday) || isName ? null : lastWeekday(weekday, { today, isPast: false });
    },
  },
  relative("(?:the )?day before yesterday", (_, today) => singleDay(addDays(today, -2))),
  relative("(?:yesterday|last night)", (_, today) => singleDay(addDays(today, -1))),
  relative("(?:today|tonight|this (?:morning|afternoon|evening))", (_, today) => singleDay(today)),
  relative("(this|last|past) weekend", ([, word = ""], today) => weekend(word, today)),
  relative("(?<!\\bthe )(this|last) (week|month|year)", ([, word = "", unit = ""], today) =>
    calendarUnit(unit, /last/i.test(word) ? 1 : 0, today),
  ),
  relative(
    `(?:the )?(?:past|last|previous) (?:${COUNT} )?${UNIT}`,
    ([phrase, count = "1", unit = ""], today) =>
      // "Last week" without the article is the calendar's, which another pattern knows.
      /^last\s+(?:week|month|year)$/i.test(phrase) ? null : trailing(toCount(count), unit, today),
  ),
  relative(`${COUNT} ${UNIT} ago`, ([, count = "", unit = ""], today) =>
    calendarUnit(unit, toCount(count), today),
  ),
];

/** @param words in small letters, one space between them */
function relative(words: string, resolve: TimePattern["resolve"]): TimePattern {
  return {
    pattern: new RegExp(`(?<![\\w-])${words.replaceAll(" ", "\\s+")}${NOT_OF}`, "gi"),
    resolve: (match, today) => {
      const before = match.input?.slice(0, match.index) ?? "";
      // "Today" and "This Week" inside of a sentence are papers and programmes.
      const isName = /\w/.test(before) && (isCapital(match[0]) || /\busa\s+$/i.test(before));
      return isName ? null : resolve(match, today);
    },
  };
}

/** "May 8 people", "march 8 miles": with a small letter these are verbs, unless "on" or a year says otherwise. */
function isMonthName(match: RegExpMatchArray, month: string, year: string | undefined): boolean {
  const before = match.input?.slice(0, match.index) ?? "";
  return year !== undefined || isCapitalOrLong(month) || /\bon\s+$/i.test(before);
}

/** "may", "march" and "mar" are words too. */
function isCapitalOrLong(month: string): boolean {
  return isCapital(month) || !/^(?:may|mar|march)$/.test(month);
}

function isCapital(word: string): boolean {
  return /^\p{Lu}/u.test(word);
}
