import { Parser } from "htmlparser2";
import { parseAtom } from "./feed/parse-atom.ts";
import { parseRss } from "./feed/parse-rss.ts";
import { parseSitemap, SITEMAP_ROOTS } from "./feed/parse-sitemap.ts";
import { relabelFeed } from "./feed/relabel-feed.ts";
import { parsePageDocument } from "./html/page-document.ts";
import { feedsOfPage } from "./html/page-feeds.ts";
import { parsePage } from "./html/parse-page.ts";
import { InvalidRecord } from "./invalid-record.ts";
import { lineAt } from "./line-at.ts";
import { NEWSML_ROOTS, parseNewsMl } from "./newsml/parse-news-item.ts";
import { NEWSML1_ROOTS, parseNewsMl1 } from "./newsml/parse-newsml1.ts";
import { parseNitf } from "./newsml/parse-nitf.ts";
import { guardRecord, type SourceRecord } from "./source-record.ts";
import { type Clock, refuseWithheld } from "./withholding.ts";
import { recoverXml, type XmlFault } from "./xml/recover-xml.ts";
import type { XmlElement } from "./xml/xml-element.ts";

export interface MarkupContext extends Clock {
  /** Address of the document; `null` if unknown. */
  readonly url: string | null;
  /** What the name or media type promises. */
  readonly expected: "feed" | "page" | null;
  /** If the page names feeds, return the feeds. */
  readonly discover?: boolean;
  readonly keepTitles?: boolean;
}

/** First elements of an HTML document. They are optional, and some pages omit them. */
const PAGE_ROOTS: readonly string[] = ["html", "head", "body"];
const ATOM_ROOTS: readonly string[] = ["atom:feed", "atom:entry", "at:deleted-entry"];
/** Roots that no page has, whatever its address ends with; lower case. */
const OTHER_ROOTS: readonly string[] = [
  ...["rss", "rdf:rdf", "feed", "entry", "channel", "at:deleted-entry", "nitf", ...SITEMAP_ROOTS],
  ...[...NEWSML_ROOTS, ...NEWSML1_ROOTS].map((name) => name.toLowerCase()),
];

const FEED_BEGINS = /<(?:rss|rdf:RDF|feed|urlset|sitemapindex)[\s>]/i;

/**
 * Reads XML or HTML by its content, whatever its name: RSS, Atom, NewsML, NITF, a page. Recovers as much as
 * possible from malformed XML and reports the error.
 *
 * @throws InvalidRecord when it is none of these, or nothing can be read
 */
export function parseMarkup(text: string, context: MarkupContext): readonly SourceRecord[] {
  const { url, expected, discover = false } = context;
  const first = firstElement(text);
  if (first === null) throw new InvalidRecord("document has no element");
  if (PAGE_ROOTS.includes(first) || (expected === "page" && !OTHER_ROOTS.includes(first))) {
    const feeds = discover ? feedsOfPage(parsePageDocument(text).document, url) : [];
    if (feeds.length > 0) return feeds.map(feedLink);
    if (expected === "feed") refusePage(text);
    return [guardRecord(1, () => pageRecord(text, context))];
  }
  const before = OTHER_ROOTS.includes(first) ? -1 : text.search(FEED_BEGINS);
  if (before > 0) {
    // Output of a server program before the feed.
    const line = lineAt(text, before);
    const reason = `line 1: other content before the feed, which begins on line ${line}; read anyway`;
    return [...parseMarkup(text.slice(before), context), { kind: "passed-over", line: 1, reason }];
  }
  const { root, fault } = recoverXml(text);
  const records = rootRecords(root, context);
  return fault === null ? records : [...wholeRecords(records, fault), faultRecord(fault, records)];
}

