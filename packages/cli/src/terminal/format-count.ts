/** A count for people: whole, with thousands separated. */
export function formatCount(count: number): string {
  return Math.round(count).toLocaleString("en-US");
}
