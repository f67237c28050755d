import { DAYS_OF_WEEK, dayOfWeek, OF, OF_ANOTHER_DAY, UP_TO_DAY, WEEKDAY, wholeWords } from "./day-words.ts";

/** The weekdays that a report names, 0 for Monday: those of its event, and others. */
export interface ToldDays {
  readonly event: ReadonlySet<number>;
  readonly other: ReadonlySet<number>;
}

const DAY = new RegExp(String.raw`(${WEEKDAY})(['’]s(?!\p{L}))?`, "gu");
const DAY_OF_ANOTHER = new RegExp(wholeWords(OF_ANOTHER_DAY), "giu");
/** Allows an article in between: "hasta el lunes". */
const OF_DAY = new RegExp(
  String.raw`(?:${wholeWords(OF)}|${wholeWords(UP_TO_DAY)}(?: (?:the|el|le|a))?)\s+$`,
  "iu",
);
/**
 * German needs no comma: in "nach dem Brand hat die Polizei am Freitag" Friday is the day of the police's
 * action.
 */
const AFTER_IN_GERMAN = /(?<!\p{L})nach (?:\p{L}+ ){1,3}am $/iu;
/** After a comma, "der am Montag starb" is "who died on Monday". */
const GERMAN_RELATIVE = /^(?:der|die|das|dessen|deren|denen)\s/u;
/** A day more words away does not belong to them. */
const ASIDE_WORDS = 8;
const BETWEEN_SENTENCES = /(?<=[.!?]["”']?)\s+/;
const BETWEEN_CLAUSES = /[,;:]\s/;
/** A weekday more days later is probably that of the previous week. */
const MAX_DAYS_LATER = 3;

/** All weekdays that a text names. */
export function weekdaysIn(text: string): ReadonlySet<number> {
  return new Set([...text.matchAll(DAY)].map(({ 1: day = "" }) => dayOfWeek(day)));
}

/**
 * Finds the weekdays in a text. Those of the event are in the first sentence that names one for its news.
 * "Sunday's election", "the man who was shot on Monday" and "will decide on Friday" name other days.
 */
export function toldDays(text: string): ToldDays {
  const event = new Set<number>();
  const other = new Set<number>();
  for (const sentence of text.split(BETWEEN_SENTENCES)) {
    const isFirst = event.size === 0;
    for (const { day, isAside } of daysIn(sentence)) (isFirst && !isAside ? event : other).add(day);
  }
  for (const day of event) other.delete(day);
  return { event, other };
}

/** True if the event of one report is on a later day than that of another, according to their weekdays. */
export function isOfLaterDay(later: ToldDays, earlier: ToldDays): boolean {
  if (later.event.size === 0 || earlier.event.size === 0) return false;
  return [...later.event].every((day) => [...earlier.event].every((from) => isDaysLater(day, from)));
}

function isDaysLater(day: number, from: number): boolean {
  const days = (day - from + DAYS_OF_WEEK) % DAYS_OF_WEEK;
  return days > 0 && days <= MAX_DAYS_LATER;
}

function daysIn(sentence: string): readonly { readonly day: number; readonly isAside: boolean }[] {
  let begin = 0;
  return [...sentence.matchAll(DAY)].map(({ 0: match, 1: name = "", 2: possessive, index }) => {
    // An aside ends with its day: "the man who was shot on Monday died on Friday".
    const before = sentence.slice(begin, index);
    begin = index + match.length;
    return { day: dayOfWeek(name), isAside: possessive !== undefined || endsInAside(before) };
  });
}

function endsInAside(before: string): boolean {
  if (OF_DAY.test(before) || AFTER_IN_GERMAN.test(before)) return true;
  const clauses = before.split(BETWEEN_CLAUSES);
  const clause = clauses.at(-1) ?? "";
  if (clauses.length > 1 && GERMAN_RELATIVE.test(clause)) return true;
  const last = [...clause.matchAll(DAY_OF_ANOTHER)].at(-1);
  if (last === undefined) return false;
  return clause.slice(last.index).trim().split(/\s+/).length <= ASIDE_WORDS + 1;
}
