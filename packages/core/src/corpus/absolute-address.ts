const ABSOLUTE = /^[a-z][a-z0-9+.-]*:/i;

/** True for a URI of any scheme, such as `https://example.org/a` and `urn:newsml:example.org:20251210:a`. */
export function isAbsolute(reference: string): boolean {
  return ABSOLUTE.test(reference);
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
