import { absoluteAddress } from "../absolute-address.ts";
import { htmlImages } from "../html/html-images.ts";
import { markupText } from "../html/html-text.ts";
import { guardRecord, type SourceRecord } from "../source-record.ts";
import { attributeOf, childOf, childrenOf, childText, textOf, type XmlElement } from "../xml/xml-element.ts";
import { elementUsage } from "./entry-usage.ts";
import {
  entryRecord,
  type FeedContext,
  type FeedEntry,
  type FeedSource,
  namesInFeed,
  plainLine,
  plainText,
  settingsOf,
} from "./feed-entry.ts";
import { hasMedia, longestOf, mediaDescriptions, mediaImages, mediaTitle } from "./media-texts.ts";
import { deletedEntry, namesOfEntry, parseEntry, TOMBSTONE } from "./parse-atom.ts";
import { relabelFeed } from "./relabel-feed.ts";

const SUMMARIES: readonly string[] = ["description", "dc:description", "atom:summary"];

/** RSS 2.0's format for authors: `lawyer@boyer.net (Lawyer Boyer)`. */
const ADDRESS_AND_NAME = /^\S+@\S+\s*\((.+)\)$/;

/**
 * Reads RSS 0.9x, 1.0 (RDF) and 2.0, with the Dublin Core, Atom and `content:encoded` elements that feeds
 * add.
 *
 * @param root `rss` or `rdf:RDF`
 * @see https://www.rssboard.org/rss-specification https://web.resource.org/rss/1.0/spec
 */
export function parseRss(root: XmlElement, source: FeedSource): readonly SourceRecord[] {
  const channels = childrenOf(root, "channel");
  if (channels.length < 2) return parseChannel(root, source);
  return channels.flatMap((channel) => parseChannel({ ...root, children: [channel] }, source));
}

function parseChannel(root: XmlElement, source: FeedSource): readonly SourceRecord[] {
  const { url } = source;
  const channel = childOf(root, "channel");
  const self = absoluteAddress(selfLink(channel), url);
  const link = absoluteAddress(childText(channel, "link"), url) ?? url ?? self;
  // Items are siblings of the channel in RSS 1.0, and inside it in other versions.
  const holders = [channel, ...childrenOf(channel, "items"), root, ...childrenOf(root, "items")];
  const items = holders.flatMap((holder) => childrenOf(holder, "item", ...ATOM_ENTRIES));
  const feed: FeedContext = {
    title: plainLine(childText(channel, "title")),
    link,
    self,
    language: childText(channel, "language", "dc:language") ?? attributeOf(root, "xml:lang"),
    author: null,
    marks: marksOf(root, channel),
    ...settingsOf(source),
    ...namesInFeed(
      items.map((item) => namesOf(item, link)),
      link,
    ),
  };
  return [
    ...childrenOf(channel, TOMBSTONE).map((tombstone) => deletedEntry(tombstone, feed)),
    ...items.map(
      (item) => noPost(item) ?? guardRecord(item.line, () => entryRecord(entryOf(item, link), feed)),
    ),
  ];
}

/** Feeds combined from others contain Atom entries among the items. */
const ATOM_ENTRIES: readonly string[] = ["atom:entry", "entry"];

function entryOf(item: XmlElement, base: string | null): FeedEntry {
  return item.name === "item" ? parseItem(item) : parseEntry(atomEntry(item), { base, language: null });
}

function namesOf(item: XmlElement, base: string | null): Pick<FeedEntry, "id" | "link"> {
  if (item.name === "item") return { id: idOf(item), link: linkOf(item) };
  return namesOfEntry(atomEntry(item), { base, language: null });
}

function atomEntry(entry: XmlElement): XmlElement {
  return entry.name === "entry" ? (relabelFeed(entry) ?? entry) : entry;
}

/** Types of items other than posts and pages in a WordPress export. */
const NO_POSTS: readonly string[] =
  "attachment nav_menu_item revision custom_css customize_changeset wp_block wp_template wp_template_part wp_global_styles wp_navigation".split(
    " ",
  );

function noPost(item: XmlElement): SourceRecord | null {
  const type = childText(item, "wp:post_type");
  if (type === null || !NO_POSTS.includes(type)) return null;
  return {
    kind: "passed-over",
    line: item.line,
    reason: `line ${item.line}: WordPress ${type}, not an article`,
  };
}

