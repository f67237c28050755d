import type { EventKind } from "./event-kind.ts";

export type Facts = ReadonlyMap<string, string>;

export interface EventReport {
  readonly title: string;
  readonly text: string;
}

const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const WEEKDAY = new RegExp(WEEKDAYS.join("|"));

interface Voice {
  /** Position of the report among those of its event: no two begin with the same sentence. */
  readonly position: number;
  /** Position of the event among all. */
  readonly serial: number;
  readonly random: () => number;
}

/** Numbers of details in a report, from a brief to a full one. */
const LENGTHS = [3, 1, 4, 2, 0];

/**
 * Writes one desk's report of an event. Headline, beginning, order, selection and wording of details, and
 * length differ from the previous desk's.
 */
export function writeReport(kind: EventKind, facts: Facts, { position, serial, random }: Voice): EventReport {
  const turn = position + serial;
  const title = pick(kind.headlines, turn * 2 + Math.floor(position / 2));
  const lead = pick(kind.leads, turn);
  const details = shuffled(kind.details, random).map((ways) => pick(ways, position + serial));
  const wanted = details.slice(0, LENGTHS[turn % LENGTHS.length]);
  const paragraphs = [lead, ...wanted];
  if (random() < 0.5) paragraphs.push(pick(kind.background, turn));
  if (random() < 0.3) paragraphs.push(pick(kind.leads, turn + 2));
  const written = paragraphs.map((sentence) => capitalised(fill(sentence, facts))).join("\n\n");
  // Some desks name the day of the statement instead.
  const text = random() < 0.3 ? written.replace(WEEKDAY, (day) => nextDay(day)) : written;
  return { title: capitalised(fill(title, facts)), text };
}

/** Replaces names in braces with facts. @throws Error for an unknown fact */
export function fill(sentence: string, facts: Facts): string {
  return sentence.replace(/\{(\w+)\}/g, (_, slot: string) => {
    const value = facts.get(slot);
    if (value === undefined) throw new Error(`Cannot write a report: there is no fact "${slot}"`);
    return value;
  });
}

function nextDay(day: string): string {
  return WEEKDAYS[(WEEKDAYS.indexOf(day) + 1) % WEEKDAYS.length] ?? day;
}

function pick<T>(choices: readonly T[], index: number): T {
  return choices[index % choices.length] as T;
}

function shuffled<T>(values: readonly T[], random: () => number): readonly T[] {
  return values
    .map((value) => ({ value, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ value }) => value);
}

function capitalised(sentence: string): string {
  return sentence.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());
}
