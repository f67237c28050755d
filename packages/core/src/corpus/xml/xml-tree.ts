import { InvalidRecord } from "../invalid-record.ts";
import type { XmlElement } from "./xml-element.ts";

/** Deeper than any vocabulary nests. Every walk over the tree recurses. */
const MAX_DEPTH = 256;
/** A month's output of a large agency. Each element and attribute takes a few hundred bytes of memory. */
const MAX_ELEMENTS = 1_000_000;

interface OpenElement extends XmlElement {
  readonly children: (XmlElement | string)[];
}

/** Builds a tree from parser events, and rejects documents that are too deep or too large. */
export class XmlTree {
  readonly #open: OpenElement[] = [];
  readonly #lineNow: () => number;
  #root: XmlElement | undefined;
  #count = 0;

  /** @param lineNow returns the parser's current line, from 1 */
  constructor(lineNow: () => number) {
    this.#lineNow = lineNow;
  }

  /** Number of open elements. */
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

  /** Closes the innermost open element. */
  close(): void {
    this.#open.pop();
  }

  /** Name of the innermost open element; "" if none is open. */
  get innermost(): string {
    return this.#open.at(-1)?.name ?? "";
  }

  /** Depth of the innermost open element with this name in any case, from 1; 0 if none is open. */
  depthOf(name: string): number {
    return this.#open.findLastIndex((element) => element.name.toLowerCase() === name.toLowerCase()) + 1;
  }

  /** @throws InvalidRecord when there was no element */
  root(): XmlElement {
    if (this.#root === undefined) throw new InvalidRecord("XML has no element");
    return this.#root;
  }
}
