import type { AppRequest } from "./app-environment.ts";

/** A name or an address, with a port or without. */
const HOST = /^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;

/**
 * The address that the caller asked for. A router in front asks the function by another name, and says in
 * `X-Forwarded-Host` by which it was asked itself; it always stands behind TLS.
 */
export function publicAddress(c: AppRequest): URL {
  const url = new URL(c.req.url);
  const [host = ""] = (c.req.header("x-forwarded-host") ?? "").split(",").map((name) => name.trim());
  if (!HOST.test(host) || !URL.canParse(`https://${host}`)) return url;
  return new URL(url.pathname + url.search, `https://${host}`);
}
