import { LIST_FILTERS, type ListFilter } from "../article-fields.ts";
import { formatInstant } from "../clock/format-date.ts";
import { DatelineError } from "../errors.ts";
import type { Filter, Query } from "../types.ts";
import { type DayRange, endOfDay, startOfDay } from "./calendar-day.ts";

const DATE = /^\d{4}-\d{2}-\d{2}$/;

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/** More values are a mistake, or a list that belongs in the corpus. */
export const MAX_FILTER_VALUES = 100;

/**
 * A BCP 47 tag of language, script, region and one variant, such as en, en-GB, zh-Hant-TW or ca-ES-valencia, with
 * hyphens or underscores. No extensions, because nobody files articles by them.
 */
export const LANGUAGE_TAG =
  "^(?:[A-Za-z]{2,3}|[A-Za-z]{5,8})(?:[-_][A-Za-z]{4})?(?:[-_](?:[A-Za-z]{2}|[0-9]{3}))?(?:[-_](?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))?$";

/** The filters of a query as received. A single value needs no list. */
export interface FilterInput
  extends Readonly<Partial<Record<ListFilter, string | readonly string[] | undefined>>> {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** @throws DatelineError `invalid-input` */
export function parseFilter(input: FilterInput): Filter {
  const from = input.from === undefined ? undefined : parseDateBound("from", input.from);
  const to = input.to === undefined ? undefined : parseDateBound("to", input.to);
  if (from !== undefined && to !== undefined && isAfter(from, to)) {
    throw new DatelineError("invalid-input", `Cannot search: from (${from}) is after to (${to})`);
  }
  const lists = LIST_FILTERS.flatMap((name) => {
    const values = parseValues(name, input[name]);
    return values.length === 0 ? [] : [[name, values] as const];
  });
  return {
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...Object.fromEntries(lists),
  };
}

/** A date means its whole day, so a date and an instant are compared by day. */
export function isAfter(lower: string, upper: string): boolean {
  const length = Math.min(lower.length, upper.length);
  return lower.slice(0, length) > upper.slice(0, length);
}

function parseValues(name: ListFilter, given: string | readonly string[] | undefined): readonly string[] {
  if (given === undefined) return [];
  const values = typeof given === "string" ? [given] : given;
  if (values.length > MAX_FILTER_VALUES) {
    throw new DatelineError(
      "invalid-input",
      `Cannot search: ${name} has ${values.length} values, at most ${MAX_FILTER_VALUES} are allowed`,
    );
  }
  const normalised = values.map(normaliseName);
  if (values.length === 0 || normalised.includes("")) {
    throw new DatelineError("invalid-input", `Cannot search: ${name} is empty`);
  }
  return [...new Set(name === "language" ? normalised.map(canonicalTag) : normalised)];
}

/** The form in which the corpus stores languages. Accepts `_` for `-`, and replaces deprecated codes. */
function canonicalTag(tag: string): string {
  if (new RegExp(LANGUAGE_TAG).test(tag)) return new Intl.Locale(tag.replaceAll("_", "-")).toString();
  throw new DatelineError(
    "invalid-input",
    `Cannot search: language must be a BCP 47 tag such as en or en-GB, it is "${tag.slice(0, 40)}"`,
  );
}

/** The form in which the corpus stores names: NFC, one space between words. */
function normaliseName(name: string): string {
  return name.normalize("NFC").trim().replace(/\s+/g, " ");
}

/**
 * Parses one end of a date range, or a point in time: `YYYY-MM-DD`, or an instant with an offset (RFC 3339), which
 * becomes UTC seconds.
 *
 * @throws DatelineError `invalid-input`
 */
export function parseDateBound(name: "from" | "to" | "asOf", value: string): string {
  const instant = new Date(value);
  const real = !Number.isNaN(instant.getTime()) && isRealDate(value.slice(0, 10));
  if (real && DATE.test(value)) return value;
  if (real && INSTANT.test(value)) return formatInstant(instant.getTime());
  throw new DatelineError(
    "invalid-input",
    `Cannot search: ${name} must be a date such as 2025-12-10 or an instant such as 2025-12-10T08:00:00Z, it is "${value.slice(0, 40)}"`,
  );
}

/** `Date` reads February 30 as March 2. */
function isRealDate(date: string): boolean {
  const parsed = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(date);
}

/** The filter of a query. With `asOf`, it excludes everything published later. */
export function seenBy({ filter, asOf }: Pick<Query, "filter" | "asOf">): Filter {
  const { toInstant, ...rest } = filter;
  const ends = toInstant ?? filter.to;
  if (asOf === null || (ends !== undefined && !isAfter(ends, asOf))) return filter;
  return { ...rest, to: asOf };
}

/**
 * Interprets a query in a time zone: sets its zone if it has none, and converts the dates of its filter and
 * of `asOf` to days there.
 *
 * @param timeZone default zone of the index
 */
export function placeInZone(query: Query, timeZone: string | undefined): Query {
  const zone = query.timeZone ?? timeZone;
  if (zone === undefined) return query;
  const { asOfDay } = query;
  const filter = filterInZone(query.filter, zone);
  return {
    ...query,
    filter,
    timeZone: zone,
    ...(asOfDay !== undefined && { asOf: endOfDay(asOfDay, zone) }),
  };
}

/** Restricts a filter to a range of days. */
export function restrictTo({ from, to }: DayRange, filter: Filter): Filter {
  const { from: ownFrom, to: ownTo, fromInstant, toInstant, ...rest } = filter;
  return {
    ...rest,
    ...(ownFrom !== undefined && !isAfter(from, ownFrom)
      ? { from: ownFrom, ...(fromInstant !== undefined && { fromInstant }) }
      : { from }),
    ...(ownTo !== undefined && !isAfter(ownTo, to)
      ? { to: ownTo, ...(toInstant !== undefined && { toInstant }) }
      : { to }),
  };
}

/**
 * Interprets the dates of a filter as days in a time zone. Instants are the same everywhere.
 *
 * @param timeZone IANA zone; default UTC
 */
export function filterInZone(filter: Filter, timeZone: string | undefined): Filter {
  if (timeZone === undefined || timeZone === "UTC") return filter;
  const { from, to } = filter;
  return {
    ...filter,
    ...(isDate(from) && { fromInstant: startOfDay(from, timeZone) }),
    ...(isDate(to) && { toInstant: endOfDay(to, timeZone) }),
  };
}

/** False for an instant. */
export function isDate(bound: string | undefined): bound is string {
  return bound?.length === "YYYY-MM-DD".length;
}
