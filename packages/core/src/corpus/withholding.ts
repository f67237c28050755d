import { type EmbargoNotice, embargoOfNote, shortened } from "./embargo-notice.ts";
import { InvalidRecord } from "./invalid-record.ts";
import { isKillNote } from "./kill-notice.ts";
import { zoneOfField } from "./language-zone.ts";
import { namesMonth, parseDate } from "./parse-date.ts";
import { readTimeInWords } from "./time-in-words.ts";
import { beginningOfDay } from "./zone-offset.ts";

/**
 * Statuses of withdrawn articles: the IPTC's vocabulary `pubstatusg2`, Superdesk's, and words of other
 * content systems.
 *
 * @see http://cv.iptc.org/newscodes/pubstatusg2/
 */
const TAKEN_BACK: ReadonlySet<string> = new Set(
  `canceled cancelled withheld withhold kill killed recalled withdrawn retracted spiked deleted removed trash trashed
  unpublished expired takedown taken-down`.split(/\s+/),
);
/**
 * Statuses of unpublished articles: WordPress, Ghost, Hugo, Superdesk and schema.org's `creativeWorkStatus`.
 */
const NOT_SHOWN_YET: ReadonlySet<string> = new Set(
  `draft auto-draft pending pending-review private future scheduled hold on-hold in-review in-progress planned
  submitted password hidden unlisted`.split(/\s+/),
);
/** Value of NITF's `management-status` with a release date. */
const EMBARGOED = "embargoed";

const YES: readonly unknown[] = [true, 1, "true", "yes", "on", "1", "y", "t"];
const NO: readonly unknown[] = [
  ...[undefined, null, false, 0, ""],
  ...["false", "no", "off", "none", "null", "~", "0", "n", "f", "nil", "never"],
];
/** How databases write a missing date. */
const ZERO_DATE = /^0{4}-0{2}-0{2}/;

/** True for the values that mean yes. */
export function isYes(value: unknown): boolean {
  return YES.includes(plain(value));
}

/** True for the values that mean no, or nothing. */
export function isNo(value: unknown): boolean {
  if (typeof value === "object" && value !== null)
    return Object.values(value).every(isNo) && !(value instanceof Date);
  const word = plain(value);
  return NO.includes(word) || (typeof word === "string" && ZERO_DATE.test(word));
}

/** Reference time and zone for stated times. */
export interface Clock {
  readonly now: Date;
  /** IANA zone of times without one; default UTC. */
  readonly timeZone?: string | null | undefined;
}

/** A value in a record, and its name. */
export interface StatedValue {
  readonly name: string;
  readonly value: unknown;
}

/** A record's terms about showing its article. */
export interface UsageTerms {
  /** Id of the article, for withdrawals; `null` if the record has none. */
  readonly id: string | null;
  /** For example `usable`, `stat:canceled`, or the address of a vocabulary's term. */
  readonly statuses?: readonly StatedValue[];
  /** Fields that withdraw the article, such as `deleted: true`. */
  readonly withdrawals?: readonly StatedValue[];
  /** Fields that mark the article as unpublished, such as `draft: true`. */
  readonly drafts?: readonly StatedValue[];
  /** When it may first be shown: a date, an instant, or never. */
  readonly releases?: readonly StatedValue[];
  /** Planned times of publication. Only a future time withholds the article. */
  readonly schedules?: readonly StatedValue[];
  /** Prose notes to editors and on usage. */
  readonly notes?: readonly StatedValue[];
  /** An embargo found in prose, such as the first line. */
  readonly notices?: readonly EmbargoNotice[];
  /** When the right to show it ends: a date or an instant. */
  readonly ends?: readonly StatedValue[];
  /**
   * When this version was made, best first. Invalid dates are skipped. Not the date of first publication,
   * since a later correction is withdrawn too.
   */
  readonly times?: readonly (string | number | null | undefined)[];
  /** Version number stated by the source. */
  readonly version?: number | null;
}

/** An article that may not be shown, because it is withdrawn or not yet released. */
export type Withheld =
  | {
      readonly kind: "removed";
      readonly id: string;
      readonly reason: string;
      readonly statedAt: string | null;
      readonly version: number | null;
    }
  | { readonly kind: "passed-over"; readonly reason: string; readonly until?: string };

