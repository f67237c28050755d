import { parseHTML } from "linkedom";
import { type HtmlSurvey, surveyHtml } from "./html-text.ts";
import { streamPage } from "./stream-page.ts";

/** The part of the DOM that is used here; the compiler's own declarations would bring all of a browser. */
export interface PageElement {
  readonly textContent: string | null;
  getAttribute(name: string): string | null;
  closest(selector: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
  remove(): void;
}

export interface PageDocument {
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
}

/** Elements that are never content. */
const HEAD_ELEMENTS = new Set(["TITLE", "META", "LINK", "BASE"]);

export interface ParsedDocument {
  readonly document: PageDocument;
  /** The text of a page of which the document has the head alone; `null` when the document has all of it. */
  readonly streamedText: string | null;
}

/**
 * Makes a tree of a page; of one that has too many elements for its length, of its head alone.
 *
 * @throws InvalidRecord when the page nests too deeply, or has too many attributes
 */
export function parsePageDocument(html: string): ParsedDocument {
  const survey = surveyHtml(html);
  if (!survey.isDense) return { document: treeOf(html, survey), streamedText: null };
  const { head, text } = streamPage(html, survey);
  return { document: treeOf(head, surveyHtml(head)), streamedText: text };
}

/** HTML lets pages leave out `html`, `head` and `body`, which linkedom does not put in. */
function treeOf(html: string, { names }: HtmlSurvey): PageDocument {
  if (names.has("body") || names.has("frameset")) return parseHTML(html).document;
  const whole = names.has("html") ? html : `<html><head></head>${html}</html>`;
  const parsed = parseHTML(whole).document;
  // A page that ends within its first tag has no element at all.
  const isEmpty = (parsed.documentElement as unknown) === null;
  const document = isEmpty ? parseHTML("<html><head></head></html>").document : parsed;
  const body = document.createElement("body");
  const nodes = [...document.documentElement.childNodes].filter(({ nodeName }) => nodeName !== "HEAD");
  document.documentElement.append(body);
  for (const node of nodes) (HEAD_ELEMENTS.has(node.nodeName) ? document.head : body).append(node);
  return document;
}
