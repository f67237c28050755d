import { parseHTML } from "linkedom";
import { refuseHugeHtml } from "./html-text.ts";

/** The part of the DOM that is used here; the compiler's own declarations would bring all of a browser. */
export interface PageElement {
  readonly textContent: string | null;
  getAttribute(name: string): string | null;
}

export interface PageDocument {
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
}

/** @throws InvalidRecord when the page nests too deeply or has too many elements */
export function parsePageDocument(html: string): PageDocument {
  refuseHugeHtml(html);
  return parseHTML(html).document;
}
