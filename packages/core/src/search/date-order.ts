/**
 * Whether a language writes the day before the month in numbers: 10/12/2025 in en-GB, fr and de, but not in
 * en-US. A language without a region follows the country with most speakers (CLDR's likely subtags): en means
 * en-US.
 *
 * @param language BCP 47 tag
 */
export function isDayFirst(language: string): boolean {
  const known = remembered.get(language);
  if (known !== undefined) return known;
  if (remembered.size >= REMEMBERED) remembered.clear();
  const isFirst = findOrder(language);
  remembered.set(language, isFirst);
  return isFirst;
}

/** To make a format takes as long as a search of a small index. */
const remembered = new Map<string, boolean>();
const REMEMBERED = 1_000;

function findOrder(language: string): boolean {
  const parts = new Intl.DateTimeFormat(language, { dateStyle: "short" }).formatToParts(0);
  const order = parts.map(({ type }) => type);
  return order.indexOf("day") < order.indexOf("month");
}
