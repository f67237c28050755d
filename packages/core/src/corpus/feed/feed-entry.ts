import { absoluteAddress, isGlobalId } from "../absolute-address.ts";
import { idWithoutText } from "../article-id.ts";
import { chooseImage, type ImageCandidate } from "../article-image.ts";
import { canonicalId, canonicalUrl, isFrontPage, isWebAddress } from "../canonical-url.ts";
import { decodeLeftEntities } from "../decode-entities.ts";
import type { ArticleDraft } from "../finish-article.ts";
import { firstReadableDate } from "../first-readable-date.ts";
import { htmlText } from "../html/html-text.ts";
import { readableLanguage } from "../readable-language.ts";
import type { SourceRecord } from "../source-record.ts";
import { type Clock, refuseWithheld, type UsageTerms } from "../withholding.ts";
import { longestOf } from "./media-texts.ts";

/** Context for reading a feed. */
export interface FeedSource extends Clock {
  /** Address of the feed, for relative links; `null` if unknown. */
  readonly url: string | null;
  /** Keep podcasts and videos that have only a title. */
  readonly keepTitles?: boolean;
}

/** The parts of a feed that its entries need. */
export interface FeedContext extends Clock {
  /** `null` if not stated. */
  readonly title: string | null;
  /** Absolute address of the site, or of the feed itself. */
  readonly link: string | null;
  /** Absolute address of the feed, as it states itself. */
  readonly self: string | null;
  readonly language: string | null;
  readonly author: string | null;
  /** Addresses of the feed's own images, such as its logo. */
  readonly marks: readonly (string | null)[];
  readonly keepTitles?: boolean;
  /** Canonical addresses that only one entry links to; see `namesInFeed`. */
  readonly soleLinks: ReadonlySet<string>;
  /** Ids that several entries have; see `namesInFeed`. */
  readonly sharedIds: ReadonlySet<string>;
}

/** An entry of any feed format, with plain text. */
export interface FeedEntry {
  readonly line: number;
  readonly id: string | null;
  /** True if the id, when it is an address, is stated to be the entry's page: RSS's `isPermaLink`. */
  readonly idIsPage: boolean;
  readonly title: string | null;
  readonly link: string | null;
  /** The article in the feed; `null` if the feed contains only a summary. */
  readonly content: string | null;
  readonly summary: string | null;
  readonly source: string | null;
  readonly authors: readonly string[];
  readonly categories: readonly string[];
  readonly language: string | null;
  /** Best first. Invalid dates are skipped. */
  readonly published: readonly (string | null)[];
  readonly updated: readonly (string | null)[];
  /** Usage terms, without the id. */
  readonly usage: Omit<UsageTerms, "id">;
  /** True if the entry presents audio or video. */
  readonly isMedia: boolean;
  /** Best first. */
  readonly images: readonly ImageCandidate[];
}

/**
 * Converts an entry to a record and completes it from its feed. An entry without text uses its title as text,
 * since a headline is news. One without either is broken.
 *
 * @throws WithheldRecord when it may not be shown
 */
export function entryRecord(entry: FeedEntry, feed: FeedContext): SourceRecord {
  const { line, title, summary } = entry;
  // Some feeds put the article into the description, and only a teaser or nothing into the content.
  const content = entry.content === null ? null : longestOf([entry.content, summary]);
  const { id, alias } = idsOf(entry, feed);
  const withoutText = idWithoutText({ id, url: absoluteAddress(entry.link, feed.link) });
  refuseWithheld({ ...entry.usage, id: withoutText, times: entry.updated }, feed);
  const text = content ?? summary ?? title;
  if (text !== null && text === title && entry.isMedia && feed.keepTitles !== true) {
    return {
      kind: "passed-over",
      line,
      reason: `line ${line}: audio or video with only a title, ${JSON.stringify(title)}`,
    };
  }
  if (text === null) return { kind: "broken", line, reason: "entry has neither title nor text" };
  const url = absoluteAddress(entry.link, feed.link) ?? absoluteAddress(entry.id, null);
  const summaryOf = content === null ? url : null;
  return { kind: "draft", line, draft: toDraft(entry, feed, { id, text, url }), summaryOf, alias };
}

function toDraft(
  entry: FeedEntry,
  feed: FeedContext,
  { id, text, url }: Pick<ArticleDraft, "id" | "text" | "url">,
): ArticleDraft {
  const updatedAt = firstReadableDate(entry.updated);
  return {
    id,
    title: entry.title,
    titleDerived: false,
    text,
    url,
    image: chooseImage(entry.images, url ?? feed.link, feed.marks),
    source: entry.source ?? feed.title,
    author: entry.authors.length > 0 ? entry.authors.join(", ") : feed.author,
    section: entry.categories[0] ?? null,
    tags: entry.categories,
    place: null,
    language: readableLanguage(entry.language) ?? readableLanguage(feed.language),
    publishedAt: firstReadableDate(entry.published) ?? updatedAt,
    updatedAt,
  };
}

