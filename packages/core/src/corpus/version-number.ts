/**
 * A version number, as in the NewsML-G2 attribute and the ninjs field.
 *
 * @returns `null` for anything but a number, which some providers write
 */
export function versionNumber(stated: unknown): number | null {
  const number = typeof stated === "string" && stated.trim() !== "" ? Number(stated) : stated;
  return typeof number === "number" && Number.isFinite(number) ? number : null;
}
