import { Parser } from "htmlparser2";
import { parseHTML } from "linkedom";
import { type HtmlSurvey, surveyHtml } from "./html-text.ts";
import { TextBlocks } from "./text-blocks.ts";

/** The part of the DOM in use here. TypeScript's own declarations would include a whole browser. */
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

interface ParsedDocument {
  readonly document: PageDocument;
  /** The text of a page of which the document contains only the head; `null` if the document is complete. */
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

/** Adds the `html`, `head` and `body` that HTML allows to omit, since linkedom does not. */
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

/** Empty elements that contain metadata of the page. */
const STATEMENTS = new Set(["meta", "link", "base"]);
/** Elements whose content is metadata. */
const STATED = new Set(["title", "script"]);
const LINKED_DATA = /^application\/ld\+json\b/i;
const MAX_STATEMENTS = 1_000;
/** Elements outside an article. */
const BESIDE = new Set(["nav", "aside", "footer", "form"]);

/** A page read without a tree. */
interface StreamedPage {
  /** The page's metadata as a separate page. */
  readonly head: string;
  /** Text of the marked article, else of everything except navigation and similar elements. */
  readonly text: string;
}

/** Reads a page in time linear in its length, whatever it contains. */
function streamPage(html: string, survey: Pick<HtmlSurvey, "names">): StreamedPage {
  return new PageStream(html, survey).read();
}

class PageStream {
  readonly #html: string;
  readonly #parser: Parser;
  readonly #main: string | null;
  readonly #blocks = new TextBlocks();
  readonly #statements: string[] = [];
  #root = "<html>";
  /** Start of an element whose content is metadata. */
  #statedAt: number | null = null;
  #mainDepth = 0;
  #besideDepth = 0;

  constructor(html: string, { names }: Pick<HtmlSurvey, "names">) {
    this.#html = html;
    this.#main = ["article", "main"].find((name) => names.has(name)) ?? null;
    this.#parser = new Parser({
      onopentag: (name, attributes) => this.#open(name, attributes),
      onclosetag: (name) => this.#close(name),
      ontext: (text) => {
        if (this.#isOfArticle) this.#blocks.add(text);
      },
    });
  }

  read(): StreamedPage {
    this.#parser.end(this.#html);
    const head = `${this.#root}<head>${this.#statements.join("")}</head><body></body></html>`;
    return { head, text: this.#blocks.finish() };
  }

  get #isOfArticle(): boolean {
    return this.#besideDepth === 0 && (this.#main === null || this.#mainDepth > 0);
  }

  #open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (name === this.#main) this.#mainDepth++;
    if (BESIDE.has(name)) this.#besideDepth++;
    if (this.#isOfArticle) this.#blocks.open(name);
    if (name === "html") this.#root = this.#raw(this.#parser.startIndex);
    if (this.#statements.length >= MAX_STATEMENTS) return;
    if (STATEMENTS.has(name)) this.#statements.push(this.#raw(this.#parser.startIndex));
    const isLinkedData = name === "script" && LINKED_DATA.test(attributes["type"] ?? "");
    if (name === "title" || isLinkedData) this.#statedAt = this.#parser.startIndex;
  }

  #close(name: string): void {
    if (this.#statedAt !== null && STATED.has(name)) {
      this.#statements.push(this.#raw(this.#statedAt));
      this.#statedAt = null;
    }
    if (this.#isOfArticle) this.#blocks.close(name);
    if (name === this.#main) this.#mainDepth--;
    if (BESIDE.has(name)) this.#besideDepth--;
  }

  /** The source up to the end of the current tag. */
  #raw(from: number): string {
    return this.#html.slice(from, this.#parser.endIndex + 1);
  }
}
