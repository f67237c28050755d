/**
 * Whether a language, as its country writes it, puts the day before the month in numbers: 10/12/2025 in en-GB, fr and de, not in
 * en-US. A language alone is as in the country where most speak it (CLDR's likely subtags): en is en-US.
 *
 * @param language BCP 47 tag
 */
export function isDayFirst(language: string): boolean {
  const parts = new Intl.DateTimeFormat(language, { dateStyle: "short" }).formatToParts(0);
  const order = parts.map(({ type }) => type);
  return order.indexOf("day") < order.indexOf("month");
}
