/** Returns an address that a page may link to, `undefined` for all others, such as `javascript:`. */
export function safeLink(url: string | null): string | undefined {
  return url !== null && /^https?:\/\//i.test(url) ? url : undefined;
}

/** Returns the address of a picture that may be shown. Pages loaded over TLS show only pictures loaded over TLS. */
export function safeImage(url: string): string | undefined {
  return /^https:\/\//i.test(url) ? url : undefined;
}
