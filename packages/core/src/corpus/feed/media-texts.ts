import { type ImageCandidate, isPictureFile, largestFirst, pixels } from "../article-image.ts";
import { attributeOf, childrenOf, childText, textOf, type XmlElement } from "../xml/xml-element.ts";

/** Media RSS elements that contain others. Videos have their texts in `media:group`. */
const CONTAINERS: readonly string[] = ["media:group", "media:content"];
/** Descriptions of podcast episodes. */
const PODCAST_TEXTS: readonly string[] = ["itunes:summary", "googleplay:description", "itunes:subtitle"];

/**
 * Descriptions of podcasts and videos: `media:description`, `itunes:summary` and similar.
 *
 * @see https://www.rssboard.org/media-rss
 */
export function mediaDescriptions(entry: XmlElement): readonly (string | null)[] {
  return [
    ...textsOf(mediaElements(entry, "media:description")),
    ...textsOf(childrenOf(entry, ...PODCAST_TEXTS)),
  ];
}

/** The media title of an entry; `null` without one. */
export function mediaTitle(entry: XmlElement): string | null {
  const titles = [...mediaElements(entry, "media:title"), ...childrenOf(entry, "itunes:title")];
  return textsOf(titles).find((title) => title !== null) ?? null;
}

/** Media types of audio and video. */
export const MEDIA_TYPE = /^(?:audio|video)\//i;
const MEDIA_FILE = /\.(?:mp3|m4a|aac|ogg|opus|wav|flac|mp4|m4v|mov|webm|mkv)(?:$|[?#])/i;
/** Elements that only podcasts and videos have. */
const MEDIA_ELEMENTS: readonly string[] = ["itunes:duration", "yt:videoId", "media:player"];

/** True if an entry presents audio or video. */
export function hasMedia(entry: XmlElement): boolean {
  const files = [
    ...childrenOf(entry, "enclosure", "podcast:alternateEnclosure"),
    ...childrenOf(entry, "atom:link").filter((link) => attributeOf(link, "rel") === "enclosure"),
    ...mediaElements(entry, "media:content"),
  ];
  return files.some(isMediaFile) || childrenOf(entry, ...MEDIA_ELEMENTS).length > 0;
}

function isMediaFile(file: XmlElement): boolean {
  const type = attributeOf(file, "type");
  const address = attributeOf(file, "url") ?? attributeOf(file, "href") ?? "";
  if (type !== null) return MEDIA_TYPE.test(type);
  return /^(?:audio|video)$/i.test(attributeOf(file, "medium") ?? "") || MEDIA_FILE.test(address);
}

/**
 * Images of an entry outside its text: Media RSS, largest first, then enclosures, then those of podcasts and
 * old feeds.
 */
export function mediaImages(entry: XmlElement): readonly ImageCandidate[] {
  const files = [
    ...childrenOf(entry, "enclosure"),
    ...childrenOf(entry, "atom:link").filter((link) => attributeOf(link, "rel") === "enclosure"),
  ];
  return [
    ...largestFirst(mediaElements(entry, "media:content").filter(isPicture).map(toImage)),
    ...largestFirst(mediaElements(entry, "media:thumbnail").map(toImage)),
    ...files.filter(isPicture).map(toImage),
    ...childrenOf(entry, "itunes:image", "image", "thumbnail").map(toImage),
  ];
}

function isPicture(file: XmlElement): boolean {
  const type = attributeOf(file, "type") ?? attributeOf(file, "medium");
  const address = attributeOf(file, "url") ?? attributeOf(file, "href") ?? "";
  return type === null ? isPictureFile(address) : /^image\b/i.test(type);
}

function toImage(element: XmlElement): ImageCandidate {
  const address = ["url", "href", "src", "rdf:resource"].map((name) => attributeOf(element, name));
  return {
    url: address.find((one) => one !== null) ?? childText(element, "url") ?? textOf(element),
    alt: attributeOf(element, "alt") ?? childText(element, "media:description", "media:title", "title"),
    width: pixels(attributeOf(element, "width")),
    height: pixels(attributeOf(element, "height")),
  };
}

/** The longest text; `null` for none. Feeds repeat a text in shortened form for some readers. */
export function longestOf(texts: readonly (string | null)[]): string | null {
  return texts.reduce(
    (longest, text) => ((text?.length ?? 0) > (longest?.length ?? 0) ? text : longest),
    null,
  );
}

/** Elements of this name in the entry itself and in its groups and contents. */
export function mediaElements(entry: XmlElement, name: string): readonly XmlElement[] {
  const containers = childrenOf(entry, ...CONTAINERS);
  return [...childrenOf(entry, name), ...containers.flatMap((container) => mediaElements(container, name))];
}

function textsOf(elements: readonly XmlElement[]): readonly (string | null)[] {
  return elements.map(textOf);
}
