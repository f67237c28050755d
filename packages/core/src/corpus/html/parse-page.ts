import { Readability } from "@mozilla/readability";
import { chooseImage } from "../article-image.ts";
import { decodeLeftEntities } from "../decode-entities.ts";
import type { ArticleDraft } from "../finish-article.ts";
import { InvalidRecord } from "../invalid-record.ts";
import { isPointer } from "../pointer-lines.ts";
import { readableLanguage } from "../readable-language.ts";
import type { UsageTerms } from "../withholding.ts";
import { htmlImages } from "./html-images.ts";
import { htmlText } from "./html-text.ts";
import { type PageDocument, parsePageDocument } from "./page-document.ts";
import { baseOf, pageMetadata, pageUsage, shortLinkOf } from "./page-metadata.ts";

const BYLINE = /^by\s+/i;

/** A page's article and its usage terms. */
export interface ParsedPage {
  readonly draft: ArticleDraft;
  readonly usage: UsageTerms;
  /** Another address of the page; `null` when it states none. */
  readonly alias: string | null;
}

/**
 * Reads the article of a web page: its main text as in a browser's reading view, without navigation, teasers
 * and comments, and its metadata in JSON-LD, meta elements and `<time>`. For a page with too many elements
 * for its length, takes all text except in elements that are marked as not the article.
 *
 * @param pageUrl address of the page; `null` when unknown and not stated by the page
 * @throws InvalidRecord when there is no main text, or the page is too large to search for it
 */
export function parsePage(html: string, pageUrl: string | null): ParsedPage {
  const { document, streamedText } = parsePageDocument(html);
  const { draft: stated, data } = pageMetadata(document, pageUrl);
  const usage = pageUsage(document, data, stated.url);
  const { body, walls, logos } = data;
  const base = baseOf(document, pageUrl ?? stated.url);
  if (streamedText === null) {
    refuseOtherPages(document, stated.title);
    removeWhatIsNoText(document, walls);
    removeLines(document);
  }
  const found = streamedText === null ? findMainText(document) : null;
  const content = found?.content ?? "";
  const text = longerOf(streamedText ?? htmlText(content), body);
  if (text === "") throw new InvalidRecord("page has no article: no main text is found in it");
  const shown = chooseImage(htmlImages(content), base, logos);
  const draft = {
    ...stated,
    image: stated.image ?? shown,
    title: titleOfArticle(data.title, found?.title ?? null) ?? stated.title ?? titleOf(document),
    text,
    source: stated.source ?? found?.siteName ?? null,
    author: stated.author ?? found?.byline?.replace(BYLINE, "") ?? null,
    language: stated.language ?? readableLanguage(found?.lang ?? null),
    publishedAt: stated.publishedAt ?? found?.publishedTime ?? null,
  };
  const shortLink = shortLinkOf(document, draft.url);
  return { draft, usage, alias: shortLink === draft.url ? null : shortLink };
}

const CUT_OFF = /(?:…|\.\.\.)$/;

/**
 * JSON-LD names the article, and the title of a page its site as well, which the reading view takes off. Some systems cut
 * headlines of JSON-LD at 110 characters, as search engines ask for.
 */
function titleOfArticle(headline: string | null, found: string | null): string | null {
  const [stated = "", shown = ""] = [headline, found].map((title) => decodeLeftEntities(title?.trim() ?? ""));
  const isCut = CUT_OFF.test(stated) && shown.startsWith(stated.replace(CUT_OFF, "").trimEnd());
  return (isCut ? shown : stated || shown) || null;
}

/**
 * Titles of pages that servers send with a success status in place of an article, and that no headline begins
 * with.
 */
