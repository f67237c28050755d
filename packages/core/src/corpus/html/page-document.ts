import { parseHTML } from "linkedom";
import { type HtmlSurvey, surveyHtml } from "./html-text.ts";
import { streamPage } from "./stream-page.ts";

/** The part of the DOM that is used here. The compiler's own declarations would include a whole browser. */
export interface PageElement {
  readonly textContent: string | null;
  readonly parentElement: PageElement | null;
  readonly childNodes: Iterable<{ readonly nodeType: number; readonly textContent: string | null }>;
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
  /** The text of a page when the document contains only its head; `null` when the document is complete. */
  readonly streamedText: string | null;
}

/**
 * Parses a page into a tree, or only its head if a tree would take seconds.
 *
 * @throws InvalidRecord when the page nests too deeply or has too many attributes
 */
export function parsePageDocument(html: string): ParsedDocument {
  const survey = surveyHtml(html);
  if (!survey.isCostly) return { document: treeOf(html, survey), streamedText: null };
  const { head, text } = streamPage(html, survey);
  return { document: treeOf(head, surveyHtml(head)), streamedText: text };
}

/** HTML allows omitting `html`, `head` and `body`, but linkedom does not add them. */
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
