/**
 * Parses `Retry-After`: a number of seconds or a date (RFC 9110, section 10.2.3).
 *
 * @returns milliseconds from now; `undefined` when it is missing or invalid
 */
export function parseRetryAfter(value: string | null | undefined): number | undefined {
  if (value === null || value === undefined) return undefined;
  if (/^\s*\d+\s*$/.test(value)) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}