function rootRecords(root: XmlElement, context: MarkupContext): readonly SourceRecord[] {
  if (root.name === "rss" || root.name === "rdf:RDF") return notEmpty(rssRecords(root, context));
  if (ATOM_ROOTS.includes(root.name)) return notEmpty(atomRecords(root, context));
  if (SITEMAP_ROOTS.includes(root.name.toLowerCase()))
    return notEmpty(parseSitemap(inLowerCase(root), context.url), "sitemap");
  if (root.name === "nitf") return parseNitf(root, context);
  if (NEWSML_ROOTS.includes(root.name)) return notEmpty(parseNewsMl(root, context));
  if (NEWSML1_ROOTS.includes(root.name)) return notEmpty(parseNewsMl1(root, context), "NewsML document");
  const feed = relabelFeed(root);
  // A relabelled feed is one of those above.
  if (feed !== null && feed.name !== root.name) return rootRecords(feed, context);
  throw new InvalidRecord(
    `XML of an unknown kind: its root <${root.name}> is none of rss, rdf:RDF, feed and entry of Atom, newsItem, newsMessage, NewsML, nitf, urlset and sitemapindex, html`,
    { line: root.line },
  );
}

/** Elements may be in capitals even if the root is not. */
function rssRecords(root: XmlElement, context: MarkupContext): readonly SourceRecord[] {
  const records = parseRss(root, context);
  return records.length > 0 ? records : parseRss(relabelFeed(root) ?? root, context);
}

/** An Atom feed may contain RSS items, in its namespace or in none. */
function atomRecords(root: XmlElement, context: MarkupContext): readonly SourceRecord[] {
  const items = root.children.filter(
    (child) => typeof child !== "string" && /^(?:atom:)?item$/.test(child.name),
  );
  const records = parseAtom(root, context);
  if (items.length === 0) return records;
  const titles = root.children.filter((child) => typeof child !== "string" && child.name === "atom:title");
  const channel = withoutPrefix({ ...root, name: "channel", children: [...titles, ...items] });
  return [...records, ...parseRss({ ...root, name: "rss", children: [channel] }, context)];
}

function withoutPrefix(element: XmlElement): XmlElement {
  const children = element.children.map((child) =>
    typeof child === "string" ? child : withoutPrefix(child),
  );
  const isAtomLink = element.name === "atom:link" && element.attributes.has("href");
  return { ...element, name: isAtomLink ? element.name : element.name.replace(/^atom:/, ""), children };
}

function inLowerCase(root: XmlElement): XmlElement {
  return root.name === root.name.toLowerCase() ? root : lowered(root);
}

function lowered(element: XmlElement): XmlElement {
  const children = element.children.map((child) => (typeof child === "string" ? child : lowered(child)));
  return { ...element, name: element.name.toLowerCase(), children };
}

function feedLink(address: string): SourceRecord {
  return { kind: "link", line: 1, address, leadsTo: "feed", changedAt: null, stated: null };
}

function pageRecord(text: string, context: MarkupContext): SourceRecord {
  const { draft, usage, alias } = parsePage(text, context.url);
  refuseWithheld({ ...usage, times: [draft.updatedAt] }, context);
  return { kind: "draft", line: 1, draft, summaryOf: null, alias };
}

function wholeRecords(records: readonly SourceRecord[], { cutsRecord }: XmlFault): readonly SourceRecord[] {
  return cutsRecord ? records.slice(0, -1) : records;
}

/** @throws InvalidRecord when the error left nothing to read */
function faultRecord(
  { reason, line, isCut, cutsRecord }: XmlFault,
  records: readonly SourceRecord[],
): SourceRecord {
  if (!records.some(({ kind }) => kind === "draft" || kind === "link"))
    throw new InvalidRecord(reason, { line });
  if (isCut)
    return {
      kind: "broken",
      line,
      reason: `${reason}; everything before it is read${cutsRecord ? ", except the last record" : ""}`,
    };
  return { kind: "passed-over", line, reason: `line ${line}: ${reason}; read anyway` };
}

/** Servers answer with a page if a feed has moved or closed. */
function refusePage(text: string): never {
  const title = parsePageDocument(text).document.querySelector("title")?.textContent?.trim() ?? "";
  const named = title === "" ? "an HTML page" : `an HTML page, ${JSON.stringify(title)},`;
  throw new InvalidRecord(`${named} where a feed was expected`);
}

function notEmpty(records: readonly SourceRecord[], kind = "feed"): readonly SourceRecord[] {
  if (records.length > 0) return records;
  return [{ kind: "passed-over", line: 1, reason: `${kind} without entries` }];
}

/** Name of the first element in lower case; `null` without one. */
function firstElement(text: string): string | null {
  let first: string | null = null;
  const parser = new Parser({
    onopentagname: (name) => {
      first ??= name;
      parser.pause();
    },
  });
  parser.write(text);
  return first;
}
