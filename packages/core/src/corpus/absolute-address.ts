const ABSOLUTE = /^[a-z][a-z0-9+.-]*:/i;

function isAbsolute(reference: string): boolean {
  return ABSOLUTE.test(reference);
}

/** Schemes whose names are unique wherever they are met. Others, as in `post:1`, are a publisher's own habit. */
const GLOBAL_ID =
  /^(?:(?:https?|urn|tag|uuid|info|doi|hdl|ark|oai|did|at|mid):.|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$)/i;

/** True for an id that no other publisher gives: an address, `urn:…`, `tag:…`, a UUID. */
export function isGlobalId(id: string): boolean {
  return GLOBAL_ID.test(id.trim());
}

/**
 * Absolute form of a link.
 *
 * @param base what a relative link is relative to; null when that is not known
 * @returns null when it leads to no page of the web
 */
export function absoluteAddress(link: string | null, base: string | null): string | null {
  if (link === null || (!isAbsolute(link) && base === null)) return null;
  const url = URL.canParse(link, base ?? undefined) ? new URL(link, base ?? undefined) : null;
  return url?.protocol === "http:" || url?.protocol === "https:" ? url.href : null;
}
