import { TransportRefusal, type TransportResponse } from "./http-transport.ts";

export const MAX_REDIRECTS = 5;
const STATUSES: readonly number[] = [301, 302, 303, 307, 308];

/** @returns the target of a redirect; `null` for other responses. @throws TransportRefusal as `webUrl` */
export function redirectTarget({ status, headers }: TransportResponse, from: URL): URL | null {
  if (!STATUSES.includes(status) || headers.location === undefined) return null;
  return webUrl(headers.location, from);
}

/**
 * @param base for relative references
 * @throws TransportRefusal for anything but a web address, or for one with credentials
 */
export function webUrl(reference: string, base?: URL): URL {
  const url = URL.canParse(reference, base?.href) ? new URL(reference, base) : null;
  if (url?.protocol !== "http:" && url?.protocol !== "https:") {
    throw new TransportRefusal(`"${reference}" is not a web address`);
  }
  if (url.username !== "" || url.password !== "") {
    throw new TransportRefusal("its address contains a user name or a password");
  }
  url.hash = "";
  return url;
}
