import { InvalidRecord } from "../invalid-record.ts";
import type { XmlElement } from "./xml-element.ts";

/** Deeper than any vocabulary nests; every walk over the tree recurses. */
const MAX_DEPTH = 256;
/** A month of a large agency's output; each element and attribute costs some hundred bytes of memory. */
const MAX_ELEMENTS = 1_000_000;

interface OpenElement extends XmlElement {
  readonly children: (XmlElement | string)[];
}

/** Builds the tree of a document from what a parser meets in it, and refuses what is too deep or too large. */
export class XmlTree {
  readonly #open: OpenElement[] = [];
  readonly #lineNow: () => number;
  #root: XmlElement | undefined;
  #count = 0;

  /** @param lineNow on which line of the document the parser is, from 1 */
  constructor(lineNow: () => number) {
    this.#lineNow = lineNow;
  }

  /** How many elements have begun and not ended. */
  get depth(): number {
    return this.#open.length;
  }

  /** @throws InvalidRecord when the document nests too deeply or has too many elements and attributes */
  open(name: string, attributes: ReadonlyMap<string, string>): void {
    const line = this.#lineNow();
    this.#count += 1 + attributes.size;
    if (this.depth >= MAX_DEPTH) {
      throw new InvalidRecord(`XML nests deeper than ${MAX_DEPTH} elements`, { line });
    }
    if (this.#count > MAX_ELEMENTS) {
      const limit = MAX_ELEMENTS.toLocaleString("en");
      throw new InvalidRecord(`XML has more than ${limit} elements and attributes; split it`, { line });
    }
    const element = { name, attributes, children: [], line };
    this.#open.at(-1)?.children.push(element);
    this.#open.push(element);
    this.#root ??= element;
  }

  addText(text: string): void {
    this.#open.at(-1)?.children.push(text);
  }

  /** Ends the element that began last. */
  close(): void {
    this.#open.pop();
  }

  /** Depth of the innermost open element of this name, from 1; 0 when none is open. */
  depthOf(name: string): number {
    return this.#open.findLastIndex((element) => element.name === name) + 1;
  }

  /** @throws InvalidRecord when there was no element */
  root(): XmlElement {
    if (this.#root === undefined) throw new InvalidRecord("XML has no element");
    return this.#root;
  }
}
