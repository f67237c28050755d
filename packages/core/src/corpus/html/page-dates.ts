import { formatDay } from "../../clock/format-date.ts";
import { firstReadableDate, isReadableDate } from "../first-readable-date.ts";
import type { PageDocument, PageElement } from "./page-document.ts";

/** Elements outside an article that refer to other articles. */
export const ASIDE =
  "aside, nav, footer, [class*='related'], [class*='teaser'], [class*='recommend'], [class*='promo']";
/** Readers' comments, which also have times. */
const COMMENTS =
  "#comments, [id*='disqus'], [id^='comment-'], [class~='comment'], [class~='comments'], [class~='comments-area'], [class~='comment-list']";
/** Names of a time that is not that of publication. */
const OF_UPDATE = /updat|modif|edit|aktualis|revis/i;
const OF_PUBLICATION = /publish|publi[ckeé]|posted|created|issued/i;
/** Names of elements that show only a date: `post-date`, `article__date`, `dateline`, `timestamp`. */
const SHOWN_DATE =
  "[class*='date' i], [class*='published' i], [class*='timestamp' i], [class*='post-time' i], [id*='pubdate' i]";
/** Longer texts contain more than a date. */
const MAX_SHOWN_DATE = 60;
const MAX_CANDIDATES = 20;
/** `/2026/11/20/ferry`, `/news/2026-11-20/ferry`. A number of eight digits is usually an id. */
const DATE_IN_ADDRESS = /[/](20[0-4]\d|19\d\d)([/-])(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])(?=[/_-]|$)/;

/**
 * When a page's elements say that its article was published, best first. Searches for each date on demand.
 */
export function* shownDates(document: PageDocument): Generator<string | null> {
  yield ofProperty(document, "datePublished");
  yield mainTime(document);
  yield ofMicroformat(document, "published");
  yield shownDate(document);
}

/** When a page's elements say that its article was last changed. */
export function* shownUpdates(document: PageDocument): Generator<string | null> {
  yield ofProperty(document, "dateModified");
  yield ofMicroformat(document, "updated");
}

/** The day in the address of a page, common in blogs and newspapers. */
export function dateInAddress(address: string | null): string | null {
  if (address === null || !URL.canParse(address)) return null;
  const [, year, , month = "", day = ""] = DATE_IN_ADDRESS.exec(new URL(address).pathname) ?? [];
  if (year === undefined) return null;
  return firstReadableDate([formatDay(Number(year), Number(month), Number(day))]);
}

/** A property in microdata or RDFa. */
function ofProperty(document: PageDocument, name: string): string | null {
  for (const kind of ["itemprop", "property"]) {
    for (const element of document.querySelectorAll(`[${kind}~='${name}']`)) {
      const stated = statedIn(element);
      if (stated !== null && !isBeside(element)) return stated;
    }
  }
  return null;
}

/** The hAtom microformat: `<abbr class="published" title="2026-11-20">`. */
function ofMicroformat(document: PageDocument, name: string): string | null {
  for (const element of document.querySelectorAll(`abbr.${name}[title], .dt-${name}, .${name}[title]`)) {
    const stated = element.getAttribute("title") ?? statedIn(element);
    if (stated !== null && isReadableDate(stated) && !isBeside(element)) return stated;
  }
  return null;
}

function statedIn(element: PageElement): string | null {
  const attribute = ["datetime", "content"].map((name) => element.getAttribute(name)?.trim()).find(Boolean);
  if (attribute !== undefined) return attribute;
  const shown = textIn(element);
  return shown.length <= MAX_SHOWN_DATE && isReadableDate(shown) ? shown : null;
}

function textIn(element: PageElement): string {
  return element.textContent?.replace(/\s+/g, " ").trim() ?? "";
}

function isBeside(element: PageElement): boolean {
  return element.closest(ASIDE) !== null || element.closest(COMMENTS) !== null;
}

/** The date of the article that contains most of the page's text, not of a linked article or a comment. */
function mainTime(document: PageDocument): string | null {
  const articles = [...document.querySelectorAll("article")].filter(
    (article) => article.closest(ASIDE) === null,
  );
  const [main] = articles.toSorted((a, b) => (b.textContent?.length ?? 0) - (a.textContent?.length ?? 0));
  const times = [...(main?.querySelectorAll("time") ?? [])].filter(
    (time) => !isBeside(time) && time.closest("article") === main,
  );
  const marked = [...document.querySelectorAll("time[pubdate][datetime]")].slice(0, 1);
  const published = times.filter((time) => OF_PUBLICATION.test(namesOf(time)));
  const others = times.filter((time) => !OF_UPDATE.test(namesOf(time)));
  const candidates = [...marked, ...published, ...others];
  const stated = candidates.map((time) => time.getAttribute("datetime")?.trim()).find(Boolean);
  // Without the attribute, HTML uses the text.
  return stated ?? candidates.map(textIn).find(isReadableDate) ?? null;
}

function namesOf(element: PageElement): string {
  return `${element.getAttribute("class") ?? ""} ${element.getAttribute("itemprop") ?? ""}`;
}

/** The date in an element that shows only a date. */
function shownDate(document: PageDocument): string | null {
  const candidates = [...document.querySelectorAll(SHOWN_DATE)]
    .slice(0, MAX_CANDIDATES)
    .filter((element) => !isBeside(element) && !OF_UPDATE.test(namesOf(element)))
    .filter((element) => !/event/i.test(namesOf(element)))
    .map(textIn);
  return candidates.find((text) => text.length <= MAX_SHOWN_DATE && isReadableDate(text)) ?? null;
}
