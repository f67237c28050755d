import { decodeNamedCharacterReference } from "decode-named-character-reference";
import { SaxesParser, type SaxesTagNS } from "saxes";
import { InvalidRecord } from "../invalid-record.ts";
import type { XmlElement } from "./xml-element.ts";

/** Deeper than any vocabulary nests; every walk over the tree recurses. */
const MAX_DEPTH = 256;
/** A month of a large agency's output; each element and attribute costs some hundred bytes of memory. */
const MAX_ELEMENTS = 1_000_000;

/** Vocabularies by the prefix that the parsers know them under, whatever the document calls them. */
const PREFIXES: ReadonlyMap<string, string> = new Map([
  ["http://www.w3.org/2005/Atom", "atom"],
  ["http://purl.org/atom/ns#", "atom"],
  ["http://purl.org/atompub/tombstones/1.0", "at"],
  ["http://purl.org/dc/elements/1.1/", "dc"],
  ["http://purl.org/dc/terms/", "dcterms"],
  ["http://purl.org/rss/1.0/modules/content/", "content"],
  ["http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf"],
  ["http://rssnamespace.org/feedburner/ext/1.0", "feedburner"],
]);

/** Vocabularies whose names are not mixed up with each other: RSS, NewsML-G2, NITF, XHTML. */
const WITHOUT_PREFIX: readonly string[] = [
  "http://purl.org/rss/1.0/",
  "http://my.netscape.com/rdf/simple/0.9/",
  "http://iptc.org/std/nar/2006-10-01/",
  "http://iptc.org/std/NITF/2006-10-18/",
  "http://www.w3.org/1999/xhtml",
];

/** A prefix that nobody declared names the element all the same, and feeds are full of them. */
const TOLERATED = "unbound namespace prefix";
/** Behind a bare "&" the parser takes everything up to the next semicolon for the name. */
const MAX_NAME_SHOWN = 30;
// biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 has no place for them, and feeds let them through
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

interface OpenElement extends XmlElement {
  readonly children: (XmlElement | string)[];
}

/**
 * Parses an XML document that nobody vouches for. Nothing outside of it is read, and entities that it declares itself
 * are refused where they are used, so that it can neither reach a file nor grow. The named characters of HTML
 * (`&nbsp;`), which feeds use without declaring them, are understood.
 *
 * @throws InvalidRecord with the line when it is not well-formed, nests deeper than 256 elements, or has more than
 *   1,000,000 elements and attributes
 */
export function parseXml(source: string): XmlElement {
  const document = source.trimStart();
  const linesBefore = source.slice(0, source.length - document.length).split("\n").length - 1;
  const parser = new SaxesParser({ xmlns: true, position: true });
  const lineNow = () => parser.line + linesBefore;
  parser.ENTITIES = htmlCharacters(lineNow);
  parser.on("error", ({ message }) => {
    const reason = message.replace(/^\d+:\d+: /, "").replace(/\.$/, "");
    if (!reason.startsWith(TOLERATED)) {
      throw new InvalidRecord(`not well-formed XML: ${reason}`, { line: lineNow() });
    }
  });
  const root = collectTree(parser, lineNow);
  parser.write(document.replace(CONTROLS, " ")).close();
  return root();
}

function collectTree(parser: SaxesParser<{ xmlns: true }>, lineNow: () => number): () => XmlElement {
  const open: OpenElement[] = [];
  let root: XmlElement | undefined;
  let count = 0;
  const addText = (text: string) => open.at(-1)?.children.push(text);
  parser.on("text", addText);
  parser.on("cdata", addText);
  parser.on("closetag", () => open.pop());
  parser.on("opentag", (tag) => {
    const element = toElement(tag, lineNow());
    count += 1 + element.attributes.size;
    if (count > MAX_ELEMENTS || open.length >= MAX_DEPTH) throw tooLarge(open.length, lineNow());
    open.at(-1)?.children.push(element);
    open.push(element);
    root ??= element;
  });
  return () => {
    if (root === undefined) throw new InvalidRecord("XML has no element");
    return root;
  };
}

function toElement(tag: SaxesTagNS, line: number): OpenElement {
  const attributes = Object.values(tag.attributes).map(({ name, value }): [string, string] => [name, value]);
  return { name: knownName(tag), attributes: new Map(attributes), children: [], line };
}

function knownName({ uri, prefix, local }: SaxesTagNS): string {
  const known = PREFIXES.get(uri) ?? (WITHOUT_PREFIX.includes(uri) ? "" : prefix);
  return known === "" ? local : `${known}:${local}`;
}

/** The table of entities that the parser asks, one name at a time. */
function htmlCharacters(lineNow: () => number): Record<string, string> {
  return new Proxy<Record<string, string>>(
    {},
    {
      get: (_, name) => {
        const character = decodeNamedCharacterReference(String(name));
        if (character !== false) return character;
        const shown = String(name).slice(0, MAX_NAME_SHOWN);
        const reason = `XML uses the entity &${shown}; which is none of XML's or HTML's own`;
        throw new InvalidRecord(`${reason}; a bare "&" is written &amp;`, { line: lineNow() });
      },
    },
  );
}

function tooLarge(depth: number, line: number): InvalidRecord {
  const reason =
    depth >= MAX_DEPTH
      ? `XML nests deeper than ${MAX_DEPTH} elements`
      : `XML has more than ${MAX_ELEMENTS.toLocaleString("en")} elements and attributes; split it`;
  return new InvalidRecord(reason, { line });
}
