import { absoluteAddress } from "../absolute-address.ts";
import { articleId } from "../article-id.ts";
import { decodeEntities } from "../decode-entities.ts";
import type { ArticleDraft } from "../finish-article.ts";
import { firstReadableDate } from "../first-readable-date.ts";
import { readableLanguage } from "../readable-language.ts";
import type { UsageTerms } from "../withholding.ts";
import { type ArticleData, findArticleData } from "./article-data.ts";
import type { PageDocument, PageElement } from "./page-document.ts";

/** Names under which pages state the same thing, best first. */
const PUBLISHED =
  "article:published_time article:published og:article:published_time datepublished parsely-pub-date \
sailthru.date dc.date.issued dcterms.issued dcterms.created dc.date.created dc.date cxenseparse:recs:publishtime \
date pubdate publishdate publish-date publish_date".split(" ");
const UPDATED =
  "article:modified_time article:modified og:article:modified_time datemodified og:updated_time dcterms.modified \
dc.date.modified last-modified lastmod".split(" ");
const SECTION = "article:section og:article:section articlesection parsely-section section".split(" ");
const AUTHOR =
  "author parsely-author article:author og:article:author dc.creator dcterms.creator byl sailthru.author".split(
    " ",
  );
const SITE = ["og:site_name", "application-name", "dc.publisher"];
const TITLE = "og:title twitter:title dc.title dcterm.title title".split(" ");
/** What stands beside an article, and tells of others. */
const ASIDE =
  "aside, nav, footer, [class*='related'], [class*='teaser'], [class*='recommend'], [class*='promo']";
const BYLINE = /^by\s+/i;

/**
 * What a page says of its article, without the text: JSON-LD first, since it is written for machines, then meta
 * elements of OpenGraph, Dublin Core and others, microdata, `<time>`, and the language of the document.
 *
 * @param pageUrl where the page came from
 */
export function pageMetadata(
  document: PageDocument,
  pageUrl: string | null,
): { readonly draft: ArticleDraft; readonly data: ArticleData } {
  const meta = metaFinder(document);
  const stated = addressOf(document, meta, pageUrl);
  const data = findArticleData(document, stated ?? pageUrl);
  const language =
    data.language ?? attribute(document, "html[lang]", "lang") ?? meta(["og:locale", "language"]);
  const draft: ArticleDraft = {
    id: null,
    title: data.title ?? meta(TITLE),
    titleDerived: false,
    text: "",
    url: stated ?? absoluteAddress(data.url, pageUrl) ?? absoluteAddress(pageUrl, null),
    source: data.source ?? meta(SITE),
    author: data.author ?? personOf(meta(AUTHOR)),
    section: data.section ?? sectionName(meta(SECTION)),
    place: null,
    language: readableLanguage(language),
    publishedAt: firstReadableDate([
      data.publishedAt,
      ...allOf(meta, PUBLISHED),
      attribute(document, "[itemprop~='datePublished'][datetime]", "datetime"),
      mainTime(document),
    ]),
    updatedAt: firstReadableDate([
      data.updatedAt,
      ...allOf(meta, UPDATED),
      attribute(document, "[itemprop~='dateModified'][datetime]", "datetime"),
    ]),
  };
  return { draft, data };
}

const UNAVAILABLE_AFTER = /\bunavailable_after:\s*([^,]*(?:,[^,]*\d[^,]*)?)/i;

/**
 * What a page says of showing its article: schema.org's `expires` and `creativeWorkStatus`, and the `unavailable_after` that
 * search engines obey.
 *
 * @param url of the page
 * @see https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag
 */
export function pageUsage(
  document: PageDocument,
  { expires, status }: ArticleData,
  url: string | null,
): UsageTerms {
  const meta = metaFinder(document);
  const robots = UNAVAILABLE_AFTER.exec(meta(["robots"]) ?? meta(["googlebot"]) ?? "")?.[1];
  return {
    id: url === null ? null : articleId({ id: null, url, title: null, text: "" }),
    statuses: [{ name: "creativeWorkStatus", value: status }],
    ends: [
      { name: "expires", value: expires ?? meta(["article:expiration_time", "og:article:expiration_time"]) },
      { name: "unavailable_after", value: robots?.trim() },
    ],
  };
}

type MetaFinder = (names: readonly string[]) => string | null;

/** Finds the content of the first meta element with a value under any of the names, in lower case. */
function metaFinder(document: PageDocument): MetaFinder {
  const contents = new Map<string, string>();
  for (const element of document.querySelectorAll("meta[content]")) {
    const content = element.getAttribute("content")?.trim() ?? "";
    for (const kind of ["property", "name", "itemprop"]) {
      const name = element.getAttribute(kind)?.toLowerCase();
      if (name !== undefined && content !== "" && !contents.has(name)) {
        contents.set(name, decodeEntities(content));
      }
    }
  }
  return (names) => {
    const name = names.find((candidate) => contents.has(candidate));
    return name === undefined ? null : (contents.get(name) ?? null);
  };
}

function allOf(meta: MetaFinder, names: readonly string[]): (string | null)[] {
  return names.map((name) => meta([name]));
}

function addressOf(document: PageDocument, meta: MetaFinder, pageUrl: string | null): string | null {
  const canonical = attribute(document, "link[rel~='canonical'][href]", "href");
  return absoluteAddress(canonical, pageUrl) ?? absoluteAddress(meta(["og:url"]), pageUrl);
}

function attribute(document: PageDocument, selector: string, name: string): string | null {
  const element: PageElement | null = document.querySelector(selector);
  return element?.getAttribute(name)?.trim() || null;
}

/** The date of the article that has most of the page's text, and not of one that it points to. */
function mainTime(document: PageDocument): string | null {
  const marked = attribute(document, "time[pubdate][datetime]", "datetime");
  const articles = [...document.querySelectorAll("article")].filter(
    (article) => article.closest(ASIDE) === null,
  );
  const [main] = articles.toSorted((a, b) => (b.textContent?.length ?? 0) - (a.textContent?.length ?? 0));
  const times = [...(main?.querySelectorAll("time[datetime]") ?? [])];
  const own = times.find((time) => time.closest(ASIDE) === null && time.closest("article") === main);
  return marked ?? own?.getAttribute("datetime")?.trim() ?? null;
}

/** OpenGraph wants the address of a profile, which is no name. */
function personOf(author: string | null): string | null {
  return author === null || URL.canParse(author) ? null : author.replace(BYLINE, "");
}

/** Some pages state the path of the section's page: `/world/middle_east`. */
function sectionName(section: string | null): string | null {
  if (section === null || !section.startsWith("/")) return section;
  return section.split("/").filter(Boolean).at(-1)?.replaceAll("_", " ") ?? null;
}
