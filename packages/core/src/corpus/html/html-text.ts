import { Parser } from "htmlparser2";
import { InvalidRecord } from "../invalid-record.ts";
import type { XmlElement } from "../xml/xml-element.ts";
import { TextBlocks } from "./text-blocks.ts";

/** Twice what browsers keep; the time to close a tag grows with the number of open ones. */
const MAX_DEPTH = 1_000;
/** What finds the main text of a page takes some 0.2 ms for each of its elements. Of 1,000 characters pages make two to twenty. */
const TREE_ELEMENTS = 2_500;
const TREE_ELEMENTS_PER_MEGABYTE = 10_000;
const MEGABYTE = 1_000_000;
/** Of one element. Each is compared with all before it. */
const MAX_ATTRIBUTES = 1_000;
/** So often may attributes be compared in each megabyte, or in a smaller page. Pages do it some ten thousand times. */
const MAX_ATTRIBUTE_PAIRS = 4_000_000;
/** The depths of all elements together: what reads a page goes up from each. Large pages have some 500,000. */
const MAX_DEPTHS = 3_000_000;

/**
 * Plain text of HTML, a fragment or a whole document, however broken.
 *
 * @throws InvalidRecord when it nests deeper than 1,000 elements
 */
export function htmlText(html: string): string {
  const blocks = new TextBlocks();
  let depth = 0;
  const parser = new Parser(
    {
      onopentag: (name) => {
        if (++depth > MAX_DEPTH) throw tooDeep();
        blocks.open(name);
      },
      onclosetag: (name) => {
        depth--;
        blocks.close(name);
      },
      ontext: (text) => blocks.add(text),
    },
    { decodeEntities: true, lowerCaseTags: true },
  );
  parser.end(html);
  return blocks.finish();
}

/** Plain text of a part of an XML document: XHTML, NITF. */
export function markupText(element: XmlElement): string {
  const blocks = new TextBlocks();
  addElement(element, blocks);
  return blocks.finish();
}

/** What there is to know of a page before a tree is made of it. */
export interface HtmlSurvey {
  /** Of its elements, in lower case. */
  readonly names: ReadonlySet<string>;
  /** True when a tree has so many elements for the length of the page that working on it takes seconds. */
  readonly isDense: boolean;
}

/**
 * Looks a page over before a tree is made of it.
 *
 * @throws InvalidRecord when the tree would be too deep or too large to work on
 */
export function surveyHtml(html: string): HtmlSurvey {
  const names = new Set<string>();
  const megabytes = html.length / MEGABYTE;
  let [depth, count, depths, attributes, pairs] = [0, 0, 0, 0, 0];
  const parser = new Parser({
    onattribute: () => {
      if (++attributes > MAX_ATTRIBUTES) {
        throw new InvalidRecord(
          `HTML has an element with more than ${MAX_ATTRIBUTES.toLocaleString("en")} attributes`,
        );
      }
      pairs += attributes;
      if (pairs > MAX_ATTRIBUTE_PAIRS * Math.max(1, megabytes)) {
        throw new InvalidRecord("HTML has too many elements with many attributes");
      }
    },
    onopentagname: (name) => {
      names.add(name);
      attributes = 0;
      if (++depth > MAX_DEPTH) throw tooDeep();
      depths += depth;
      if (depths > MAX_DEPTHS) throw new InvalidRecord("HTML has too many elements within many others");
      count++;
    },
    onclosetag: () => {
      depth--;
    },
  });
  parser.end(html);
  return { names, isDense: count > TREE_ELEMENTS + TREE_ELEMENTS_PER_MEGABYTE * megabytes };
}

function addElement(element: XmlElement, blocks: TextBlocks): void {
  const name = element.name.toLowerCase();
  blocks.open(name);
  for (const child of element.children) {
    if (typeof child === "string") blocks.add(child);
    else addElement(child, blocks);
  }
  blocks.close(name);
}

function tooDeep(): InvalidRecord {
  return new InvalidRecord(`HTML nests deeper than ${MAX_DEPTH.toLocaleString("en")} elements`);
}
