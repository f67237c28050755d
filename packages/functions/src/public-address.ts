import type { AppRequest } from "./app-environment.ts";

/** A host name or IP address, with an optional port. */
const HOST = /^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;

/**
 * The URL that the caller requested. A router in front calls the function by another name and passes the
 * original one in `X-Forwarded-Host`. Such a router always uses TLS.
 */
export function publicAddress(c: AppRequest): URL {
  const url = new URL(c.req.url);
  const [host = ""] = (c.req.header("x-forwarded-host") ?? "").split(",").map((name) => name.trim());
  if (!HOST.test(host) || !URL.canParse(`https://${host}`)) return url;
  return new URL(url.pathname + url.search, `https://${host}`);
}
