import type { XmlElement } from "../xml/xml-element.ts";

/** RSS names that contain capitals, by their lower-case form. */
const WITH_CAPITALS: ReadonlyMap<string, string> = new Map([
  ["pubdate", "pubDate"],
  ["ispermalink", "isPermaLink"],
  ["rdf:rdf", "rdf:RDF"],
  ["feedburner:origlink", "feedburner:origLink"],
]);
const RSS_ROOTS: readonly string[] = ["rss", "rdf:rdf", "channel"];
const ATOM_ROOTS: readonly string[] = ["feed", "entry", "atom:feed", "atom:entry"];

/**
 * Renames the elements of a feed to those of its specification. Like every feed reader, accepts feeds in
 * capitals, Atom without a namespace, and a channel without `rss` around it.
 *
 * @returns `null` if the root is not a feed's
 */
export function relabelFeed(root: XmlElement): XmlElement | null {
  const name = root.name.toLowerCase();
  if (ATOM_ROOTS.includes(name)) return relabel(root, "atom:");
  if (!RSS_ROOTS.includes(name)) return null;
  const feed = relabel(root, "");
  return name === "channel" ? { ...feed, name: "rss", children: [feed] } : feed;
}

/** @param prefix for names without one */
function relabel(element: XmlElement, prefix: string): XmlElement {
  const attributes = [...element.attributes].map(([key, value]): [string, string] => [nameOf(key), value]);
  const name = nameOf(element.name);
  return {
    ...element,
    name: name.includes(":") ? name : prefix + name,
    attributes: new Map(attributes),
    children: element.children.map((child) => (typeof child === "string" ? child : relabel(child, prefix))),
  };
}

function nameOf(name: string): string {
  const lower = name.toLowerCase();
  return WITH_CAPITALS.get(lower) ?? lower;
}
