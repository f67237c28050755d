import { Readability } from "@mozilla/readability";
import { chooseImage } from "../article-image.ts";
import { decodeLeftEntities } from "../decode-entities.ts";
import type { ArticleDraft } from "../finish-article.ts";
import { isReadableDate } from "../first-readable-date.ts";
import { InvalidRecord } from "../invalid-record.ts";
import { isPointer } from "../pointer-lines.ts";
import { readableLanguage } from "../readable-language.ts";
import { plainName } from "../take-byline.ts";
import type { UsageTerms } from "../withholding.ts";
import { htmlImages } from "./html-images.ts";
import { htmlText } from "./html-text.ts";
import { refuseOtherPages } from "./other-pages.ts";
import { type PageDocument, parsePageDocument } from "./page-document.ts";
import { baseOf, pageMetadata, pageUsage, shortLinkOf } from "./page-metadata.ts";

/** A page's article and its usage terms. */
export interface ParsedPage {
  readonly draft: ArticleDraft;
  readonly usage: UsageTerms;
  /** Another address of the page; `null` if it states none. */
  readonly alias: string | null;
}

/**
 * Reads the article of a web page: its main text as in a browser's reading view, without navigation, teasers
 * and comments, and its metadata in JSON-LD, meta elements and `<time>`. If a page has too many elements for
 * its length, takes all text except in elements that are marked as not the article.
 *
 * @param pageUrl address of the page; `null` if unknown and not stated by the page
 * @throws InvalidRecord when there is no main text, or the page is too large to search for it
 */
export function parsePage(html: string, pageUrl: string | null): ParsedPage {
  const { document, streamedText } = parsePageDocument(html);
  const { draft: stated, data } = pageMetadata(document, pageUrl);
  const usage = pageUsage(document, data, stated.url);
  const { body, walls, logos } = data;
  const base = baseOf(document, pageUrl ?? stated.url);
  const heading = data.title ?? headingInTitle(document);
  if (streamedText === null) {
    refuseOtherPages(document, { title: stated.title ?? titleOf(document), isArticle: data.isArticle });
    removeWhatIsNoText(document, walls);
    removeLines(document);
  }
  const found = streamedText === null ? findMainText(document) : null;
  const content = found?.content ?? "";
  const text = longerOf(streamedText ?? htmlText(content), body);
  if (text === "") throw new InvalidRecord("page has no article: no main text found");
  const shown = chooseImage(htmlImages(content), base, logos);
  const draft = {
    ...stated,
    image: stated.image ?? shown,
    title: titleOfArticle(heading, found) ?? stated.title ?? titleOf(document),
    text,
    ...withFound(stated, found),
  };
  const shortLink = shortLinkOf(document, draft.url);
  return { draft, usage, alias: shortLink === draft.url ? null : shortLink };
}

/** Fields that the page does not state, from the reading view. */
function withFound(stated: ArticleDraft, found: ReturnType<Readability["parse"]>) {
  return {
    source: stated.source ?? found?.siteName ?? null,
    author: stated.author ?? bylineOf(found),
    language: stated.language ?? readableLanguage(found?.lang ?? null),
    publishedAt: stated.publishedAt ?? found?.publishedTime ?? null,
  };
}

function bylineOf(found: ReturnType<Readability["parse"]>): string | null {
  const byline = found?.byline?.replace(/\s+/g, " ").trim() ?? "";
  return byline === "" || isReadableDate(byline) ? null : plainName(byline);
}

const CUT_OFF = /(?:…|\.\.\.)$/;

/**
 * Prefers the title in JSON-LD, since the title of a page includes the site's name, unless the reading view
 * removes it. Some systems cut headlines of JSON-LD at 110 characters, as search engines request.
 */
function titleOfArticle(headline: string | null, found: ReturnType<Readability["parse"]>): string | null {
  const [stated = "", shown = ""] = [headline, found?.title ?? null].map((title) =>
    decodeLeftEntities(title?.trim() ?? ""),
  );
  const isCut = CUT_OFF.test(stated) && shown.startsWith(stated.replace(CUT_OFF, "").trimEnd());
  return (isCut ? shown : stated || shown) || null;
}

function titleOf(document: PageDocument): string | null {
  return document.querySelector("title")?.textContent?.trim() || null;
}

/**
 * The only heading of a page, if the page's title begins with it. The rest of the title is the site's name.
 */
