import { absoluteAddress, isGlobalId } from "../absolute-address.ts";
import { articleId } from "../article-id.ts";
import { canonicalUrl } from "../canonical-url.ts";
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
  readonly keepTitles?: boolean;
  /** Addresses, as `canonicalUrl` writes them, that one entry alone has; see `soleLinks`. */
  readonly soleLinks: ReadonlySet<string>;
}

/** One entry of any kind of feed; texts are plain text. */
export interface FeedEntry {
  readonly line: number;
  readonly id: string | null;
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
  refuseWithheld({ ...entry.usage, id: entryId(entry, feed), times: entry.updated }, feed);
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
  return { kind: "draft", line, draft: toDraft(entry, feed, { text, url }), summaryOf };
}

function toDraft(
  entry: FeedEntry,
  feed: FeedContext,
  { text, url }: Pick<ArticleDraft, "text" | "url">,
): ArticleDraft {
  const updatedAt = firstReadableDate(entry.updated);
  return {
    id: ownId(entry, feed),
    title: entry.title,
    titleDerived: false,
    text,
    url,
    source: entry.source ?? feed.title,
    author: entry.authors.length > 0 ? entry.authors.join(", ") : feed.author,
    section: entry.categories[0] ?? null,
    place: null,
    language: readableLanguage(entry.language) ?? readableLanguage(feed.language),
    publishedAt: firstReadableDate(entry.published) ?? updatedAt,
    updatedAt,
  };
}

/** The id that the entry's article gets, as far as that does not depend on its text. */
function entryId(entry: FeedEntry, feed: FeedContext): string | null {
  const url = absoluteAddress(entry.link, feed.link);
  const stated = ownId(entry, feed);
  return stated === null && url === null ? null : articleId({ id: stated, url, title: null, text: "" });
}

/**
 * An id that means something in its feed only gives way to the address of the entry's page, if no other entry has that: so a
 * feed and the page tell of one article.
 */
function ownId({ id, link }: FeedEntry, feed: FeedContext): string | null {
  const url = absoluteAddress(link, feed.link);
  const isLocal = id !== null && !isGlobalId(id);
  return isLocal && url !== null && feed.soleLinks.has(canonicalUrl(url)) ? url : globalId(id, feed);
}

/** The links of a feed's entries that lead to a page of one entry: some feeds link all to their front page. */
export function soleLinks(links: readonly (string | null)[], site: string | null): ReadonlySet<string> {
  const addresses = links
    .map((link) => absoluteAddress(link, site))
    .filter((address) => address !== null)
    .map(canonicalUrl);
  const front = site === null ? null : canonicalUrl(site);
  const counts = new Map<string, number>();
  for (const address of addresses) counts.set(address, (counts.get(address) ?? 0) + 1);
  return new Set(addresses.filter((address) => counts.get(address) === 1 && address !== front));
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
