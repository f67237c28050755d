import type { Article } from "@dateline-search/core/types";
import { exampleArticle } from "../../../tests/fixtures/example-article.ts";
import { ACCIDENT_KINDS } from "./accident-kinds.ts";
import { BUSINESS_KINDS } from "./business-kinds.ts";
import type { EventKind } from "./event-kind.ts";
import { PEOPLE_KINDS } from "./people-kinds.ts";
import { PUBLIC_KINDS } from "./public-kinds.ts";
import { type EventReport, type Facts, fill, writeReport } from "./report-writer.ts";
import { SERIES_KINDS, type SeriesKind } from "./series-kinds.ts";
import { TRANSLATIONS } from "./translations.ts";

/** The form of a report about the aftermath on the next day. */
export const NEXT_DAY = "follow-up of the next day";
/** The form of a report about the consequences a month later. */
export const NEXT_MONTH = "follow-up of the next month";

/** An article and the event that it reports. */
export interface JudgedReport {
  readonly article: Article;
  readonly event: string;
  /** Kind of the event, such as "earthquake". */
  readonly kind: string;
  /** How the report was made, such as "agency copy". */
  readonly form: string;
}

export const EVENT_KINDS: readonly EventKind[] = [
  ...BUSINESS_KINDS,
  ...ACCIDENT_KINDS,
  ...PEOPLE_KINDS,
  ...PUBLIC_KINDS,
];

const FIRST_DAY = Date.UTC(2025, 2, 3);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Days on which a kind's events happen, relative to its first: two pairs on the same day, others near. */
const DAYS_OF_EVENTS = [0, 0, 1, 2, 2, 4];
/** Kinds begin on this many different days, so that each day has several. */
const DAYS_OF_KINDS = 7;
const MONTH_DAYS = 30;
const YEAR_DAYS = 365;
const SOURCES = ["Northern Wire", "Evening Post", "The Herald", "Radio One", "Daily Ledger", "Metro News"];
const CITIES = ["LONDON", "GENEVA", "NEW YORK", "SINGAPORE", "BERLIN", "MADRID"];
const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/**
 * Some six hundred dated articles about more than two hundred events, with traps: the same sentences about
 * others, the same agency text under other headlines, corrections, follow-ups, series, translations.
 *
 * @param random 0…1, such as from `seededRandom`
 */
export function judgedEvents(random: () => number): readonly JudgedReport[] {
  const reports = EVENT_KINDS.flatMap((kind, index) =>
    kind.events.flatMap((_, event) => reportsOf({ kind, index, event }, random)),
  );
  return [...reports, ...SERIES_KINDS.flatMap((series) => seriesReports(series, random))].map(toJudged);
}

interface DraftedReport extends EventReport {
  readonly event: string;
  readonly kind: string;
  readonly form: string;
  readonly at: number | null;
  readonly language?: string;
}

interface PlannedEvent {
  readonly kind: EventKind;
  /** Position among the kinds. */
  readonly index: number;
  readonly event: number;
}

function reportsOf(planned: PlannedEvent, random: () => number): readonly DraftedReport[] {
  const { kind, index, event } = planned;
  const facts = factsOf(kind, event);
  const serial = index * DAYS_OF_EVENTS.length + event;
  const begin =
    FIRST_DAY + (((index * 3) % DAYS_OF_KINDS) + (DAYS_OF_EVENTS[event] ?? 0)) * DAY_MS + 8 * HOUR_MS;
  const drafted = { event: `${kind.name} ${event}`, kind: kind.name, form: "report" };
  const count = 2 + Math.floor(random() * 4);
  const reports = Array.from({ length: count }, (_, position): DraftedReport => {
    const at = begin + Math.floor(random() * (position === 0 ? 6 : 44) * HOUR_MS);
    return { ...drafted, ...writeReport(kind, facts, { position, serial, random }), at };
  });
  return [...reports, ...copiesOf(reports, serial, random), ...sequels(planned, { facts, begin, serial })];
}

