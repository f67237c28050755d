import { TransportRefusal, type TransportResponse } from "./http-transport.ts";

export const MAX_REDIRECTS = 5;
const STATUSES: readonly number[] = [301, 302, 303, 307, 308];

/** Where an answer leads; null when it leads nowhere else. @throws TransportRefusal as `webUrl` */
export function redirectTarget({ status, headers }: TransportResponse, from: URL): URL | null {
  if (!STATUSES.includes(status) || headers.location === undefined) return null;
  return webUrl(headers.location, from);
}

/**
 * @param base what a relative reference is relative to
 * @throws TransportRefusal for what is no address of the web, or has credentials in it
 */
export function webUrl(reference: string, base?: URL): URL {
  const url = URL.canParse(reference, base?.href) ? new URL(reference, base) : null;
  if (url?.protocol !== "http:" && url?.protocol !== "https:") {
    throw new TransportRefusal(`"${reference}" is no address of the web`);
  }
  if (url.username !== "" || url.password !== "") {
    throw new TransportRefusal("its address has a user name or a password in it");
  }
  url.hash = "";
  return url;
}
