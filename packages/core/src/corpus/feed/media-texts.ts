import { childrenOf, textOf, type XmlElement } from "../xml/xml-element.ts";

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
