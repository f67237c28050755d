/** A corrected tag of a malformed document. */
export interface MendedTag {
  /** Part of a sentence. */
  readonly reason: string;
  /** Offset in the document. */
  readonly at: number;
}

/** A document with corrected tags, which has the same lines. */
export interface MendedXml {
  readonly source: string;
  /** The first corrected tag; `null` if there is none. */
  readonly first: MendedTag | null;
}

interface OpenTag {
  readonly name: string;
  /** Offset of the name in the document. */
  readonly at: number;
}

interface Edit {
  readonly at: number;
  /** Characters to replace. */
  readonly length: number;
  readonly text: string;
  readonly reason: string;
}

/** CDATA, comments and instructions, which contain no tags; an end tag, perhaps without its `>`; a tag. */
const TAG =
  /<!\[CDATA\[[\s\S]*?(?:\]\]>|$)|<!--[\s\S]*?(?:-->|$)|<[!?][^>]*(?:>|$)|<\/([\p{L}_][\w.:-]*)\s*(>|(?=<))|<([\p{L}_][\w.:-]*)(?:[^<>"']|"[^"]*"|'[^']*')*?(\/?)>/gu;
/** Names in feeds and news formats, lower case. Of two spellings, the one in this list is right. */
const KNOWN_NAMES: ReadonlySet<string> = new Set(
  `rss channel item title link description guid pubdate author category content:encoded dc:creator dc:date
  feed entry id updated published summary content name uri newsitem itemset urlset url loc sitemap`.split(
    /\s+/,
  ),
);
/** Shorter names that are one letter apart are different names: `p` and `b`, `td` and `th`. */
const MIN_MISSPELT_LENGTH = 3;
/** Bounds the search for the element that an end tag closes. Documents that nest deeper are refused. */
const MAX_OPEN_SEARCHED = 256;

/** The tag before a CDATA section. */
const TAG_BEFORE = /<([\p{L}_][\w.:-]*)[^<>]*>\s*$/u;
const MAX_TAG = 500;
const SECTION = "<![CDATA[";
const SECTION_END = "]]>";

/** Ends CDATA sections without an end before the end tag of their element. Sections do not nest. */
function endSections(source: string): readonly Edit[] {
  const edits: Edit[] = [];
  let end = 0;
  for (let at = source.indexOf(SECTION); at !== -1; ) {
    const next = source.indexOf(SECTION, at + SECTION.length);
    if (end !== -1 && end < at) end = source.indexOf(SECTION_END, at);
    const isUnended = end === -1 || (next !== -1 && next < end);
    const [, name] = isUnended ? (TAG_BEFORE.exec(source.slice(Math.max(0, at - MAX_TAG), at)) ?? []) : [];
    const length = source.slice(at, next === -1 ? undefined : next).indexOf(`</${name}`);
    if (name !== undefined && length !== -1) {
      const reason = `the CDATA section of <${name}> has no end`;
      edits.push({ at: at + length, length: 0, text: SECTION_END, reason });
    }
    at = next;
  }
  return edits;
}

/**
 * Corrects end tags that match no open element but are nearly spelt like one (`</itme>`, `</Item>`), or the
 * start tag if that is misspelt, end tags without `>`, and CDATA sections without an end.
 */
export function mendTags(document: string): MendedXml {
  const sections = endSections(document);
  const source = applyEdits(document, sections);
  const open: OpenTag[] = [];
  const edits: Edit[] = [];
  for (const match of source.matchAll(TAG)) {
    const [tag, ended, end, started, selfClosing] = match;
    if (started !== undefined && selfClosing === "") open.push({ name: started, at: match.index + 1 });
    if (ended === undefined) continue;
    const edit = mendEnd(ended, match.index, open);
    if (edit !== null) edits.push(edit);
    if (end !== ">") edits.push(closeTag(ended, match.index + tag.trimEnd().length));
  }
  edits.sort((a, b) => a.at - b.at);
  return { source: applyEdits(source, edits), first: sections[0] ?? edits[0] ?? null };
}

/**
 * Closes the element that the end tag belongs to.
 *
 * @returns `null` if its name is right, or it belongs to none
 */
function mendEnd(name: string, at: number, open: OpenTag[]): Edit | null {
  const innermost = open.slice(-MAX_OPEN_SEARCHED);
  const exact = innermost.findLast((one) => one.name === name);
  const meant = exact ?? innermost.findLast((one) => isMisspelling(one.name, name));
  if (meant === undefined) return null;
  open.length = open.lastIndexOf(meant);
  if (exact !== undefined) return null;
  const reason = `the end tag </${name}> belongs to <${meant.name}>`;
  if (KNOWN_NAMES.has(name.toLowerCase()) && !KNOWN_NAMES.has(meant.name.toLowerCase()))
    return { at: meant.at, length: meant.name.length, text: name, reason };
  return { at: at + 2, length: name.length, text: meant.name, reason };
}

function closeTag(name: string, at: number): Edit {
  return { at, length: 0, text: ">", reason: `the end tag </${name} has no ">"` };
}

function applyEdits(source: string, edits: readonly Edit[]): string {
  const parts: string[] = [];
  let copied = 0;
  for (const { at, length, text } of edits) {
    parts.push(source.slice(copied, at), text);
    copied = at + length;
  }
  parts.push(source.slice(copied));
  return parts.join("");
}

/** True for names that differ in case, prefix, the order of letters or one letter. */
function isMisspelling(one: string, other: string): boolean {
  const [a, b] = [localName(one), localName(other)];
  if (a === b) return true;
  if (Math.min(a.length, b.length) < MIN_MISSPELT_LENGTH) return false;
  return sortedLetters(a) === sortedLetters(b) || isOneLetterApart(a, b);
}

function localName(name: string): string {
  return (name.split(":").at(-1) ?? name).toLowerCase();
}

function sortedLetters(name: string): string {
  return [...name].sort().join("");
}

/** True if one letter was left out, added or replaced. */
function isOneLetterApart(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let same = 0;
  while (same < a.length && a[same] === b[same]) same++;
  const restOfA = a.slice(same + (a.length >= b.length ? 1 : 0));
  const restOfB = b.slice(same + (b.length >= a.length ? 1 : 0));
  return restOfA === restOfB;
}
