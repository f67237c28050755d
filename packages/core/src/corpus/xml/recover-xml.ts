import { decodeNamedCharacterReference } from "decode-named-character-reference";
import { Parser } from "htmlparser2";
import { InvalidRecord } from "../invalid-record.ts";
import { lineAt } from "../line-at.ts";
import { type MendedXml, mendTags } from "./mend-tags.ts";
import { declaredEntities, knownName, MalformedXml, parseXml, withoutControls } from "./parse-xml.ts";
import type { XmlElement } from "./xml-element.ts";
import { XmlTree } from "./xml-tree.ts";

/**
 * Elements that contain a record, by lower-case name, and the elements that contain them. If the end of a
 * record or of anything in it is missing, the next record ends it.
 */
const RECORDS: ReadonlyMap<string, readonly string[]> = new Map([
  ["item", ["channel", "rss", "rdf:rdf"]],
  ["atom:entry", ["atom:feed"]],
  ["entry", ["feed"]],
  ["newsitem", ["itemset", "newsml"]],
  ["url", ["urlset"]],
  ["sitemap", ["sitemapindex"]],
]);
/** Elements that contain only records. If their end is missing, no record is incomplete. */
const CONTAINERS: ReadonlySet<string> = new Set([...RECORDS.values()].flat());
/**
 * Fields of a feed, none of which directly contains another. If the end of one is missing, the next field
 * ends it.
 */
const FIELD =
  /^(?:atom:)?(?:title|link|guid|id|pubdate|description|summary|content|updated|published|author|category)$|^content:encoded$|^dc:(?:creator|date|subject)$/;
