import { DAYS_OF_WEEK, dayOfWeek, OF, OF_ANOTHER_DAY, UP_TO_DAY, WEEKDAY, wholeWords } from "./day-words.ts";

/** The days of the week that a report tells of, from 0 for Monday on: those of its event, and others. */
export interface ToldDays {
  readonly event: ReadonlySet<number>;
  readonly other: ReadonlySet<number>;
}

const DAY = new RegExp(String.raw`(${WEEKDAY})(['’]s(?!\p{L}))?`, "gu");
const DAY_OF_ANOTHER = new RegExp(wholeWords(OF_ANOTHER_DAY), "giu");
/** With an article in between: "hasta el lunes". */
const OF_DAY = new RegExp(
  String.raw`(?:${wholeWords(OF)}|${wholeWords(UP_TO_DAY)}(?: (?:the|el|le|a))?)\s+$`,
  "iu",
);
/** German asks for no comma: in "nach dem Brand hat die Polizei am Freitag" the day is that of the police. */
const AFTER_IN_GERMAN = /(?<!\p{L})nach (?:\p{L}+ ){1,3}am $/iu;
/** Behind a comma, "der am Montag starb" is "who died on Monday". */
const GERMAN_RELATIVE = /^(?:der|die|das|dessen|deren|denen)\s/u;
/** A day that is more words away has nothing to do with them. */
const ASIDE_WORDS = 8;
const BETWEEN_SENTENCES = /(?<=[.!?]["”']?)\s+/;
const BETWEEN_CLAUSES = /[,;:]\s/;
/** A day of the week that is more days later is rather that of the week before. */
const MAX_DAYS_LATER = 3;

/** All days of the week that a text names. */
export function weekdaysIn(text: string): ReadonlySet<number> {
  return new Set([...text.matchAll(DAY)].map(({ 1: day = "" }) => dayOfWeek(day)));
}

/**
 * The day of the event is that which the first sentence with one names for its news. "Sunday's election", "the man who was
 * shot on Monday" and "will decide on Friday" name others.
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

/** True when the event of one report is of a later day than that of another, as far as days of the week tell. */
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
