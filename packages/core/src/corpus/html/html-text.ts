import { Parser } from "htmlparser2";
import { InvalidRecord } from "../invalid-record.ts";
import type { XmlElement } from "../xml/xml-element.ts";
import { TextBlocks } from "./text-blocks.ts";

/** Twice the limit of browsers. Closing a tag takes longer the more tags are open. */
const MAX_DEPTH = 1_000;
/** Readability takes about 0.2 ms per element. Pages have two to twenty elements per 1,000 characters. */
const TREE_ELEMENTS = 2_500;
const TREE_ELEMENTS_PER_MEGABYTE = 10_000;
/**
 * Readability reads the text of each block within each, so its time grows with the cube of the depth. Pages
 * nest about 30 deep.
 */
const TREE_DEPTH = 200;
const MEGABYTE = 1_000_000;
/** Attributes per element. The parser compares each with all before it. */
const MAX_ATTRIBUTES = 1_000;
/**
 * Maximum attribute comparisons per megabyte, or for a smaller page. Ordinary pages need about ten thousand.
 */
const MAX_ATTRIBUTE_PAIRS = 4_000_000;
/** Maximum sum of all elements' depths, because readers walk up from each. Large pages have about 500,000. */
const MAX_DEPTHS = 3_000_000;

/**
 * Extracts the plain text of HTML, a fragment or a whole document, however broken.
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

/** Extracts the plain text of a part of an XML document: XHTML, NITF. */
export function markupText(element: XmlElement): string {
  const blocks = new TextBlocks();
  addElement(element, blocks);
  return blocks.finish();
}

/** Facts about a page that are needed before it is parsed into a tree. */
export interface HtmlSurvey {
  /** Names of its elements, in lower case. */
  readonly names: ReadonlySet<string>;
  /**
   * True if the page nests so deep, or has so many elements for its length, that a tree would take seconds.
   */
  readonly isCostly: boolean;
}

/**
 * Checks a page before it is parsed into a tree.
 *
 * @throws InvalidRecord when the tree would be too deep or too large to process
 */
export function surveyHtml(html: string): HtmlSurvey {
  const names = new Set<string>();
  const megabytes = html.length / MEGABYTE;
  let [depth, deepest, count, depths, attributes, pairs] = [0, 0, 0, 0, 0, 0];
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
      deepest = Math.max(deepest, depth);
      depths += depth;
      if (depths > MAX_DEPTHS) throw new InvalidRecord("HTML has too many elements within many others");
      count++;
    },
    onclosetag: () => {
      depth--;
    },
  });
  parser.end(html);
  const isDense = count > TREE_ELEMENTS + TREE_ELEMENTS_PER_MEGABYTE * megabytes;
  return { names, isCostly: isDense || deepest > TREE_DEPTH };
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
