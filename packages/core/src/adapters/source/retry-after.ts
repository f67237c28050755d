/**
 * How long an answer asks to wait.
 *
 * @param header `Retry-After`: seconds, or a date (RFC 9110, section 10.2.3)
 * @returns milliseconds from `now`, or null when it does not say
 */
export function retryAfterMs(header: string | undefined, now: number): number | null {
  const value = header?.trim() ?? "";
  if (value === "") return null;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}
