/** An address that a page may link to; `undefined` for everything that is not on the web, such as `javascript:`. */
export function safeLink(url: string | null): string | undefined {
  return url !== null && /^https?:\/\//i.test(url) ? url : undefined;
}

/** An address that a page may show a picture of: a page that came over TLS shows nothing that did not. */
export function safeImage(url: string): string | undefined {
  return /^https:\/\//i.test(url) ? url : undefined;
}