function headingInTitle(document: PageDocument): string | null {
  const [heading, ...others] = [...document.querySelectorAll("h1")].map((element) =>
    (element.textContent ?? "").replace(/\s+/g, " ").trim(),
  );
  const isOnly = heading !== undefined && heading.length >= MIN_HEADING && others.length === 0;
  const behind =
    isOnly && titleOf(document)?.startsWith(heading) ? titleOf(document)?.slice(heading.length) : "";
  return isOnly && /^\s*[-–—|·:•]\s/.test(behind ?? "") ? heading : null;
}

const MIN_HEADING = 10;

const NAVIGATION = "nav, [role='navigation'], [role='search'], [role='dialog'], [role='banner'] ul";
/** Classes and ids of publishers' boxes between paragraphs. */
const BOX_NAMES =
  /(?:^|[\s_-])(?:paywall|regwall|subscribe|subscription|subscriber|newsletter|read-?more|readmore|more-?stories|related|recirc|recommended|promo|piano|offer|signup|sign-up|cookie|consent)(?:$|[\s_-])/i;
const BOX_TEXT =
  /\b(?:subscri(?:be|bers?|ption)|sign (?:in|up)|log in|register|newsletter|unlimited (?:digital )?access|continue reading|read (?:more|also|next)|see also|more on this|related|cookies?|abonn|s['’]abonner|suscr|abbonat|iscriviti|jetzt (?:testen|abonnieren)|weiterlesen|lesen sie auch|lire aussi|lea también|leggi anche)/i;
const MAX_BOX_TEXT = 600;
const MAX_CONSENT_SHARE = 0.95;

const TEXT_NODE = 3;

/**
 * Removes lines that point to other stories or invite to a newsletter, and lines that contain only a time.
 */
function removeLines(document: PageDocument): void {
  for (const element of [...document.querySelectorAll("p, li, h2, h3, h4, h5, h6")]) {
    const text = element.textContent?.replace(/\s+/g, " ").trim() ?? "";
    if (isPointer(text)) element.remove();
  }
  for (const time of [...document.querySelectorAll("time")]) {
    const siblings = [...(time.parentElement?.childNodes ?? [])];
    const isInText = siblings.some((node) => node.nodeType === TEXT_NODE && node.textContent?.trim() !== "");
    if (!isInText) time.remove();
  }
}

/** Boxes of consent managers, by the names of their elements. They contain pages of text. */
const CONSENT =
  "[id^='onetrust'], [id^='ot-sdk'], [class^='ot-sdk'], [class*='qc-cmp'], [id*='didomi'], [class*='didomi'], [id^='sp_message'], [id*='usercentrics'], [id*='cookiebot' i], [id^='Cybot'], [id*='truste'], [class*='truste'], [class*='cmplz'], [class*='iubenda-cs'], [class*='fc-consent'], [id*='evidon'], [class*='evidon'], [id^='cky-'], [class^='cky-'], [id*='borlabs' i], [class*='klaro'], [id*='cookie-law'], [id*='cookie-notice'], [id*='cookie-consent'], [class*='cookie-consent'], [class*='cookie-banner'], [id*='cookie-banner'], [class*='gdpr'], [id*='gdpr'], amp-consent";

function removeConsent(document: PageDocument): void {
  const whole = document.querySelector("body")?.textContent?.length ?? 0;
  for (const element of [...document.querySelectorAll(CONSENT)]) {
    // Some sites use such names for their body.
    const isBox = (element.textContent?.length ?? 0) < whole * MAX_CONSENT_SHARE;
    if (isBox && [...element.querySelectorAll("article, main, h1")].length === 0) element.remove();
  }
}

/** Removes navigation, subscription offers and links to other stories from the document. */
function removeWhatIsNoText(document: PageDocument, walls: readonly string[]): void {
  for (const element of [...document.querySelectorAll(NAVIGATION)]) element.remove();
  removeConsent(document);
  for (const element of [...document.querySelectorAll("[class], [id]")]) {
    const names = `${element.getAttribute("class") ?? ""} ${element.getAttribute("id") ?? ""}`;
    const isWall = walls.some((wall) => names.split(/\s+/).includes(wall.replace(/^[.#]/, "")));
    if (!isWall && !BOX_NAMES.test(names)) continue;
    const text = element.textContent?.trim() ?? "";
    if (text.length <= MAX_BOX_TEXT && BOX_TEXT.test(text)) element.remove();
  }
}

function longerOf(text: string, stated: string | null): string {
  return stated !== null && stated.length > text.length ? stated : text;
}

/** Modifies the document. */
function findMainText(document: PageDocument): ReturnType<Readability["parse"]> {
  try {
    return new Readability(document as ConstructorParameters<typeof Readability>[0]).parse();
  } catch (cause) {
    throw new InvalidRecord("page cannot be read: its main text is not found", { cause });
  }
}
