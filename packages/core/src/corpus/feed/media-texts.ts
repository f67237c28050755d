import { attributeOf, childrenOf, textOf, type XmlElement } from "../xml/xml-element.ts";

/** Elements of Media RSS that hold others; videos have their texts in `media:group`. */
const CONTAINERS: readonly string[] = ["media:group", "media:content"];
/** What podcasts say of an episode. */
const PODCAST_TEXTS: readonly string[] = ["itunes:summary", "googleplay:description", "itunes:subtitle"];

/**
 * Texts in which podcasts and videos describe themselves: `media:description`, `itunes:summary` and its like.
 *
 * @see https://www.rssboard.org/media-rss
 */
export function mediaDescriptions(entry: XmlElement): readonly (string | null)[] {
  return [
    ...textsOf(mediaElements(entry, "media:description")),
    ...textsOf(childrenOf(entry, ...PODCAST_TEXTS)),
  ];
}

/** The title that stands with the media of an entry; null without one. */
export function mediaTitle(entry: XmlElement): string | null {
  const titles = [...mediaElements(entry, "media:title"), ...childrenOf(entry, "itunes:title")];
  return textsOf(titles).find((title) => title !== null) ?? null;
}

/** Of something to be heard or seen. */
export const MEDIA_TYPE = /^(?:audio|video)\//i;
const MEDIA_FILE = /\.(?:mp3|m4a|aac|ogg|opus|wav|flac|mp4|m4v|mov|webm|mkv)(?:$|[?#])/i;
/** Elements that only podcasts and videos have. */
const MEDIA_ELEMENTS: readonly string[] = ["itunes:duration", "yt:videoId", "media:player"];

/** True when an entry is there for its audio or its video. */
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

/** The longest; null when there is none. Feeds state a text several times, and shorten it for some readers. */
export function longestOf(texts: readonly (string | null)[]): string | null {
  return texts.reduce(
    (longest, text) => ((text?.length ?? 0) > (longest?.length ?? 0) ? text : longest),
    null,
  );
}

/** Those of the entry itself, and those within its groups and contents. */
export function mediaElements(entry: XmlElement, name: string): readonly XmlElement[] {
  const containers = childrenOf(entry, ...CONTAINERS);
  return [...childrenOf(entry, name), ...containers.flatMap((container) => mediaElements(container, name))];
}

function textsOf(elements: readonly XmlElement[]): readonly (string | null)[] {
  return elements.map(textOf);
}
