/** Statuses of the IPTC's vocabulary `pubstatusg2` under which nothing may be shown. */
const WITHDRAWN: readonly string[] = ["canceled", "cancelled", "withheld"];

/**
 * Why an article has to disappear.
 *
 * @param field that gives the status, such as `pubStatus`
 * @param status `usable`, `stat:canceled`, or the last part of a URI; null when none is stated, which means usable
 * @returns part of a sentence, or null when the article may be shown
 * @see http://cv.iptc.org/newscodes/pubstatusg2/
 */
export function withdrawnReason(field: string, status: string | null): string | null {
  const code = lastPart(status ?? "usable");
  return WITHDRAWN.includes(code) ? `${field} is ${code}` : null;
}

/**
 * Why an article may not be shown yet.
 *
 * @param until an instant; null when it is embargoed without an end
 * @returns part of a sentence, or null when the embargo is over
 */
export function embargoReason(id: string, until: string | null, now: Date): string | null {
  if (until === null) return `${JSON.stringify(id)} is under embargo without an end`;
  return Date.parse(until) > now.getTime() ? `${JSON.stringify(id)} is under embargo until ${until}` : null;
}

/** `canceled` of `stat:canceled` and of `http://cv.iptc.org/newscodes/pubstatusg2/canceled`. */
function lastPart(code: string): string {
  return code.trim().toLowerCase().split(/[:/]/).at(-1) ?? "";
}
