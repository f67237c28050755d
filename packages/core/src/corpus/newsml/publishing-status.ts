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

/** Why an article may not be shown yet. */
export interface Embargo {
  /** Part of a sentence. */
  readonly reason: string;
  /** A date or an instant; not given when the embargo has no end. */
  readonly until?: string;
}

/**
 * Tells whether an article may not be shown yet.
 *
 * @param until a date or an instant; null when it is embargoed without an end
 * @returns null when the embargo is over
 */
export function findEmbargo(id: string, until: string | null, now: Date): Embargo | null {
  const name = JSON.stringify(id);
  if (until === null) return { reason: `${name} is under embargo without an end` };
  if (Date.parse(until) <= now.getTime()) return null;
  return { reason: `${name} is under embargo until ${until}`, until };
}

/** `canceled` of `stat:canceled` and of `http://cv.iptc.org/newscodes/pubstatusg2/canceled`. */
function lastPart(code: string): string {
  return code.trim().toLowerCase().split(/[:/]/).at(-1) ?? "";
}
