import { monthRange, quarterRange, yearRange } from "./calendar-day.ts";
import {
  decade,
  halfYear,
  lastMonthNamed,
  lastQuarterNamed,
  monthNumber,
  monthsBetween,
  partOf,
  pastYear,
  yearsBefore,
} from "./resolve-time.ts";
import { isCapitalOrLong, type TimePattern, textBefore } from "./time-pattern.ts";
import { AFTER_BOUND, END, MONTH, START, TO, YEAR, YEAR_ENDS } from "./time-words.ts";

const PART = "(early|mid|late|(?:the\\s+)?(?:beginning|start|middle|end)\\s+of)";
const ORDINALS = ["first", "second", "third", "fourth"];
const ORDINAL = `(${ORDINALS.join("|")}|1st|2nd|3rd|4th)`;
/** Months that are called as people are. Behind most words they are no time unless they are an end of a range. */
const ALSO_NAMES = /^(?:may|mar|march|april|june|august|jan)$/i;

/** Months, quarters, years and decades. */
export const PERIOD_PATTERNS: readonly TimePattern[] = [
  {
    pattern: new RegExp(`${START}(?:(?:in|during)\\s+)?${MONTH},?\\s+(?:of\\s+)?${YEAR}${END}`, "gi"),
    resolve: ([, month = "", year]) => monthRange(Number(year), monthNumber(month)),
  },
  {
    pattern: new RegExp(`(?:\\b(in|during|throughout|this|last)\\s+|${AFTER_BOUND})${MONTH}${END}`, "gi"),
    resolve: (match, { today }) => {
      const [, word = "", month = ""] = match;
      if (!isCapitalOrLong(month)) return null;
      const isSince = /\bsince\s+$/i.test(textBefore(match));
      const isEndOnly = word === "" && !isSince && (ALSO_NAMES.test(month) || joinsEnds(match));
      return { ...lastMonthNamed(month, { today, isPast: /last/i.test(word) }), isEndOnly };
    },
  },
  {
    // "March to May 2025", "March-May".
    pattern: new RegExp(`(?:\\b(?:from|in)\\s+)?${START}${MONTH}${TO}${MONTH}(?:,?\\s+${YEAR})${END}`, "gi"),
    resolve: ([, first = "", last = "", year]) => monthsBetween(first, last, Number(year)),
  },
  {
    // "Mid-December", "late November 2024", "the end of October". "The late August" is a person.
    pattern: new RegExp(
      `(?:\\b(?:in|during|since|from)\\s+)?(?<!\\bthe\\s)\\b${PART}[-\\s]+${MONTH}(?:,?\\s+${YEAR})?${END}`,
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
    pattern: new RegExp(
      `(?:\\b(?:before|prior\\s+to)\\s+(?:the\\s+year\\s+)?|\\bpre-)${YEAR}${YEAR_ENDS}`,
      "gi",
    ),
    resolve: ([, year]) => yearsBefore(Number(year)),
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
    pattern: new RegExp(`(?:\\bin\\s+)?\\b([qh])([1-4])(?:\\s+(?:of\\s+)?|[-/])${YEAR}${END}`, "gi"),
    resolve: ([, letter = "", number = "", year]) =>
      partOfYear(Number(year), { ordinal: number, unit: /q/i.test(letter) ? "quarter" : "half" }),
  },
  {
    pattern: new RegExp(`\\b${YEAR}[-\\s]?([qh])([1-4])${END}`, "gi"),
    resolve: ([, year, letter = "", number = ""]) =>
      partOfYear(Number(year), { ordinal: number, unit: /q/i.test(letter) ? "quarter" : "half" }),
  },
  {
    pattern: new RegExp(`(?:\\bin\\s+)?\\bQ([1-4])${END}(?!\\s+${YEAR})`, "g"),
    resolve: ([, number], { today }) => lastQuarterNamed(Number(number), today),
  },
];

function partOfYear(year: number, { ordinal, unit }: { readonly ordinal: string; readonly unit: string }) {
  const named = ORDINALS.indexOf(ordinal.toLowerCase()) + 1;
  const number = named > 0 ? named : Number.parseInt(ordinal, 10);
  if (unit.toLowerCase() === "quarter") return quarterRange(year, number);
  return number > 2 ? null : halfYear(year, number);
}

/** "And", "to" and "between" need another end. */
function joinsEnds(match: RegExpMatchArray): boolean {
  return /\b(?:and|to|between)\s+$/i.test(textBefore(match));
}