/** Desks' versions of a report, which report the same event. */
function copiesOf(
  [first, second]: readonly DraftedReport[],
  serial: number,
  random: () => number,
): readonly DraftedReport[] {
  if (first === undefined || second === undefined || first.at === null) return [];
  const later = first.at + Math.floor((1 + random() * 20) * HOUR_MS);
  const paragraphs = first.text.split("\n\n");
  const copies: DraftedReport[] = [];
  if (serial % 4 === 0) {
    const text = `${CITIES[serial % CITIES.length]} (Wire) - ${paragraphs.slice(0, -1).join("\n\n") || first.text}`;
    copies.push({ ...first, text, title: second.title, form: "agency copy", at: later });
  }
  if (serial % 5 === 1) {
    const text = first.text.replace(/\d(?=\D*$)/, (digit) => `${(Number(digit) + 3) % 10}`);
    copies.push({ ...first, text, title: `CORRECTED: ${first.title}`, form: "correction", at: later });
  }
  if (serial % 5 === 2) {
    const text = `${second.text.split("\n\n")[0]}\n\n${first.text}\n\nThis report is being updated.`;
    copies.push({ ...first, text, title: `LIVE: ${second.title}`, form: "live update", at: later });
  }
  if (serial % 9 === 3) copies.push({ ...first, form: "undated copy", at: null });
  return copies;
}

/** Reports of other events: follow-ups, similar events a year before, and translations. */
function sequels(
  { kind, event }: PlannedEvent,
  { facts, begin, serial }: { readonly facts: Facts; readonly begin: number; readonly serial: number },
): readonly DraftedReport[] {
  const name = `${kind.name} ${event}`;
  const background = fill(kind.leads[serial % kind.leads.length] ?? "", facts);
  const drafted = (form: string, [title, text]: readonly [string, string], at: number): DraftedReport => {
    // Some desks append the beginning of their earlier report.
    const earlier = serial % 2 === 0 ? `\n\nEarlier: ${background}` : "";
    const filled = `${fill(text, facts)}${earlier}`;
    return { title: fill(title, facts), text: filled, event: `${name}, ${form}`, kind: kind.name, form, at };
  };
  const found: DraftedReport[] = [];
  if (serial % 3 === 0) found.push(drafted(NEXT_DAY, kind.nextDay, begin + DAY_MS + 2 * HOUR_MS));
  if (serial % 4 === 1) found.push(drafted(NEXT_MONTH, kind.nextMonth, begin + MONTH_DAYS * DAY_MS));
  if (serial % 6 === 2) {
    const other = new Map([...facts].map(([slot, value]) => [slot, otherFigures(value)]));
    const before = writeReport(kind, other, { position: 0, serial, random: () => 0.5 });
    const form = "the year before";
    found.push({
      ...before,
      event: `${name}, ${form}`,
      kind: kind.name,
      form,
      at: begin - YEAR_DAYS * DAY_MS,
    });
  }
  for (const [ofKind, ofEvent, language, title, text] of TRANSLATIONS) {
    if (ofKind !== kind.name || ofEvent !== event) continue;
    const form = "translation";
    const at = begin + 3 * HOUR_MS;
    found.push({ title, text, event: `${name}, ${language}`, kind: kind.name, form, at, language });
  }
  return found;
}

function seriesReports(series: SeriesKind, random: () => number): readonly DraftedReport[] {
  return Array.from({ length: series.count }, (_, number) => {
    const begin = FIRST_DAY + number * series.daysBetween * DAY_MS + 15 * HOUR_MS;
    const facts = new Map([
      ["n", `${Math.floor(20 + random() * 8_000) / 10}`],
      ["m", `${Math.floor(10 + random() * 80) / 10}`],
      ["day", WEEKDAYS[new Date(begin).getUTCDay()] ?? ""],
    ]);
    return series.agencies.map(
      ([title, text], agency): DraftedReport => ({
        title: fill(title, facts),
        text: fill(text, facts),
        event: `${series.name} ${number}`,
        kind: series.name,
        form: "series",
        at: begin + agency * HOUR_MS,
      }),
    );
  }).flat();
}

function factsOf({ facts, events }: EventKind, event: number): Facts {
  const values = (events[event] ?? "").split("|");
  return new Map(facts.split("|").map((slot, index) => [slot, values[index] ?? ""]));
}

function otherFigures(value: string): string {
  return value.replace(/\d/g, (digit) => `${((Number(digit) * 3 + 1) % 9) + 1}`);
}

function toJudged(
  { title, text, event, kind, form, at, language }: DraftedReport,
  index: number,
): JudgedReport {
  const source = SOURCES[index % SOURCES.length] ?? null;
  return {
    event,
    kind,
    form,
    article: exampleArticle({
      id: `event-${`${(index * 7_919) % 10_007}`.padStart(5, "0")}`,
      title,
      text,
      source,
      language: language ?? "en",
      publishedAt: at === null ? null : new Date(at).toISOString().replace(".000Z", "Z"),
    }),
  };
}
