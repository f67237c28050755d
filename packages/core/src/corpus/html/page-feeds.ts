import { absoluteAddress } from "../absolute-address.ts";
import type { PageDocument } from "./page-document.ts";

const FEED_TYPE = /^application\/(?:(?:rss|atom|rdf)\+xml|feed\+json|json)\s*(?:;|$)/i;
/** Feeds of readers' comments. */
const COMMENTS = /comment|kommentar|commentaire|comentario/i;
/** A news page names one to three feeds, a section page more. */
const MAX_FEEDS = 20;

/**
 * Addresses of the feeds that a page names, without those of comments.
 *
 * @param pageUrl address of the page; `null` if unknown
 * @see https://www.rssboard.org/rss-autodiscovery
 */
export function feedsOfPage(document: PageDocument, pageUrl: string | null): readonly string[] {
  const base = absoluteAddress(document.querySelector("base[href]")?.getAttribute("href") ?? null, pageUrl);
  const found = [...document.querySelectorAll("link[href]")].flatMap((link) => {
    const names = `${link.getAttribute("title") ?? ""} ${link.getAttribute("href") ?? ""}`;
    const relation = (link.getAttribute("rel") ?? "").toLowerCase().split(/\s+/);
    const isFeed = FEED_TYPE.test(link.getAttribute("type")?.trim() ?? "") && relation.includes("alternate");
    if ((!isFeed && !relation.includes("feed")) || COMMENTS.test(names)) return [];
    const address = absoluteAddress(link.getAttribute("href"), base ?? pageUrl);
    return address !== null && /^https?:/i.test(address) && !/\/wp-json\//.test(address) ? [address] : [];
  });
  return [...new Set(found)].slice(0, MAX_FEEDS);
}
