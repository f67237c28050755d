import { absoluteAddress } from "../absolute-address.ts";
import { htmlImages } from "../html/html-images.ts";
import { markupText } from "../html/html-text.ts";
import { guardRecord, type SourceRecord } from "../source-record.ts";
import { dateOrNull } from "../withholding.ts";
import { attributeOf, childOf, childrenOf, childText, textOf, type XmlElement } from "../xml/xml-element.ts";
import { elementUsage } from "./entry-usage.ts";
import {
  entryRecord,
  type FeedContext,
  type FeedEntry,
  type FeedSource,
  globalId,
  namesInFeed,
  plainLine,
  plainText,
  settingsOf,
} from "./feed-entry.ts";
import { hasMedia, longestOf, mediaDescriptions, mediaImages, mediaTitle } from "./media-texts.ts";

export const TOMBSTONE = "at:deleted-entry";

/** What an element inherits from its ancestors. */
interface Inherited {
  readonly base: string | null;
  readonly language: string | null;
}

/**
 * Reads Atom 1.0 and 0.3: a feed with its tombstones, one entry, or one tombstone.
 *
 * @param root `atom:feed`, `atom:entry` or `at:deleted-entry`
 * @see https://www.rfc-editor.org/rfc/rfc4287 https://www.rfc-editor.org/rfc/rfc6721
 */
export function parseAtom(root: XmlElement, source: FeedSource): readonly SourceRecord[] {
  const { url } = source;
  const here = inherit(root, { base: url, language: null });
  const site = alternateLink(root, here.base);
  const feed: FeedContext = {
    title: plainConstruct(childOf(root, "atom:title")),
    link: site ?? here.base,
    self: linkOf(root, "self", here.base),
    language: here.language,
    author: personNames(root).join(", ") || null,
    marks: childrenOf(root, "atom:logo", "atom:icon").map(textOf),
    ...settingsOf(source),
    ...namesInFeed(
      childrenOf(root, "atom:entry").map((entry) => namesOfEntry(entry, here)),
      site,
    ),
  };
  if (root.name === TOMBSTONE) return [deletedEntry(root, feed)];
  if (root.name === "atom:entry") {
    // A single entry has its own title and describes its feed in `source`.
    const alone = { ...feed, title: null, ...namesInFeed([{ id: null, link: site }], null) };
    return [guardRecord(root.line, () => entryRecord(parseEntry(root, here), alone))];
  }
  return childrenOf(root, "atom:entry", TOMBSTONE).map((entry) =>
    entry.name === TOMBSTONE
      ? deletedEntry(entry, feed)
      : guardRecord(entry.line, () => entryRecord(parseEntry(entry, here), feed)),
  );
}

/** Reads a tombstone of RFC 6721, which RSS feeds may also contain. */
export function deletedEntry(tombstone: XmlElement, feed: FeedContext): SourceRecord {
  const { line } = tombstone;
  const id = globalId(attributeOf(tombstone, "ref"), feed);
  if (id === null) return { kind: "broken", line, reason: "deleted-entry has no ref" };
  const when = attributeOf(tombstone, "when");
  const statedAt = dateOrNull(when);
  const reason = `its feed deleted it${when === null ? "" : ` at ${when}`}`;
  return { kind: "removed", line, id, statedAt, version: null, reason };
}

/** The id and link of an Atom entry. */
export function namesOfEntry(entry: XmlElement, feed: Inherited): Pick<FeedEntry, "id" | "link"> {
  return { id: childText(entry, "atom:id"), link: entryLink(entry, feed) };
}

/** Reads an Atom entry, which may be in a feed of another format. */
export function parseEntry(entry: XmlElement, feed: Inherited): FeedEntry {
  const here = inherit(entry, feed);
  const content = childOf(entry, "atom:content");
  const summary = childOf(entry, "atom:summary");
  const source = childOf(entry, "atom:source");
  const authors = personNames(entry);
  return {
    line: entry.line,
    id: childText(entry, "atom:id"),
    idIsPage: false,
    title: plainConstruct(childOf(entry, "atom:title")) ?? plainLine(mediaTitle(entry)),
    link: entryLink(entry, feed),
    content: contentText(content),
    summary: longestOf([contentText(summary), ...mediaDescriptions(entry).map(plainText)]),
    source: plainConstruct(childOf(source, "atom:title")),
    authors: authors.length > 0 ? authors : personNames(source),
    categories: categoriesOf(entry),
    language: attributeOf(content, "xml:lang") ?? here.language,
    published: [
      childText(entry, "atom:published"),
      childText(entry, "atom:issued"),
      childText(entry, "atom:created"),
      childText(entry, "dc:date"),
    ],
    updated: [childText(entry, "atom:updated"), childText(entry, "atom:modified")],
    usage: elementUsage(entry),
    isMedia: hasMedia(entry),
    images: [...mediaImages(entry), ...htmlImages(textOf(content)), ...htmlImages(textOf(summary))].map(
      (image) => ({ ...image, url: absoluteAddress(image.url, here.base) ?? image.url }),
    ),
  };
}

/** Feedburner and similar services use `link` for click tracking and put the page's address elsewhere. */
function entryLink(entry: XmlElement, feed: Inherited): string | null {
  return childText(entry, "feedburner:origLink") ?? alternateLink(entry, inherit(entry, feed).base);
}

function inherit(element: XmlElement, from: Inherited): Inherited {
  const base = attributeOf(element, "xml:base");
  return {
    base: base === null ? from.base : absoluteAddress(base, from.base),
    language: attributeOf(element, "xml:lang") ?? from.language,
  };
}

function alternateLink(element: XmlElement, base: string | null): string | null {
  const alternates = childrenOf(element, "atom:link").filter(
    (link) => (attributeOf(link, "rel") ?? "alternate") === "alternate",
  );
  const page = alternates.find((link) => (attributeOf(link, "type") ?? "text/html").includes("html"));
  return absoluteAddress(attributeOf(page ?? alternates[0], "href"), base);
}

function linkOf(element: XmlElement, rel: string, base: string | null): string | null {
  const link = childrenOf(element, "atom:link").find((candidate) => attributeOf(candidate, "rel") === rel);
  return absoluteAddress(attributeOf(link, "href"), base);
}

/** Text of a text construct or of content; `null` if it is external (`src`) or not text. */
function contentText(element: XmlElement | undefined): string | null {
  if (element === undefined) return null;
  const type = attributeOf(element, "type") ?? "text";
  // Atom 0.3 uses media types. Its `mode="xml"` is "xhtml".
  if (type === "xhtml" || childrenOf(element).length > 0) return markupText(element) || null;
  if (type === "html" || type === "text/html") return plainText(textOf(element));
  return type.startsWith("text") ? textOf(element) : null;
}

function plainConstruct(element: XmlElement | undefined): string | null {
  return contentText(element)?.replace(/\s+/g, " ") ?? null;
}

function personNames(element: XmlElement | undefined): readonly string[] {
  return [...childrenOf(element, "atom:author"), ...childrenOf(element, "dc:creator")]
    .map((author) =>
      plainLine(childText(author, "atom:name") ?? (author.name === "dc:creator" ? textOf(author) : null)),
    )
    .filter((name) => name !== null);
}

function categoriesOf(entry: XmlElement): readonly string[] {
  return childrenOf(entry, "atom:category", "dc:subject")
    .map((category) => attributeOf(category, "label") ?? attributeOf(category, "term") ?? textOf(category))
    .filter((category) => category !== null);
}
