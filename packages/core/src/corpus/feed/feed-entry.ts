import { absoluteAddress, isGlobalId } from "../absolute-address.ts";
import { articleId } from "../article-id.ts";
import { chooseImage, type ImageCandidate } from "../article-image.ts";
import { canonicalId, canonicalUrl, isWebAddress } from "../canonical-url.ts";
import { decodeLeftEntities } from "../decode-entities.ts";
import type { ArticleDraft } from "../finish-article.ts";
import { firstReadableDate } from "../first-readable-date.ts";
import { htmlText } from "../html/html-text.ts";
import { readableLanguage } from "../readable-language.ts";
import type { SourceRecord } from "../source-record.ts";
import { type Clock, refuseWithheld, type UsageTerms } from "../withholding.ts";
import { longestOf } from "./media-texts.ts";

/** What a feed is read with. */
export interface FeedSource extends Clock {
  /** Where the feed came from, for links that are not absolute; null when that is not known. */
  readonly url: string | null;
  /** Keep podcasts and videos that have nothing but a title. */
  readonly keepTitles?: boolean;
}

/** A feed, as far as its entries take something from it. */
export interface FeedContext extends Clock {
  /** Null when the feed does not say. */
  readonly title: string | null;
  /** Absolute address of the site, or of the feed itself. */
  readonly link: string | null;
  /** Absolute address of the feed, as it says itself. */
  readonly self: string | null;
  readonly language: string | null;
  readonly author: string | null;
  /** Addresses of its own pictures, such as its logo. */
  readonly marks: readonly (string | null)[];
  readonly keepTitles?: boolean;
  /** Addresses, as `canonicalUrl` writes them, that one entry alone has; see `soleLinks`. */
  readonly soleLinks: ReadonlySet<string>;
}

/** One entry of any kind of feed; texts are plain text. */
export interface FeedEntry {
  readonly line: number;
  readonly id: string | null;
  /** True when the id, if it is an address, is said to be that of the entry's page: RSS's `isPermaLink`. */
  readonly idIsPage: boolean;
  readonly title: string | null;
  readonly link: string | null;
  /** The article as the feed has it; null when the feed has only a summary. */
  readonly content: string | null;
  readonly summary: string | null;
  readonly source: string | null;
  readonly authors: readonly string[];
  readonly categories: readonly string[];
  readonly language: string | null;
  /** Best first; those that are no dates are passed over. */
  readonly published: readonly (string | null)[];
  readonly updated: readonly (string | null)[];
  /** What it says of being shown, but for its id. */
  readonly usage: Omit<UsageTerms, "id">;
  /** True when it is there for something to be heard or seen. */
  readonly isMedia: boolean;
  /** Best first. */
  readonly images: readonly ImageCandidate[];
}

/**
 * One record of an entry: what it lacks comes from its feed. An entry without text has its title as text, since a
 * headline is news; one without either is broken.
 *
 * @throws WithheldRecord when it may not be shown
 */
export function entryRecord(entry: FeedEntry, feed: FeedContext): SourceRecord {
  const { line, title, summary } = entry;
  // Some feeds put the story into the description and a teaser, or nothing, into what is called content.
  const content = entry.content === null ? null : longestOf([entry.content, summary]);
  const { id, alias } = idsOf(entry, feed);
  refuseWithheld({ ...entry.usage, id: entryId(id, entry, feed), times: entry.updated }, feed);
  const text = content ?? summary ?? title;
  if (text !== null && text === title && entry.isMedia && feed.keepTitles !== true) {
    return {
      kind: "passed-over",
      line,
      reason: `line ${line}: audio or video with nothing but a title, ${JSON.stringify(title)}`,
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

/** The id that the entry's article gets, as far as that does not depend on its text. */
function entryId(id: string | null, entry: FeedEntry, feed: FeedContext): string | null {
  const url = absoluteAddress(entry.link, feed.link);
  return id === null && url === null ? null : articleId({ id, url, title: null, text: "" });
}

/** The id of an entry's article, and that which the feed gives it, where that is another. */
interface EntryIds {
  readonly id: string | null;
  readonly alias: string | null;
}

/**
 * An id such as `tag:…`, `urn:…` or `post:1` gives way to the address of the entry's page, if no other entry has that: so a
 * feed and the page tell of one article. Tombstones go on naming the id of the feed, which is kept as an alias.
 */
function idsOf(entry: FeedEntry, feed: FeedContext): EntryIds {
  const stated = globalId(entry.id, feed);
  const url = absoluteAddress(entry.link, feed.link);
  const isPage = url !== null && feed.soleLinks.has(canonicalUrl(url)) && !namesPage(entry, url);
  if (!isPage) return { id: stated, alias: null };
  const isSame = stated === null || canonicalId(stated, url) === canonicalUrl(url);
  return { id: url, alias: isSame ? null : stated };
}

/** True for an address that is said to be the page's, or is of another server than the link, as that of a discussion is. */
function namesPage({ id, idIsPage }: FeedEntry, url: string): boolean {
  if (id === null || !isWebAddress(id)) return false;
  return idIsPage || new URL(canonicalUrl(id)).host !== new URL(canonicalUrl(url)).host;
}

/**
 * The links of a feed's entries that lead to a page of one entry: some feeds link all to their front page. The front page
 * of a site is never that of an entry.
 */
export function soleLinks(links: readonly (string | null)[], site: string | null): ReadonlySet<string> {
  const addresses = links
    .map((link) => absoluteAddress(link, site))
    .filter((address) => address !== null)
    .map(canonicalUrl);
  const front = site === null ? null : canonicalUrl(site);
  const counts = new Map<string, number>();
  for (const address of addresses) counts.set(address, (counts.get(address) ?? 0) + 1);
  const isOfEntry = (address: string) =>
    counts.get(address) === 1 && address !== front && !isFrontPage(new URL(address));
  return new Set(addresses.filter(isOfEntry));
}

function isFrontPage({ pathname, search }: URL): boolean {
  return pathname === "/" && search === "";
}

/** What entries are read with beside their feed. */
export function settingsOf({ now, timeZone, keepTitles = false }: FeedSource) {
  return { now, timeZone, keepTitles };
}

/** A title or a name that may be written in HTML, on one line. @returns null when nothing of it can be seen */
export function plainLine(markup: string | null): string | null {
  if (markup === null) return null;
  return blankToNull(decodeLeftEntities(htmlText(markup)).replace(/\s+/g, " "));
}

/** @returns null when nothing of it can be seen */
export function plainText(html: string | null): string | null {
  return html === null ? null : blankToNull(decodeLeftEntities(htmlText(html)));
}

/**
 * An id such as `4711` or `post:1` is unique within its feed at most, so it is put behind what tells the feed from others:
 * its own address, else that of its site and its title.
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

/** Without what changes when a server moves to https. */
function addressName(address: string): string {
  return canonicalUrl(address).replace(/^https?:\/\//, "");
}

function blankToNull(text: string): string | null {
  return text.trim() === "" ? null : text;
}