function parseItem(item: XmlElement): FeedEntry {
  const guid = childOf(item, "guid");
  return {
    line: item.line,
    id: idOf(item),
    idIsPage: attributeOf(guid, "isPermaLink") !== "false",
    title: plainLine(childText(item, "title", "dc:title") ?? mediaTitle(item)),
    link: linkOf(item),
    content: bodyOf(item),
    summary: longestOf(
      SUMMARIES.flatMap((name) => childrenOf(item, name).map(writtenText)).concat(
        mediaDescriptions(item).map(plainText),
      ),
    ),
    source: plainLine(childText(item, "source", "dc:publisher")),
    authors: authorsOf(item),
    categories: categoriesOf(item),
    language: childText(item, "dc:language") ?? attributeOf(item, "xml:lang"),
    published: [
      childText(item, "pubDate"),
      childText(item, "dc:date"),
      childText(item, "dcterms:issued"),
      childText(item, "dcterms:created"),
      childText(item, "atom:published"),
      childText(item, "wp:post_date_gmt"),
    ],
    updated: [
      childText(item, "atom:updated"),
      childText(item, "dcterms:modified"),
      childText(item, "wp:post_modified_gmt"),
    ],
    usage: elementUsage(item),
    isMedia: hasMedia(item),
    images: [
      ...mediaImages(item),
      ...htmlImages(childText(item, "content:encoded", "atom:content")),
      ...htmlImages(childText(item, "description")),
    ],
  };
}

/** In RSS 1.0 the channel's image is a sibling of the channel. */
function marksOf(root: XmlElement, channel: XmlElement | undefined): readonly (string | null)[] {
  const images = [...childrenOf(channel, "image", "itunes:image"), ...childrenOf(root, "image")];
  return images.map((image) => childText(image, "url") ?? attributeOf(image, "href"));
}

/** Unescaped HTML becomes elements, whose texts would run together. */
function writtenText(element: XmlElement): string | null {
  return childrenOf(element).length > 0 ? markupText(element) || null : plainText(textOf(element));
}

/** XHTML and Atom content consist of elements. Other content is escaped HTML. */
function bodyOf(item: XmlElement): string | null {
  const body = childOf(item, "body", "xhtml:body");
  const marked = body === undefined ? null : markupText(body) || null;
  return longestOf([plainText(childText(item, "content:encoded", "atom:content")), marked]);
}

function idOf(item: XmlElement): string | null {
  return childText(item, "guid") ?? attributeOf(item, "rdf:about");
}

function linkOf(item: XmlElement): string | null {
  const guid = childOf(item, "guid");
  const isPermalink = attributeOf(guid, "isPermaLink") !== "false";
  const stated = textOf(guid);
  // A path is resolved like a link. "post:1" is not an address.
  const isPath = stated?.startsWith("/") === true;
  const permalink = isPermalink ? (absoluteAddress(stated, null) ?? (isPath ? stated : null)) : null;
  // Feedburner and similar services use `link` for click tracking and put the page's address elsewhere.
  return childText(item, "feedburner:origLink") ?? childText(item, "link") ?? permalink ?? atomLink(item);
}

function selfLink(channel: XmlElement | undefined): string | null {
  const links = childrenOf(channel, "atom:link", "atom10:link");
  return attributeOf(
    links.find((link) => attributeOf(link, "rel") === "self"),
    "href",
  );
}

function atomLink(item: XmlElement): string | null {
  const link = childrenOf(item, "atom:link").find(
    (candidate) => (attributeOf(candidate, "rel") ?? "alternate") === "alternate",
  );
  return attributeOf(link, "href");
}

function authorsOf(item: XmlElement): readonly string[] {
  const creators = childrenOf(item, "dc:creator").map(textOf);
  const named = creators.some((creator) => creator !== null)
    ? creators
    : childrenOf(item, "author", "itunes:author").map((author) =>
        personName(childText(author, "name") ?? textOf(author)),
      );
  return named.map(plainLine).filter((name) => name !== null);
}

/** An e-mail address is not a name and should not be indexed. */
function personName(author: string | null): string | null {
  if (author === null) return null;
  const name = ADDRESS_AND_NAME.exec(author)?.[1] ?? author;
  return /^\S+@\S+$/.test(name) ? null : name;
}

function categoriesOf(item: XmlElement): readonly string[] {
  return childrenOf(item, "category", "dc:subject")
    .map((category) => plainLine(textOf(category)))
    .filter((category) => category !== null);
}