const TITLE_OF_OTHER =
  /^(?:just a moment|attention required|access (?:to this page )?(?:has been )?(?:denied|blocked)|(?:request|site|page|website|content) (?:blocked|rejected)|are you a (?:human|robot)|robot check|verify (?:that )?you are|checking your browser|(?:site |scheduled |down for |under )maintenance|(?:service (?:temporarily )?|temporarily )unavailable|we(?:'|’)ll be (?:right )?back|page not found|[45]\d\d:? (?:not found|forbidden|unauthori[sz]ed|service|bad|gateway|internal|error|access|page|proxy|payment|method|request|too many|gone)|bad gateway|gateway time-?out|internal server error|error \d{3}|web (?:proxy|filter)|proxy (?:authentication|error)|captive portal|(?:welcome to )?(?:[\p{L}\p{N}]+ ){0,3}wi-?fi (?:login|access|portal|hotspot)|welcome to (?:[\p{L}\p{N}]+ ){0,4}wi-?fi|(?:object|document) moved|moved (?:permanently|temporarily)|cookies? consent|before you continue|seite nicht gefunden|zugriff verweigert|page (?:non trouvée|introuvable)|accès refusé|página no encontrada|acceso denegado|pagina non trovata)(?![\p{L}\p{N}])/iu;
/** The same for words that a headline may begin with: only the name of the site may follow. */
const WORD_OF_OTHER =
  /^(?:log ?-?in|sign ?-?in|sign ?-?up|subscribe|blocked(?: by .*)?|forbidden|unauthori[sz]ed|captcha|security check|maintenance|not found|[45]\d\d|redirecting|anmelde(?:n|ung)|einloggen|wartung(?:sarbeiten)?|(?:se )?connexion|iniciar sesión|accedi|inloggen|entrar)\s*(?:$|[-–—|:.…!·]|(?:to|on|at) .{1,40}$)/iu;
/** UTF-16 units. A story that begins with such words is longer. */
const MAX_OTHER_PAGE_TEXT = 2_000;

/** @throws InvalidRecord for a login, maintenance or proxy page, which contains no article */
function refuseOtherPages(document: PageDocument, title: string | null): void {
  const heading = title ?? titleOf(document) ?? "";
  const isShort = (document.querySelector("body")?.textContent?.trim().length ?? 0) < MAX_OTHER_PAGE_TEXT;
  const asksForPassword = document.querySelector("input[type='password']") !== null;
  if (
    !isShort ||
    !(isTitleOfOther(heading) || (asksForPassword && document.querySelector("article") === null))
  )
    return;
  throw new InvalidRecord(`page has no article: it is ${JSON.stringify(heading)}, sent in the place of one`);
}

function titleOf(document: PageDocument): string | null {
  return document.querySelector("title")?.textContent?.trim() || null;
}

function isTitleOfOther(heading: string): boolean {
  return TITLE_OF_OTHER.test(heading) || WORD_OF_OTHER.test(heading);
}

const NAVIGATION = "nav, [role='navigation'], [role='search'], [role='dialog'], [role='banner'] ul";
/** Publishers' boxes between paragraphs, recognised by class and id. */
const BOX_NAMES =
  /(?:^|[\s_-])(?:paywall|regwall|subscribe|subscription|subscriber|newsletter|read-?more|readmore|more-?stories|related|recirc|recommended|promo|piano|offer|signup|sign-up|cookie|consent)(?:$|[\s_-])/i;
const BOX_TEXT =
  /\b(?:subscri(?:be|bers?|ption)|sign (?:in|up)|log in|register|newsletter|unlimited (?:digital )?access|continue reading|read (?:more|also|next)|see also|more on this|related|cookies?|abonn|s['’]abonner|suscr|abbonat|iscriviti|jetzt (?:testen|abonnieren)|weiterlesen|lesen sie auch|lire aussi|lea también|leggi anche)/i;
const MAX_BOX_TEXT = 600;

const TEXT_NODE = 3;

/** Removes lines that lead to other stories or invite to a newsletter, and lines with nothing but a time. */
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

/** Removes navigation, subscription offers and links to other stories from the document. */
function removeWhatIsNoText(document: PageDocument, walls: readonly string[]): void {
  for (const element of document.querySelectorAll(NAVIGATION)) element.remove();
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
