import { absoluteAddress } from "../absolute-address.ts";
import { isWebAddress } from "../canonical-url.ts";
import type { LinkedSource } from "../corpus-entry.ts";
import { decodeEntities } from "../decode-entities.ts";
import { readableLanguage } from "../readable-language.ts";
import type { SourceRecord } from "../source-record.ts";
import { dateOrNull } from "../withholding.ts";
import { childOf, childrenOf, childText, type XmlElement } from "../xml/xml-element.ts";

/** Roots of a sitemap and of a sitemap index. */
export const SITEMAP_ROOTS: readonly string[] = ["urlset", "sitemapindex"];

/**
 * Reads a sitemap, with Google's news extension, or a sitemap index.
 *
 * @param url its address; `null` if unknown
 * @see https://www.sitemaps.org/protocol.html
 *   https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap
 */
export function parseSitemap(root: XmlElement, url: string | null): readonly SourceRecord[] {
  const isIndexRoot = root.name === "sitemapindex";
  // Some generators mix up the elements of the two.
  return childrenOf(root, "sitemap", "url").map((entry) =>
    toLink(entry, { isIndex: isIndexRoot || entry.name === "sitemap", url }),
  );
}

/**
 * Reads a sitemap in its text form, one address per line.
 *
 * @returns `null` for any other text
 */
export function parseTextSitemap(text: string): readonly SourceRecord[] | null {
  const lines = text.split("\n").map((line) => (/^\s*#/.test(line) ? "" : line.trim()));
  const addresses = lines.filter((line) => line !== "");
  if (addresses.length === 0 || !addresses.every((line) => isWebAddress(line) && !/\s/.test(line)))
    return null;
  return lines.flatMap((address, index) =>
    address === ""
      ? []
      : [{ kind: "link", line: index + 1, address, leadsTo: "page", changedAt: null, stated: null }],
  );
}

function toLink(
  entry: XmlElement,
  { isIndex, url }: { readonly isIndex: boolean; readonly url: string | null },
): SourceRecord {
  const { line } = entry;
  const address = absoluteAddress(childText(entry, "loc"), url);
  if (address === null || !/^https?:/i.test(address)) {
    return { kind: "broken", line, reason: `<${entry.name}> has no <loc> with a web address` };
  }
  const leadsTo: LinkedSource = isIndex ? "sitemap" : "page";
  const changedAt = childText(entry, "lastmod");
  return { kind: "link", line, address, leadsTo, changedAt, stated: isIndex ? null : statedNews(entry) };
}

/** Some sitemaps escape their titles twice. */
function plainTitle(title: string | null): string | null {
  return title === null ? null : decodeEntities(title);
}

function statedNews(entry: XmlElement) {
  const news = childOf(entry, "news:news");
  if (news === undefined) return null;
  const publication = childOf(news, "news:publication");
  return {
    title: plainTitle(childText(news, "news:title")),
    source: childText(publication, "news:name"),
    language: readableLanguage(childText(publication, "news:language")),
    publishedAt: dateOrNull(childText(news, "news:publication_date")),
  };
}
