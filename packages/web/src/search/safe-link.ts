/** An address that a page may link to; `undefined` for everything else, such as `javascript:`. */
export function safeLink(url: string | null): string | undefined {
  return url !== null && /^https?:\/\//i.test(url) ? url : undefined;
}

/** An address of a picture that a page may show. A page that was loaded over TLS shows only pictures over TLS. */
export function safeImage(url: string): string | undefined {
  return /^https:\/\//i.test(url) ? url : undefined;
}
