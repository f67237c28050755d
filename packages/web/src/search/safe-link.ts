/** An address that a page may link to; `undefined` for everything that is not on the web, such as `javascript:`. */
export function safeLink(url: string | null): string | undefined {
  return url !== null && /^https?:\/\//i.test(url) ? url : undefined;
}
