import { Readability } from "@mozilla/readability";
import type { ArticleDraft } from "../finish-article.ts";
import { InvalidRecord } from "../invalid-record.ts";
import { readableLanguage } from "../readable-language.ts";
import type { UsageTerms } from "../withholding.ts";
import { htmlText } from "./html-text.ts";
import { parsePageDocument } from "./page-document.ts";
import { pageMetadata, pageUsage } from "./page-metadata.ts";

const BYLINE = /^by\s+/i;

/** The article of a page, and what the page says of showing it. */
export interface ParsedPage {
  readonly draft: ArticleDraft;
  readonly usage: UsageTerms;
}

/**
 * Reads the article of a web page: its main text as a browser's reading view finds it, without navigation, teasers and
 * comments, and what the page says of it in JSON-LD, meta elements and `<time>`.
 *
 * @param pageUrl where the page came from; null when that is not known and the page does not say
 * @throws InvalidRecord when there is no main text, or the page is too large to look for it
 */
export function parsePage(html: string, pageUrl: string | null): ParsedPage {
  const document = parsePageDocument(html);
  const stated = pageMetadata(document, pageUrl);
  const usage = pageUsage(document, stated.url);
  const found = findMainText(document);
  const text = htmlText(found?.content ?? "");
  if (found === null || text === "")
    throw new InvalidRecord("page has no article: no main text is found in it");
  const draft = {
    ...stated,
    title: found.title?.trim() || stated.title,
    text,
    source: stated.source ?? found.siteName ?? null,
    author: stated.author ?? found.byline?.replace(BYLINE, "") ?? null,
    language: stated.language ?? readableLanguage(found.lang),
    publishedAt: stated.publishedAt ?? found.publishedTime ?? null,
  };
  return { draft, usage };
}

/** Changes the document. */
function findMainText(document: ReturnType<typeof parsePageDocument>): ReturnType<Readability["parse"]> {
  try {
    return new Readability(document as ConstructorParameters<typeof Readability>[0]).parse();
  } catch (cause) {
    throw new InvalidRecord("page cannot be read: its main text is not found", { cause });
  }
}
