import { monthRange, yearRange } from "./calendar-day.ts";
import {
  decade,
  halfOfMonth,
  lastMonthsBetween,
  lastQuarterNamed,
  monthsBetween,
  partOf,
  partOfYear,
  pastYear,
  season,
  weekOfMonth,
  yearsBefore,
  yearsBetween,
} from "./resolve-period.ts";
import { lastMonthNamed, monthNumber } from "./resolve-time.ts";
import { isCapital, isCapitalOrLong, joinsEnds, type TimePattern, textBefore } from "./time-pattern.ts";
import {
  AFTER_BOUND,
  END,
  MONTH,
  NEWS_ITEMS,
  ORDINAL,
  PART,
  SEASON,
  START,
  TO,
  TO_OR_AND,
  YEAR,
  YEAR_ENDS,
} from "./time-words.ts";

/** Months that are also names. After most words, they are a time only at the end of a range. */
const ALSO_NAMES = /^(?:may|mar|march|april|june|august|jan)$/i;

/** "Dec", "Sep": too short to be certain without a day or a year. */
const SHORT_NAME = 4;
const FINANCIAL_YEAR = "(?:FY|(?:fiscal|financial)(?:\\s+year)?)";
/** The index is the tens digit of the year. */
const DECADES = "noughties tens twenties thirties forties fifties sixties seventies eighties nineties".split(
  " ",
);

