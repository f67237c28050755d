import { DatelineError } from "../errors.ts";
import type { Filter, Query } from "../types.ts";
import { parseDateBound } from "./parse-date-bound.ts";

/** Longer texts are no questions; the model would silently read only their beginning. */
export const MAX_QUERY_CHARACTERS = 1_000;
export const MAX_LIMIT = 100;
export const DEFAULT_LIMIT = 10;

/** A query as it arrives from a command line or an HTTP request. */
export interface QueryInput {
  readonly text: string;
  readonly limit?: number | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly source?: string | undefined;
}

/** @throws DatelineError `invalid-input` that says which value is wrong and what is allowed */
export function parseQuery(input: QueryInput): Query {
  return { text: parseText(input.text), limit: parseLimit(input.limit), filter: parseFilter(input) };
}

function parseText(text: string): string {
  const trimmed = text.normalize("NFC").trim();
  if (!/[\p{L}\p{N}]/u.test(trimmed)) {
    throw new DatelineError(
      "invalid-input",
      `Cannot search: the query has no letter or digit, it is "${trimmed.slice(0, 40)}"`,
    );
  }
  const characters = [...trimmed].length;
  if (characters > MAX_QUERY_CHARACTERS) {
    throw new DatelineError(
      "invalid-input",
      `Cannot search: the query has ${characters} characters, at most ${MAX_QUERY_CHARACTERS} are allowed`,
    );
  }
  return trimmed;
}

function parseLimit(limit: number | undefined): number {
  if (limit === undefined) return DEFAULT_LIMIT;
  if (Number.isInteger(limit) && limit >= 1 && limit <= MAX_LIMIT) return limit;
  throw new DatelineError(
    "invalid-input",
    `Cannot search: limit must be a whole number from 1 to ${MAX_LIMIT}, it is ${limit}`,
  );
}

function parseFilter({ from, to, source }: QueryInput): Filter {
  const lower = from === undefined ? undefined : parseDateBound("from", from);
  const upper = to === undefined ? undefined : parseDateBound("to", to);
  if (lower !== undefined && upper !== undefined && isAfter(lower, upper)) {
    throw new DatelineError("invalid-input", `Cannot search: from (${lower}) is after to (${upper})`);
  }
  const name = source === undefined ? undefined : normaliseSource(source);
  if (name === "") throw new DatelineError("invalid-input", "Cannot search: source is empty");
  return {
    ...(lower !== undefined && { from: lower }),
    ...(upper !== undefined && { to: upper }),
    ...(name !== undefined && { source: name }),
  };
}

/** A date is its whole day, so beside an instant only the days are compared. */
function isAfter(lower: string, upper: string): boolean {
  const length = Math.min(lower.length, upper.length);
  return lower.slice(0, length) > upper.slice(0, length);
}

/** The form in which the corpus keeps names: NFC, one space between words. */
function normaliseSource(source: string): string {
  return source.normalize("NFC").trim().replace(/\s+/g, " ");
}
