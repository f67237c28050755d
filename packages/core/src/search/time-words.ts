import { DAY_ORDINALS, HOLIDAYS, NUMBERS, ORDINALS, WEEKDAYS } from "./resolve-time.ts";

/**
 * Parts of regular expressions for English times, for `RegExp` with the flags "gi".
 *
 * @module
 */

/** Also abbreviated and in lower case, since queries are typed carelessly. */
export const MONTH =
  "(jan(?:uary|\\.)?|feb(?:ruary|\\.)?|mar(?:ch|\\.)?|apr(?:il|\\.)?|may|june?|july?|aug(?:ust|\\.)?|sept?(?:ember|\\.)?|oct(?:ober|\\.)?|nov(?:ember|\\.)?|dec(?:ember|\\.)?)";
export const WEEKDAY = `(${WEEKDAYS.join("|")})`;
/** "Sat" and "sun" are missing, because they are words, too. */
export const SHORT_WEEKDAY = "(mon|tues?|weds?|thu(?:rs?)?|fri)";
export const HOLIDAY = `(${Object.keys(HOLIDAYS).join("|").replaceAll("'", "['’]?")})`;
/** The weekday before a date, which is redundant. */
export const ON_WEEKDAY = `(?:(?:${WEEKDAYS.join("|")}|mon|tues?|wed|thu(?:rs)?|fri|sat|sun)\\.?,?\\s+(?:the\\s+)?)?`;
export const DAY = "(\\d{1,2})(?:st|nd|rd|th)?";
/** A day in words or digits, as after "the" or before "of": "the ninth of December", "December the 9th". */
export const ORDINAL_DAY = `(\\d{1,2}(?:st|nd|rd|th)|${DAY_ORDINALS.join("|")})`;
export const YEAR = "((?:19|20)\\d{2})";
export const COUNT = `(\\d{1,3}|an?|(?:a\\s+)?few|several|(?:a\\s+)?couple(?:\\s+of)?|${NUMBERS.join("|")})`;
/** A third of a month or a year. */
export const PART = "(early|mid|late|(?:the\\s+)?(?:beginning|start|middle|end)\\s+of)";
export const ORDINAL = `(${ORDINALS.join("|")}|1st|2nd|3rd|4th)`;
export const SEASON = "(spring|summer|autumn|fall|winter)";
export const UNIT = "(day|week|wk|fortnight|month|year|yr|decade)s?";
export const SHORT_UNIT = "(hour|hr|minute|min)s?";
/** What may happen at night: "wednesday night shooting". */
export const INCIDENT =
  "(?:shootings?|crash(?:es)?|fires?|attacks?|raids?|storms?|floods?|tornado(?:es)?|earthquake|debate|vote|speech|explosions?|blasts?|strikes?|bombings?|stabbings?|protests?|riots?|murder|outage)\\b";
/** News items that may be recent or old. */
export const NEWS_ITEMS =
  "(?:news|reports?|reporting|articles?|stories|developments?|events?|headlines?|updates?|coverage)";
/** Between the ends of a range. */
export const TO = "\\s*(?:to|through|until|till|[-–—])\\s*(?:the\\s+)?";
export const TO_OR_AND = "\\s*(?:to|through|until|till|and|[-–—])\\s*(?:the\\s+)?";
/** `findTimeFrame` interprets the word. */
export const AFTER_BOUND = "(?<=\\b(?:since|until|before|after|between|from|and|to)\\s+)";
export const END = "(?![\\w'’]|[-–.,]\\d)";
export const START = "(?<![\\w$€£.,-])";
/** What may follow a year that is a time. Otherwise it is a count or part of a name: "in 2000 villages". */
export const YEAR_ENDS =
  "(?=\\s*(?:[?!.,;:)]|$)|\\s+(?:in|at|on|by|with|for|and|or|to|from|after|before|when|was|were|is|are|did|do|does|the|a|an|about|over|during|as|that|who|what|why|how|against|between)\\b)";