/** Patterns of months, quarters, years and decades. */
export const PERIOD_PATTERNS: readonly TimePattern[] = [
  {
    pattern: new RegExp(`${START}(?:(?:in|during)\\s+)?${MONTH},?\\s+(?:of\\s+)?${YEAR}${END}`, "gi"),
    resolve: ([, month = "", year]) => monthRange(Number(year), monthNumber(month)),
  },
  {
    pattern: new RegExp(
      `(?:\\b(in|during|throughout|this|last)\\s+|${AFTER_BOUND})${MONTH}${END}(?!-[a-z])`,
      "gi",
    ),
    resolve: (match, { today }) => {
      const [, word = "", month = ""] = match;
      if (!isCapitalOrLong(month) || isFirstName(match, month)) return null;
      const isSince = /\bsince\s+$/i.test(textBefore(match));
      const isEndOnly = word === "" && !isSince && (ALSO_NAMES.test(month) || joinsEnds(match));
      return { ...lastMonthNamed(month, { today, isPast: /last/i.test(word) }), isEndOnly };
    },
  },
  {
    // "March to May 2025", "May-July", "between May and July 2024".
    pattern: new RegExp(
      `(?:\\b(?:from|in|between)\\s+)?${START}${MONTH}${TO_OR_AND}${MONTH}(?:,?\\s+${YEAR})?${END}`,
      "gi",
    ),
    resolve: ([text, first = "", last = "", year], { today }) => {
      if (/\sand\s/i.test(text) && !/^between\s/i.test(text)) return null;
      if (year !== undefined) return monthsBetween(first, last, Number(year));
      // "May to march" may be a person. `findTimeFrame` handles ranges across the end of a year.
      const isCertain = isCapital(first) && isCapital(last);
      return isCertain ? lastMonthsBetween(first, last, today) : null;
    },
  },
  {
    // "The month of May", "November's inflation", "november" without other words.
    pattern: new RegExp(`(?:\\b(?:the\\s+)?month\\s+of\\s+${MONTH}${END})`, "gi"),
    resolve: ([, month = ""], { today }) => lastMonthNamed(month, { today, isPast: false }),
  },
  {
    pattern: new RegExp(`(?<![\\w-])${MONTH}(?:(?=['’]s\\b)|(?<=^\\W*\\w+)(?=\\W*$))`, "gi"),
    resolve: ([, month = ""], { today }) =>
      ALSO_NAMES.test(month) || month.length <= SHORT_NAME
        ? null
        : lastMonthNamed(month, { today, isPast: false }),
  },
  {
    // "The first week of December", "the last week of November 2024".
    pattern: new RegExp(
      `(?:\\bin\\s+)?\\b(?:the\\s+)?(first|second|third|fourth|last|final)\\s+week\\s+of\\s+${MONTH}(?:,?\\s+${YEAR})?${END}`,
      "gi",
    ),
    resolve: ([, ordinal = "", month = "", year], { today }) =>
      weekOfMonth(
        year === undefined
          ? lastMonthNamed(month, { today, isPast: false })
          : monthRange(Number(year), monthNumber(month)),
        ordinal,
      ),
  },
  {
    // "The first half of December".
    pattern: new RegExp(
      `(?:\\bin\\s+)?\\b(?:the\\s+)?(first|second)\\s+half\\s+of\\s+${MONTH}(?:,?\\s+${YEAR})?${END}`,
      "gi",
    ),
    resolve: ([, ordinal = "", month = "", year], { today }) =>
      halfOfMonth(
        year === undefined
          ? lastMonthNamed(month, { today, isPast: false })
          : monthRange(Number(year), monthNumber(month)),
        ordinal,
      ),
  },
  {
    // "Summer 2025", "the winter of 2024", "winter 2024-25", but not "Arab Spring 2011".
    pattern: new RegExp(
      `(?:\\b(?:in|during)\\s+)?(?:\\bthe\\s+)?(?<!\\b(?:Arab|Prague|African)\\s+)\\b${SEASON}\\s+(?:of\\s+)?${YEAR}(?:[-–/]\\d{2}(?:\\d{2})?)?${END}`,
      "gi",
    ),
    resolve: ([, name = "", year]) => season(name, Number(year)),
  },
  {
    // "Summer '24", "Dec '24".
    pattern: new RegExp(
      `(?:\\bin\\s+)?${START}(?:${SEASON}|${MONTH}),?\\s+(?:of\\s+)?['’](\\d{2})(?![\\w'’-])`,
      "gi",
    ),
    resolve: ([, name, month = "", digits]) => {
      const year = Number(`20${digits}`);
      return name === undefined ? monthRange(year, monthNumber(month)) : season(name, year);
    },
  },
  {
    // "2020-2024", "2020 to 2024", but not "the 2013-2014 season".
    pattern: new RegExp(`(?:\\bin\\s+)?${START}${YEAR}${TO}${YEAR}${YEAR_ENDS}`, "gi"),
    resolve: ([, first, last]) => yearsBetween(Number(first), Number(last)),
  },
  {
    // "FY2025". Financial years differ between countries, so it is treated as the calendar year.
    pattern: new RegExp(`(?<![\\w-])${FINANCIAL_YEAR}[-\\s]?${YEAR}${END}`, "gi"),
    resolve: ([, year]) => pastYear(Number(year)),
  },
  {
    pattern: new RegExp(`(?<![\\w-])FY[-\\s]?['’]?(\\d{2})${END}`, "g"),
    resolve: ([, year]) => pastYear(2000 + Number(year)),
  },
  {
    pattern:
      /(?:\b(?:in|during)\s+)?\bthe\s+(?:(?:early|mid|late)[-\s]+)?(twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties|noughties)\b/g,
    resolve: ([, name = ""], { today }) => decade(`${DECADES.indexOf(name)}0`, today),
  },
  {
    // "Mid-December", "late November 2024", "the end of October", but not "the late August", a person.
    pattern: new RegExp(
      `(?:\\b(?:in|during)\\s+)?(?<!\\bthe\\s)\\b${PART}[-\\s]+${MONTH}(?:,?\\s+${YEAR})?${END}`,
      "gi",
    ),
    resolve: (match, { today }) => {
      const [, part = "", month = "", year] = match;
      if (!isCapitalOrLong(month) && year === undefined && !/^mid$/i.test(part)) return null;
      const whole =
        year === undefined
          ? lastMonthNamed(month, { today, isPast: false })
          : monthRange(Number(year), monthNumber(month));
      return partOf(whole, part);
    },
  },
  {
    pattern: new RegExp(`(?:\\b(?:in|during)\\s+)?(?:the\\s+)?\\b${PART}[-\\s]+${YEAR}${YEAR_ENDS}`, "gi"),
    resolve: ([, part = "", year]) => partOf(yearRange(Number(year)), part),
  },
  {
    pattern: new RegExp(`\\b(?:before|prior\\s+to)\\s+(?:the\\s+year\\s+)?${YEAR}${YEAR_ENDS}`, "gi"),
    resolve: ([, year]) => yearsBefore(Number(year)),
  },
  {
    // "Pre-2020 coverage", but not "growth as at pre-2008 levels".
    pattern: new RegExp(`\\bpre-${YEAR}(?:${YEAR_ENDS}|(?=\\s+${NEWS_ITEMS}\\b))`, "gi"),
    resolve: ([, year]) => yearsBefore(Number(year)),
  },
  {
    pattern: new RegExp(`(?:\\b(?:in|during|throughout)\\s+|${AFTER_BOUND})${YEAR}${YEAR_ENDS}`, "gi"),
    resolve: ([, year]) => pastYear(Number(year)),
  },
  {
    // "Election 2013", but not "the crisis of 2008" nor "the 2008 crisis".
    pattern: new RegExp(
      `(?:^|(?<=(?:[a-z)]|\\b[a-z]+\\d{1,2})\\s\\(?)(?<!\\b(?:of|the|than|least|most|about|over|under|nearly|and|to|with)\\s))${YEAR}(?=[^\\p{L}\\p{N}]*$)`,
      "giu",
    ),
    resolve: (match) => (isCounted(match) ? null : pastYear(Number(match[1]))),
  },
  {
    pattern:
      /(?:\b(?:in|during)\s+)?(?:\bthe\s+)?(?:(?:early|mid|late)[-\s]+)?(?<![\w$€£])((?:19|20)\d0)['’]?s(?![\w-])/gi,
    resolve: ([, year = ""], { today }) => decade(year, today),
  },
  {
    // "The '90s", but not "temperatures in the 90s" nor "in his 30s".
    pattern: /(?:\b(?:in|during)\s+)?\bthe\s+(?:(?:early|mid|late)[-\s]+)?['’‘]([2-9]0)s(?![\w-])/gi,
    resolve: ([, digits = ""], { today }) => decade(digits, today),
  },
  {
    pattern: new RegExp(
      `(?:\\bin\\s+)?(?:\\bthe\\s+)?${ORDINAL}[-\\s]+(quarter|half)\\s+(?:of\\s+)?${YEAR}${END}`,
      "gi",
    ),
    resolve: ([, ordinal = "", unit = "", year]) => partOfYear(Number(year), { ordinal, unit }),
  },
  {
    pattern: new RegExp(
      `(?:\\bin\\s+)?\\b([qh])([1-4])(?:\\s+(?:of\\s+)?|[-/])(?:${FINANCIAL_YEAR}[-\\s]?)?${YEAR}${END}`,
      "gi",
    ),
    resolve: ([, letter = "", number = "", year]) =>
      partOfYear(Number(year), { ordinal: number, unit: /q/i.test(letter) ? "quarter" : "half" }),
  },
  {
    pattern: new RegExp(`(?:\\bin\\s+)?(?<![\\w-])([1-4])([qh])[-\\s]?${YEAR}${END}`, "gi"),
    resolve: ([, number = "", letter = "", year]) =>
      partOfYear(Number(year), { ordinal: number, unit: /q/i.test(letter) ? "quarter" : "half" }),
  },
  {
    // "4Q24", "Q4'24", as in company reports.
    pattern: /(?<![\w-])(?:([1-4])Q|Q([1-4])[-/'’])(\d{2})(?![\w'’-]|\.\d)/g,
    resolve: ([, first, second, year]) =>
      partOfYear(2000 + Number(year), { ordinal: first ?? second ?? "", unit: "quarter" }),
  },
  {
    pattern: new RegExp(`\\b${YEAR}[-\\s]?([qh])([1-4])${END}`, "gi"),
    resolve: ([, year, letter = "", number = ""]) =>
      partOfYear(Number(year), { ordinal: number, unit: /q/i.test(letter) ? "quarter" : "half" }),
  },
  {
    pattern: new RegExp(`\\b([qh])([1-4])\\s+FY[-\\s]?['’]?(\\d{2})${END}`, "gi"),
    resolve: ([, letter = "", number = "", digits]) =>
      partOfYear(Number(`20${digits}`), { ordinal: number, unit: /q/i.test(letter) ? "quarter" : "half" }),
  },
  {
    // "Q3". In lower case only before what companies report: "q3 earnings", not "audi q3".
    pattern: new RegExp(
      `(?:\\bin\\s+)?\\b(?:Q([1-4])${END}(?!\\s+(?:(?:19|20)\\d{2}|FY))|q([1-4])(?=\\s+(?:earnings|results|gdp|revenues?|profits?|sales|guidance|report|numbers|figures|inflation|deliveries|growth|outlook|loss(?:es)?)\\b))`,
      "g",
    ),
    resolve: ([, number, typed], { today }) => lastQuarterNamed(Number(number ?? typed), today),
  },
];

/** "In Jan Brueghel's paintings": a month's name before a family name, in a query that is not in capitals. */
function isFirstName(match: RegExpMatchArray, month: string): boolean {
  const { input = "", index = 0 } = match;
  return ALSO_NAMES.test(month) && /^\s+\p{Lu}\p{Ll}/u.test(input.slice(index + match[0].length));
}

/** Verbs before a count, in the present tense: "quake kills 2000". */
const COUNTING =
  "kill|injure|wound|displace|deploy|arrest|detain|evacuate|fire|hire|sack|employ|recruit|rescue|free|affect|infect|strand|attract|cut|lose|send|pass(?:e)?|reach(?:e)?|hit|top|exceed|near";
const COUNTS_NEXT = new RegExp(`\\b(?:${COUNTING})s\\s+$`, "i");
/** "Killed 2018" is a year, "killed 2000" a number. */
const COUNTED_NEXT = new RegExp(`\\b(?:${COUNTING})e?d\\s+$`, "i");

function isCounted(match: RegExpMatchArray): boolean {
  const before = textBefore(match);
  const isRound = match[1]?.endsWith("00") === true;
  return COUNTS_NEXT.test(before) || (isRound && COUNTED_NEXT.test(before));
}
