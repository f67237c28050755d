import { createHash } from "node:crypto";

/** What an id may be made from, best first. */
export interface Identity {
  readonly id: string | null;
  readonly url: string | null;
  /** Null when the title was cut out of the text and so says nothing more. */
  readonly title: string | null;
  readonly text: string;
}

/** Parameters that say how a reader came to the page, and never which page it is. */
const TRACKING_PARAMETER =
  /^(utm_.*|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|igshid|mc_cid|mc_eid|ref_src|ref_url|cmpid|ocid|ns_campaign|ns_mchannel|ns_source|ns_linkname|at_medium|at_campaign|wt_mc|wt_zmc)$/i;

/** 64 bits: among a million articles two ids collide with odds of 3 in 100 million, and a collision is reported. */
const ID_HEX_DIGITS = 16;

/** The explicit id, else sha256 of the canonical URL, else of title and text; hashes as 16 hex digits. */
export function articleId({ id, url, title, text }: Identity): string {
  if (id !== null && id.trim() !== "") return id.trim();
  if (url !== null) return shortHash(canonicalUrl(url));
  return contentHash(title, text);
}

/** Equal for articles whose title and text are equal. 16 hex digits. */
export function contentHash(title: string | null, text: string): string {
  return shortHash(JSON.stringify([title, text]));
}

/**
 * One spelling for the addresses of one page: lower-case host, no fragment, no tracking parameters, no slash at the
 * end of the path.
 *
 * @param url absolute
 * @throws TypeError when it is not a URL
 */
export function canonicalUrl(url: string): string {
  const canonical = new URL(url.trim());
  canonical.hash = "";
  const tracking = [...canonical.searchParams.keys()].filter((name) => TRACKING_PARAMETER.test(name));
  for (const name of tracking) canonical.searchParams.delete(name);
  // An untouched query string is not written anew: URLSearchParams would change its escapes.
  if (canonical.searchParams.size === 0) canonical.search = "";
  canonical.pathname = canonical.pathname.replace(/\/+$/, "");
  // The root path cannot be emptied in a URL, only in its text.
  return canonical.search === "" ? canonical.href.replace(/\/$/, "") : canonical.href;
}

function shortHash(value: string): string {
  return createHash("sha256").update(value, "utf8").digest("hex").slice(0, ID_HEX_DIGITS);
}