/** Fields that contain elements. */
const WITH_CHILDREN = /^(?:atom:)?author$/;
/** HTML elements without an end tag that feeds write into descriptions. */
const VOID: readonly string[] = ["br", "hr", "img", "input", "wbr"];
const REFERENCE = /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z][\w.-]*));/gi;
/** Also matches whole CDATA sections, in which it is text. */
const BARE_AMPERSAND = /<!\[CDATA\[[\s\S]*?(?:\]\]>|$)|&(?!#\d+;|#x[\da-f]+;|[a-z][\w.-]*;)/gi;
const CDATA = "<![CDATA[";
/** UTF-16 units. No start tag of a field is longer. */
const MAX_TAG_LENGTH = 200;
const NOT_WELL_FORMED = "not well-formed XML: ";
const BARE = `${NOT_WELL_FORMED}a bare "&", which must be written &amp;`;
const LAST_CHARACTER = 0x10ffff;

/** The error in a document that could still be read in part. */
export interface XmlFault {
  /** Part of a sentence. */
  readonly reason: string;
  /** Line of the document, from 1. */
  readonly line: number;
  /** True if the document ends before its root does, so that records may be missing. */
  readonly isCut: boolean;
  /** True if the last record is incomplete. */
  readonly cutsRecord: boolean;
}

/** The tree of a document, and its error; `null` if it has none. */
export interface RecoveredXml {
  readonly root: XmlElement;
  readonly fault: XmlFault | null;
}

/**
 * Parses XML like `parseXml`, but recovers as much as possible from malformed documents, as browsers and feed
 * readers do. A bare `&` or `<` is text, an unknown entity stays as written, and an unclosed element ends
 * with its parent. Ignores an unmatched end tag and anything after the root.
 *
 * @throws InvalidRecord as `parseXml`; for malformed XML only when there is no element at all
 */
export function recoverXml(source: string): RecoveredXml {
  const open = unclosedCdata(source);
  if (open !== null) {
    const { root } = recoverXml(open.mended);
    const reason = `${NOT_WELL_FORMED}a CDATA section without an end`;
    return { root, fault: { reason, line: lineAt(source, open.at), isCut: false, cutsRecord: false } };
  }
  try {
    return { root: parseXml(source), fault: null };
  } catch (error) {
    if (!(error instanceof MalformedXml)) throw error;
    const mended = mendTags(withoutControls(source));
    const { root, isCut, cutsRecord } = new LenientTree(mended.source).read();
    if (root === undefined) throw error;
    return { root, fault: { ...firstFault(source, mended, error), isCut, cutsRecord } };
  }
}

/** The end of a record followed by the next record. */
const NEXT_RECORD = /<\/(item|entry)>\s*<\1[\s>]/;

/**
 * Ends CDATA sections whose end is missing before the next record. Otherwise the end of a section in a later
 * record would end them, which strict parsers accept.
 */
function unclosedCdata(source: string): { readonly mended: string; readonly at: number } | null {
  let first: number | null = null;
  const parts: string[] = [];
  let [taken, end] = [0, -1];
  for (let at = source.indexOf(CDATA); at !== -1; at = source.indexOf(CDATA, taken)) {
    // Search once, not again from each of many sections without an end.
    if (end < at) end = source.indexOf("]]>", at);
    if (end === -1) end = source.length;
    const section = source.slice(at, end);
    const next = section.includes(CDATA, 1) ? NEXT_RECORD.exec(section) : null;
    const stop = next === null ? at + section.length : at + endOfField(source, at, next.index);
    parts.push(source.slice(taken, stop), next === null ? "" : "]]>");
    if (next !== null) first ??= at;
    taken = stop;
  }
  return first === null ? null : { mended: parts.join("") + source.slice(taken), at: first };
}

/**
 * Where the element around a CDATA section ends, or the record if that is earlier, relative to the section.
 */
function endOfField(source: string, at: number, endOfRecord: number): number {
  const [, name = ""] = /<([\w:]+)[^<>]*>\s*$/.exec(source.slice(Math.max(0, at - MAX_TAG_LENGTH), at)) ?? [];
  const end = name === "" ? -1 : source.slice(at, at + endOfRecord).indexOf(`</${name}>`);
  return end === -1 ? endOfRecord : end;
}

/**
 * After a bare `&` the strict parser reads up to the next semicolon and reports an error far after it. It
 * does not identify a wrong end tag.
 */
function firstFault(
  source: string,
  { first }: MendedXml,
  { reason, line }: InvalidRecord,
): Pick<XmlFault, "reason" | "line"> {
  const bare = [...source.matchAll(BARE_AMPERSAND)].find(([match]) => match === "&");
  const named = [
    ...(bare === undefined ? [] : [{ reason: BARE, line: lineAt(source, bare.index) }]),
    ...(first === null ? [] : [{ reason: NOT_WELL_FORMED + first.reason, line: lineAt(source, first.at) }]),
  ].toSorted((a, b) => a.line - b.line);
  return named.find((fault) => fault.line <= line) ?? { reason, line };
}

/** Prefixes declared by an element and its ancestors. */
interface Scope {
  readonly name: string;
  readonly namespaces: ReadonlyMap<string, string>;
}

class LenientTree {
  readonly #source: string;
  readonly #declared: ReadonlySet<string>;
  readonly #parser: Parser;
  readonly #tree = new XmlTree(() => this.#lineNow());
  readonly #scopes: Scope[] = [];
  #attributes = new Map<string, string>();
  #countedTo = 0;
  #line = 1;
  #inCdata = false;
  #root: XmlElement | undefined;
  #isRootOver = false;

  constructor(source: string) {
    this.#source = source;
    this.#declared = declaredEntities(source);
    this.#parser = new Parser(
      {
        onopentagname: () => {
          this.#attributes = new Map();
        },
        onattribute: (name, value) => this.#attributes.set(name, this.#decode(value)),
        onopentag: (name) => this.#open(name),
        onclosetag: (name, isImplied) => {
          if (!isImplied || this.#isSelfClosing()) this.#close(name);
        },
        ontext: (text) => this.#addText(text),
        oncdatastart: () => {
          this.#inCdata = true;
        },
        oncdataend: () => {
          this.#inCdata = false;
        },
      },
      { xmlMode: true, decodeEntities: false },
    );
  }

  read(): { readonly root: XmlElement | undefined } & Pick<XmlFault, "isCut" | "cutsRecord"> {
    this.#parser.write(this.#source);
    const isCut = this.#root !== undefined && !this.#isRootOver;
    const cutsRecord = isCut && !CONTAINERS.has(this.#tree.innermost.toLowerCase());
    this.#parser.end();
    return { root: this.#root, isCut, cutsRecord };
  }

  #open(name: string): void {
    if (this.#isRootOver) return;
    const namespaces = new Map(this.#scopes.at(-1)?.namespaces);
    for (const [attribute, value] of this.#attributes) {
      const [, prefix] = /^xmlns(?::(.+))?$/.exec(attribute) ?? [null];
      if (attribute.startsWith("xmlns")) namespaces.set(prefix ?? "", value);
    }
    const [local = name, prefix = ""] = name.split(":", 2).reverse();
    const known = knownName({ uri: namespaces.get(prefix) ?? "", prefix, local });
    this.#closeBefore(known);
    this.#tree.open(known, this.#attributes);
    this.#scopes.push({ name, namespaces });
    this.#root ??= this.#tree.root();
    if (VOID.includes(name.toLowerCase())) this.#close(name);
  }

  /** Closes the elements that should have been closed before this one. */
  #closeBefore(name: string): void {
    const within = RECORDS.get(name.toLowerCase());
    if (within !== undefined) {
      const parent = Math.max(...within.map((one) => this.#tree.depthOf(one)));
      this.#closeTo(parent === 0 ? this.#tree.depthOf(name) : parent + 1);
      return;
    }
    const parent = this.#tree.innermost.toLowerCase();
    if (FIELD.test(name.toLowerCase()) && FIELD.test(parent) && !WITH_CHILDREN.test(parent))
      this.#closeTo(this.#tree.depth);
  }

  /** The parser reports the end of `<enclosure/>` as implied, like one that is missing. */
  #isSelfClosing(): boolean {
    const end = this.#parser.endIndex;
    return this.#source.charAt(end) === ">" && this.#source.charAt(end - 1) === "/";
  }

  #close(name: string): void {
    this.#closeTo(this.#scopes.findLastIndex((scope) => scope.name === name) + 1);
  }

  /** @param depth from 1, of the outermost element to close; 0 for none */
  #closeTo(depth: number): void {
    while (depth > 0 && this.#tree.depth >= depth) {
      this.#tree.close();
      this.#scopes.pop();
    }
    if (this.#root !== undefined && this.#tree.depth === 0) this.#isRootOver = true;
  }

  #addText(text: string): void {
    this.#tree.addText(this.#inCdata ? text : this.#decode(text));
  }

  #decode(text: string): string {
    return text.replace(REFERENCE, (whole, decimal?: string, hexadecimal?: string, name?: string) => {
      if (name !== undefined) return this.#named(whole, name);
      const code = decimal === undefined ? Number.parseInt(hexadecimal ?? "", 16) : Number(decimal);
      const isCharacter = code >= 0x20 && code <= LAST_CHARACTER && (code < 0xd800 || code > 0xdfff);
      return isCharacter || code === 9 || code === 10 || code === 13 ? String.fromCodePoint(code) : whole;
    });
  }

  /** @throws InvalidRecord for an entity that the document declares, since it may expand or name a file */
  #named(whole: string, name: string): string {
    if (this.#declared.has(name)) {
      const reason = `XML uses the entity ${whole} which neither XML nor HTML defines`;
      throw new InvalidRecord(reason, { line: this.#lineNow() });
    }
    return decodeNamedCharacterReference(name) || whole;
  }

  #lineNow(): number {
    for (; this.#countedTo < this.#parser.startIndex; this.#countedTo++) {
      if (this.#source.charCodeAt(this.#countedTo) === 10) this.#line++;
    }
    return this.#line;
  }
}