/** The id of an entry's article, and the feed's id if it differs. */
interface EntryIds {
  readonly id: string | null;
  readonly alias: string | null;
}

/**
 * Chooses the id. The address of the entry's page replaces an id such as `tag:…`, `urn:…` or `post:1` if no
 * other entry has it, so that feed and page yield one article. The feed's id becomes an alias, because
 * tombstones use it.
 */
function idsOf(entry: FeedEntry, feed: FeedContext): EntryIds {
  const isShared = entry.id !== null && feed.sharedIds.has(entry.id);
  const stated = isShared ? null : globalId(entry.id, feed);
  const url = absoluteAddress(entry.link, feed.link);
  const isPage = url !== null && feed.soleLinks.has(canonicalUrl(url)) && !namesPage(entry, url);
  if (!isPage) return { id: stated, alias: null };
  const isSame = stated === null || canonicalId(stated, url) === canonicalUrl(url);
  return { id: url, alias: isSame ? null : stated };
}

/** WordPress's address of a post before it has a permanent one, to which it then redirects. */
const SHORT_LINK = /\/(?:index\.php)?\?(?:p|page_id)=\d+$/;

/**
 * True if the id is stated to be the page's address, or is on another server than the link, such as a
 * discussion's.
 */
function namesPage({ id, idIsPage }: FeedEntry, url: string): boolean {
  if (id === null || !isWebAddress(id) || SHORT_LINK.test(id)) return false;
  return idIsPage || new URL(canonicalUrl(id)).host !== new URL(canonicalUrl(url)).host;
}

/** Two entries with one id may be versions of an article with a new address. More are different articles. */
const MAX_VERSIONS = 2;

/**
 * Finds the links that lead to the page of exactly one entry, and the ids that identify none. Some feeds link
 * all entries to their front page, which is never an entry's page, and some give all entries one id.
 */
export function namesInFeed(
  entries: readonly Pick<FeedEntry, "id" | "link">[],
  site: string | null,
): Pick<FeedContext, "soleLinks" | "sharedIds"> {
  const pages = entries.flatMap(({ id, link }) => {
    const address = absoluteAddress(link, site);
    return address === null ? [] : [{ id, page: canonicalUrl(address) }];
  });
  const front = site === null ? null : canonicalUrl(site);
  const counts = countOf(pages.map(({ page }) => page));
  const isOfEntry = (page: string) => counts.get(page) === 1 && page !== front && !isFrontPage(page);
  const own = pages.filter(({ page }) => isOfEntry(page));
  const ids = countOf(own.flatMap(({ id }) => (id === null ? [] : [id])));
  return {
    soleLinks: new Set(own.map(({ page }) => page)),
    sharedIds: new Set([...ids].filter(([, count]) => count > MAX_VERSIONS).map(([id]) => id)),
  };
}

function countOf(texts: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

/** Settings of a source that its entries need too. */
export function settingsOf({ now, timeZone, keepTitles = false }: FeedSource) {
  return { now, timeZone, keepTitles };
}

/**
 * Converts a title or name, possibly HTML, to one line of plain text.
 *
 * @returns `null` if nothing is visible
 */
export function plainLine(markup: string | null): string | null {
  if (markup === null) return null;
  return blankToNull(decodeLeftEntities(htmlText(markup)).replace(/\s+/g, " "));
}

/** @returns `null` if nothing is visible */
export function plainText(html: string | null): string | null {
  if (html === null) return null;
  const text = decodeLeftEntities(htmlText(html));
  // Some feeds escape their HTML twice.
  return blankToNull(ESCAPED_HTML.test(text) ? htmlText(text) : text);
}

const ESCAPED_HTML = /^\s*<(p|div|section|article|ul|ol|h[1-6]|blockquote)\b[^<>]*>[\s\S]*<\/\1>\s*$/i;

/**
 * Makes an id such as `4711` or `post:1`, which is unique only within its feed, globally unique. Prefixes the
 * feed's own address, else its site's address and its title.
 */
export function globalId(
  id: string | null,
  feed: Pick<FeedContext, "self" | "link" | "title">,
): string | null {
  if (id === null || isGlobalId(id)) return id;
  const site = feed.link === null ? [] : [addressName(feed.link)];
  const scope =
    feed.self === null ? [...site, ...(feed.title === null ? [] : [feed.title])] : [addressName(feed.self)];
  return [...scope, id].join(":");
}

/** Removes the scheme, so that a server's move to https changes nothing. */
function addressName(address: string): string {
  return canonicalUrl(address).replace(/^https?:\/\//, "");
}

function blankToNull(text: string): string | null {
  return text.trim() === "" ? null : text;
}
