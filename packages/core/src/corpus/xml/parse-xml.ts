import { decodeNamedCharacterReference } from "decode-named-character-reference";
import { SaxesParser, type SaxesTagNS } from "saxes";
import { InvalidRecord } from "../invalid-record.ts";
import { lineAt } from "../line-at.ts";
import type { XmlElement } from "./xml-element.ts";
import { XmlTree } from "./xml-tree.ts";

/**
 * Vocabularies, normalised by `nameOfVocabulary`, and our parsers' prefixes for them, whatever the document's
 * prefixes.
 */
const PREFIXES: ReadonlyMap<string, string> = new Map([
  ["http://www.w3.org/2005/atom", "atom"],
  ["http://purl.org/atom/ns", "atom"],
  ["http://purl.org/atompub/tombstones/1.0", "at"],
  ["http://purl.org/dc/elements/1.0", "dc"],
  ["http://purl.org/dc/elements/1.1", "dc"],
  ["http://purl.org/dc/terms", "dcterms"],
  ["http://purl.org/rss/1.0/modules/content", "content"],
  ["http://www.w3.org/1999/02/22-rdf-syntax-ns", "rdf"],
  ["http://rssnamespace.org/feedburner/ext/1.0", "feedburner"],
  ["http://search.yahoo.com/mrss", "media"],
  ["http://www.itunes.com/dtds/podcast-1.0.dtd", "itunes"],
  ["http://www.google.com/schemas/play-podcasts/1.0", "googleplay"],
  ["http://www.google.com/schemas/sitemap-news/0.9", "news"],
  ["http://www.google.com/schemas/sitemap-image/1.1", "image"],
]);

/** Vocabularies whose names do not collide: RSS, NewsML-G2, NITF, XHTML. */
const WITHOUT_PREFIX: readonly string[] = [
  "http://purl.org/rss/1.0",
  "http://my.netscape.com/rdf/simple/0.9",
  "http://channel.netscape.com/rdf/simple/0.9",
  "http://backend.userland.com/rss2",
  "http://iptc.org/std/nar/2006-10-01",
  "http://iptc.org/std/nitf/2006-10-18",
  "http://www.w3.org/1999/xhtml",
  "http://www.sitemaps.org/schemas/sitemap/0.9",
  "http://www.google.com/schemas/sitemap/0.84",
];

/** An undeclared prefix still names the element. It is common in feeds. */
const TOLERATED = "unbound namespace prefix";
/** After a bare "&" the parser takes everything up to the next semicolon as the name. */
const MAX_NAME_SHOWN = 30;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that XML 1.0 forbids
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** Malformed XML. Well-formed but dangerous documents are rejected with other errors. */
export class MalformedXml extends InvalidRecord {}

/**
 * Parses an untrusted XML document. Reads nothing outside it and rejects uses of entities that it declares,
 * so it can neither access a file nor expand. Accepts HTML's named characters (`&nbsp;`), which feeds use
 * without declaring them.
 *
 * @throws InvalidRecord with the line when it is malformed, nests deeper than 256 elements, or has more than
 *   1,000,000 elements and attributes
 */
export function parseXml(source: string): XmlElement {
  const document = source.trimStart();
  const linesBefore = lineAt(source, source.length - document.length) - 1;
  const parser = new SaxesParser({ xmlns: true, position: true });
  const lineNow = () => parser.line + linesBefore;
  parser.ENTITIES = htmlCharacters(declaredEntities(source), lineNow);
  parser.on("error", ({ message }) => {
    const reason = message.replace(/^\d+:\d+: /, "").replace(/\.$/, "");
    if (!reason.startsWith(TOLERATED)) {
      throw new MalformedXml(`not well-formed XML: ${reason}`, { line: lineNow() });
    }
  });
  const tree = new XmlTree(lineNow);
  parser.on("text", (text) => tree.addText(text));
  parser.on("cdata", (text) => tree.addText(text));
  parser.on("closetag", () => tree.close());
  parser.on("opentag", (tag) => tree.open(knownName(tag), attributesOf(tag)));
  parser.write(withoutControls(document)).close();
  return tree.root();
}

function attributesOf(tag: SaxesTagNS): ReadonlyMap<string, string> {
  return new Map(Object.values(tag.attributes).map(({ name, value }) => [name, value]));
}

/** Removes control characters, which XML 1.0 forbids but feeds contain. */
export function withoutControls(document: string): string {
  return document.replace(CONTROLS, " ");
}

/** Names of the entities that a document declares. */
export function declaredEntities(source: string): ReadonlySet<string> {
  return new Set([...source.matchAll(/<!ENTITY\s+(?:%\s+)?([^\s"'>]+)/g)].map(([, name = ""]) => name));
}

/** The name of an element or attribute in our parsers. */
export function knownName({ uri, prefix, local }: Pick<SaxesTagNS, "uri" | "prefix" | "local">): string {
  const vocabulary = nameOfVocabulary(uri);
  const known = PREFIXES.get(vocabulary) ?? (WITHOUT_PREFIX.includes(vocabulary) ? "" : prefix);
  return known === "" ? local : `${known}:${local}`;
}

/** Feeds write vocabulary names with https, in other cases, and with or without the last character. */
function nameOfVocabulary(uri: string): string {
  return uri
    .trim()
    .toLowerCase()
    .replace(/^https:/, "http:")
    .replace(/[/#]+$/, "");
}

/** The entity table, which the parser queries one name at a time. */
function htmlCharacters(declared: ReadonlySet<string>, lineNow: () => number): Record<string, string> {
  return new Proxy<Record<string, string>>(
    {},
    {
      get: (_, name) => {
        const character = decodeNamedCharacterReference(String(name));
        if (character !== false) return character;
        const shown = String(name).slice(0, MAX_NAME_SHOWN);
        const reason = `XML uses the entity &${shown}; which neither XML nor HTML defines`;
        if (declared.has(String(name))) throw new InvalidRecord(reason, { line: lineNow() });
        throw new MalformedXml(`${reason}; write a bare "&" as &amp;`, { line: lineNow() });
      },
    },
  );
}
