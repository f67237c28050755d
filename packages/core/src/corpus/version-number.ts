/**
 * The number of a version, as NewsML-G2's attribute and the field of ninjs state it.
 *
 * @returns null for what is no number, which some providers write
 */
export function versionNumber(stated: unknown): number | null {
  const number = typeof stated === "string" && stated.trim() !== "" ? Number(stated) : stated;
  return typeof number === "number" && Number.isFinite(number) ? number : null;
}