/** Stops reading a record whose article may not be shown. */
export class WithheldRecord extends Error {
  readonly withheld: Withheld;

  constructor(withheld: Withheld) {
    super(`Cannot show article: ${withheld.reason}`);
    this.withheld = withheld;
  }
}

/**
 * Decides whether an article may be shown. An unreadable statement withholds it, since text that was shown by
 * mistake cannot be taken back.
 *
 * @returns `null` if it may be shown
 */
export function findWithheld(terms: UsageTerms, clock: Clock): Withheld | null {
  const statuses = (terms.statuses ?? []).map(({ name, value }) => ({ name, code: codeOf(value) }));
  const takenBack = statuses.find(({ code }) => TAKEN_BACK.has(code));
  if (takenBack !== undefined) return takeBack(terms, `${takenBack.name} is ${takenBack.code}`, clock);
  const withdrawn = terms.withdrawals?.[0] ?? terms.notes?.find(({ value }) => isKillNote(String(value)));
  if (withdrawn !== undefined)
    return takeBack(terms, `${withdrawn.name} is ${shortened(String(withdrawn.value))}`, clock);
  const ended = (terms.ends ?? []).map((end) => endOf(end, clock)).find((reason) => reason !== null);
  if (ended !== undefined) return takeBack(terms, ended, clock);
  const isHidden = ({ value }: StatedValue) => NOT_SHOWN_YET.has(codeOf(value));
  const hidden = terms.drafts?.[0] ?? terms.statuses?.find(isHidden);
  if (hidden !== undefined) {
    return {
      kind: "passed-over",
      reason: `${subjectOf(terms.id)} may not be shown: ${hidden.name} is ${String(hidden.value)}`,
    };
  }
  return findEmbargo(terms, statuses, clock);
}

/** @throws WithheldRecord when the article may not be shown */
export function refuseWithheld(terms: UsageTerms, clock: Clock): void {
  const withheld = findWithheld(terms, clock);
  if (withheld !== null) throw new WithheldRecord(withheld);
}

function findEmbargo(
  { id, releases = [], schedules = [], notes = [], notices = [], times = [] }: UsageTerms,
  statuses: readonly { readonly name: string; readonly code: string }[],
  { now, timeZone }: Clock,
): Withheld | null {
  const subject = subjectOf(id);
  const near = new Date(times.map((time) => dateOrNull(time)).find((time) => time !== null) ?? now);
  const clock = { now, timeZone, near };
  const stated = releases.filter(({ value }) => !isNo(value));
  const found = [
    ...notes.flatMap((note) => embargoOf(note, clock)),
    ...notices.map((notice) => endOfNotice("first line", notice, clock)),
  ];
  const planned = schedules.map((one) => readRelease(one, clock)).filter((date) => typeof date === "string");
  const isEmbargoed = statuses.some(({ code }) => code === EMBARGOED);
  const dated = [
    ...stated.filter(({ value }) => !isYes(value)).map((one) => readRelease(one, clock)),
    ...found,
  ];
  const unknown = dated.find((end) => typeof end === "object");
  if (unknown !== undefined)
    return { kind: "passed-over", reason: `${subject} is under embargo, and ${unknown.problem}` };
  const until = latestOf(dated.filter((end) => typeof end === "string"));
  if (until === undefined && (stated.length > 0 || isEmbargoed))
    return { kind: "passed-over", reason: `${subject} is under embargo without an end` };
  const last = latestOf(until === undefined ? planned : [until, ...planned]);
  if (last === undefined || Date.parse(last) <= clock.now.getTime()) return null;
  const why = until === undefined ? "may not be shown before" : "is under embargo until";
  return { kind: "passed-over", reason: `${subject} ${why} ${last}`, until: last };
}

type EmbargoClock = Clock & { readonly near: Date };

/** A date or an instant, or why there is none. */
type End = string | { readonly problem: string };

function embargoOf({ name, value }: StatedValue, clock: EmbargoClock): readonly End[] {
  const notice = typeof value === "string" ? embargoOfNote(value, clock) : null;
  return notice === null ? [] : [endOfNotice(name, notice, clock)];
}

