/** The days of the week that a report tells of: those of its event, and others. */
export interface ToldDays {
  readonly event: ReadonlySet<string>;
  readonly other: ReadonlySet<string>;
}

const WEEK = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
/** A day of the week, for `RegExp`. */
export const WEEKDAY = String.raw`\b(?:${WEEK.join("|")})\b`;
const DAY = new RegExp(String.raw`(${WEEKDAY})(['’]s\b)?`, "g");
/** What they begin is past, or yet to come. */
const ASIDE =
  /\b(?:after|following|since|until|till|before|by|from|next|last|who|whom|which|that|whose|where|had|will|would|to|ahead of|scheduled)\b/gi;
/** A day that is more words away has nothing to do with them. */
const ASIDE_WORDS = 8;
const BETWEEN_SENTENCES = /(?<=[.!?]["”']?)\s+/;
const BETWEEN_CLAUSES = /[,;:]\s/;
/** A day of the week that is more days later is rather that of the week before. */
const MAX_DAYS_LATER = 3;

/**
 * The day of the event is that which the first sentence with one names for its news. "Sunday's election", "the man who was
 * shot on Monday" and "will decide on Friday" name others.
 */
export function toldDays(text: string): ToldDays {
  const event = new Set<string>();
  const other = new Set<string>();
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

function isDaysLater(day: string, from: string): boolean {
  const days = (WEEK.indexOf(day) - WEEK.indexOf(from) + WEEK.length) % WEEK.length;
  return days > 0 && days <= MAX_DAYS_LATER;
}

function daysIn(sentence: string): readonly { readonly day: string; readonly isAside: boolean }[] {
  let begin = 0;
  return [...sentence.matchAll(DAY)].map(({ 0: match, 1: day = "", 2: possessive, index }) => {
    // An aside ends with its day: "the man who was shot on Monday died on Friday".
    const clause = sentence.slice(begin, index).split(BETWEEN_CLAUSES).at(-1) ?? "";
    begin = index + match.length;
    return { day, isAside: possessive !== undefined || endsInAside(clause) };
  });
}

function endsInAside(clause: string): boolean {
  const last = [...clause.matchAll(ASIDE)].at(-1);
  if (last === undefined) return false;
  return clause.slice(last.index).trim().split(/\s+/).length <= ASIDE_WORDS + 1;
}
