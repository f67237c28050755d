const ABSOLUTE = /^[a-z][a-z0-9+.-]*:/i;

function isAbsolute(reference: string): boolean {
  return ABSOLUTE.test(reference);
}

/** Schemes of globally unique ids. Others, as in `post:1`, are a publisher's own convention. */
const GLOBAL_ID =
  /^(?:(?:https?|urn|tag|uuid|info|doi|hdl|ark|oai|did|at|mid):.|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$)/i;

/** True for a globally unique id: a web address, `urn:…`, `tag:…`, a UUID. */
export function isGlobalId(id: string): boolean {
  return GLOBAL_ID.test(id.trim());
}

/**
 * Resolves a link.
 *
 * @param base for relative links; `null` if unknown
 * @returns `null` unless it is a web address
 */
export function absoluteAddress(link: string | null, base: string | null): string | null {
  if (link === null || (!isAbsolute(link) && base === null)) return null;
  const url = URL.canParse(link, base ?? undefined) ? new URL(link, base ?? undefined) : null;
  return url?.protocol === "http:" || url?.protocol === "https:" ? url.href : null;
}
