import { Feed, type Item } from "feed";
import { html } from "hono/html";
import type { SearchAnswer } from "../answer-schemas.ts";
import { type FeedItem, type FeedLocation, feedItems, feedTitle } from "./feed-item.ts";

/** Renders an answer as RSS 2.0 (https://www.rssboard.org/rss-specification). */
export function toRss(answer: SearchAnswer, { self }: FeedLocation): string {
  const items = feedItems(answer);
  const title = toXmlText(feedTitle(answer));
  const dates = items.flatMap(({ publishedAt }) => publishedAt?.getTime() ?? []);
  const feed = new Feed({
    id: self,
    title,
    description: title,
    link: self,
    feedLinks: { rss: self },
    generator: "Dateline",
    copyright: "",
    ...(dates.length > 0 && { updated: new Date(Math.max(...dates)) }),
  });
  for (const item of items) feed.addItem(toItem(item));
  return feed.rss2();
}

function toItem({ id, title, url, image, text, publishedAt, author, categories, story }: FeedItem): Item {
  const extensions = [
    ...(author === undefined ? [] : [creator(author)]),
    ...(image === null ? [] : [picture(image)]),
    ...(story === null ? [] : [storyOf(story)]),
  ];
  const item = {
    guid: toXmlText(id),
    title: toXmlText(title),
    // Readers treat a description as HTML.
    description: toXmlText(html`${text}`.toString()),
    ...(url !== undefined && { link: url }),
    ...(publishedAt !== undefined && { date: publishedAt }),
    ...(extensions.length > 0 && { extensions }),
    ...(categories.length > 0 && { category: categories.map((name) => ({ name: toXmlText(name) })) }),
  };
  // The types require a link and a date. RSS does not, and an article may lack them.
  return item as Item;
}

/**
 * An RSS author is an e-mail address. A name alone goes into Dublin Core
 * (https://www.rssboard.org/rss-profile#namespace-elements-dublin-creator).
 */
function creator(name: string) {
  const _attributes = { "xmlns:dc": "http://purl.org/dc/elements/1.1/" };
  return { name: "dc:creator", objects: { _attributes, _text: toXmlText(name) } };
}

/** Media RSS can describe the image, which an enclosure cannot (https://www.rssboard.org/media-rss). */
function picture({ url, alt }: NonNullable<FeedItem["image"]>) {
  const _attributes = {
    "xmlns:media": "http://search.yahoo.com/mrss/",
    url: toXmlText(url),
    medium: "image",
  };
  const shown = alt === null ? {} : { "media:description": { _text: toXmlText(alt) } };
  return { name: "media:content", objects: { _attributes, ...shown } };
}

/** RSS has no element for a story, hence the namespace (https://www.rssboard.org/rss-specification#extendingRss). */
function storyOf({ id, size, firstSeenAt, latestAt }: NonNullable<FeedItem["story"]>) {
  const _attributes = {
    "xmlns:dateline": "urn:dateline:story",
    id: toXmlText(id),
    size: `${size}`,
    ...(firstSeenAt !== null && { firstSeenAt }),
    ...(latestAt !== null && { latestAt }),
  };
  return { name: "dateline:story", objects: { _attributes } };
}

/** XML 1.0 cannot represent some characters, even escaped (https://www.w3.org/TR/xml/#charsets). */
function toXmlText(text: string): string {
  return text.replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, "\u{FFFD}");
}