function endOfNotice(name: string, { until, words }: EmbargoNotice, clock: EmbargoClock): End {
  return until === null ? notUnderstood(name, words) : beginning(until, clock);
}

/** Also reads prose. */
function readRelease(one: StatedValue, clock: EmbargoClock): End {
  const inZone = { ...clock, timeZone: clock.timeZone ?? zoneOfField(one.value) };
  const date = readDate(one, inZone);
  if (typeof date === "object") return dateInWords(one.value, inZone) ?? date;
  return beginning(date, inZone);
}

/** Converts a day to the instant at which it begins in the source's zone. */
function beginning(date: string, { timeZone = null }: Clock): string {
  return date.length > "YYYY-MM-DD".length || timeZone === null ? date : beginningOfDay(date, timeZone);
}

function dateInWords(value: unknown, clock: EmbargoClock): string | null {
  if (typeof value !== "string") return null;
  const notice = embargoOfNote(value, clock);
  if (notice !== null) return notice.until;
  const words = value.replace(/^\W*(?:until|till|to|not before)\b/i, "");
  const { date, hasClock, rest } = readTimeInWords(words, clock);
  // "3 March after the speech" is not 3 March.
  return hasClock || !/\p{L}{2,} +\p{L}{2,}/u.test(rest) ? date : null;
}

function latestOf(dates: readonly string[]): string | undefined {
  return dates.toSorted((a, b) => Date.parse(a) - Date.parse(b)).at(-1);
}

/** Part of a sentence if the time has passed; `null` otherwise. */
function endOf({ name, value }: StatedValue, clock: Clock): string | null {
  if (isNo(value)) return null;
  const end = readDate({ name, value }, clock);
  // An unreadable end hides nothing, because it only limits how long the article is shown.
  if (typeof end === "object") return null;
  const isDay = end.length === "YYYY-MM-DD".length;
  const over = Date.parse(end) + (isDay ? 86_400_000 : 0);
  return over <= clock.now.getTime() ? `${name} was ${end}` : null;
}

function readDate({ name, value }: StatedValue, { timeZone = null }: Partial<Clock>): End {
  try {
    if (typeof value === "string" || typeof value === "number") return parseDate(value, timeZone);
  } catch (error) {
    if (!(error instanceof InvalidRecord)) throw error;
  }
  return notUnderstood(name, value);
}

function notUnderstood(name: string, value: unknown): { readonly problem: string } {
  const quoted = JSON.stringify(value)?.slice(0, 60) ?? String(value);
  return { problem: `its ${name} is ${quoted}, which cannot be read as a date` };
}

/** A stated time in an article's form; `null` if none is stated or it is not a date. */
export function dateOrNull(
  value: string | number | null | undefined,
  clock: Partial<Clock> = {},
): string | null {
  const date = value === null || value === undefined ? null : readDate({ name: "time", value }, clock);
  return typeof date === "string" ? date : null;
}

/** Only an article with an id can be removed from an index. Without one it is not added. */
function takeBack({ id, times = [], version = null }: UsageTerms, reason: string, clock: Clock): Withheld {
  const stated = times.find((time) => dateOrNull(time, clock) !== null);
  // A month does not tell which versions are earlier.
  const statedAt = namesMonth(stated) ? null : dateOrNull(stated, clock);
  if (id !== null) return { kind: "removed", id, reason, statedAt, version };
  return { kind: "passed-over", reason: `${reason}, and the record gives no id` };
}

/**
 * `canceled` for `stat:canceled` and `http://cv.iptc.org/newscodes/pubstatusg2/canceled`; "" for anything but
 * text.
 */
function codeOf(value: unknown): string {
  if (typeof value !== "string") return "";
  const code = value.trim().toLowerCase().split(/[:/#]/).at(-1) ?? "";
  return code.replace(/[\s_]+/g, "-");
}

function plain(value: unknown): unknown {
  return typeof value === "string" ? value.trim().toLowerCase() : value;
}

function subjectOf(id: string | null): string {
  return id === null ? "the article" : JSON.stringify(id);
}
