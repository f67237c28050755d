import { DatelineError } from "../errors.ts";

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/**
 * One end of a date range, or a moment: `YYYY-MM-DD`, or an instant with its offset (RFC 3339), which becomes UTC seconds.
 *
 * @throws DatelineError `invalid-input`
 */
export function parseDateBound(name: "from" | "to" | "asOf", value: string): string {
  const instant = new Date(value);
  const real = !Number.isNaN(instant.getTime()) && isRealDate(value.slice(0, 10));
  if (real && DATE.test(value)) return value;
  if (real && INSTANT.test(value)) return `${instant.toISOString().slice(0, 19)}Z`;
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
