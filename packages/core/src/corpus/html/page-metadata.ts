import { absoluteAddress } from "../absolute-address.ts";
import { idWithoutText } from "../article-id.ts";
import { chooseImage, type ImageCandidate, pixels } from "../article-image.ts";
import { isFrontPage } from "../canonical-url.ts";
import { decodeEntities, decodeLeftEntities } from "../decode-entities.ts";
import type { ArticleDraft } from "../finish-article.ts";
import { firstReadableDate } from "../first-readable-date.ts";
import { readableLanguage } from "../readable-language.ts";
import { statedTags } from "../tag-list.ts";
import { plainName } from "../take-byline.ts";
import type { UsageTerms } from "../withholding.ts";
import { type ArticleData, findArticleData } from "./article-data.ts";
import { ASIDE, dateInAddress, shownDates, shownUpdates } from "./page-dates.ts";
import type { PageDocument, PageElement } from "./page-document.ts";

/** Names of the same metadata on different pages, best first. */
const PUBLISHED =
  "article:published_time article:published og:article:published_time datepublished parsely-pub-date \
sailthru.date dc.date.issued dcterms.issued dcterms.created dcterms.date dc.date.created dc.date cxenseparse:recs:publishtime \
citation_publication_date citation_date citation_online_date prism.publicationdate rnews:datepublished \
date pubdate publishdate publish-date publish_date publication_date published_time originalpublicationdate \
bt:pubdate shareaholic:article_published_time".split(" ");
const UPDATED =
  "article:modified_time article:modified og:article:modified_time datemodified og:updated_time dcterms.modified \
dc.date.modified rnews:datemodified prism.modificationdate last-modified lastmod".split(" ");
const TAGS = ["article:tag", "news_keywords", "parsely-tags"];
const SECTION = "article:section og:article:section articlesection parsely-section section".split(" ");
const AUTHOR =
  "author parsely-author article:author og:article:author dc.creator dcterms.creator byl sailthru.author".split(
    " ",
  );
const SITE = ["og:site_name", "application-name", "dc.publisher"];
const TITLE = "og:title twitter:title dc.title dcterm.title title".split(" ");
const LANGUAGE = ["og:locale", "language", "dc.language", "dcterms.language", "content-language"];

/**
 * A page's metadata of its article: JSON-LD first, since it is written for machines, then meta elements of
 * OpenGraph, Dublin Core and others, microdata, `<time>`, and the language of the document.
 *
 * @param pageUrl address of the page
 */
export function pageMetadata(
  document: PageDocument,
  pageUrl: string | null,
): { readonly draft: ArticleDraft; readonly data: ArticleData } {
  const meta = metaFinder(document);
  const stated = addressOf(document, meta, pageUrl);
  const linked = findArticleData(document, stated ?? pageUrl);
  const data = { ...linked, title: linked.title ?? headlineOf(document) };
  const language =
    data.language ??
    attribute(document, "html[lang]", "lang") ??
    attribute(document, "html", "xml:lang") ??
    meta(LANGUAGE) ??
    attribute(document, "meta[http-equiv='content-language' i][content]", "content");
  const draft: ArticleDraft = {
    id: null,
    title: data.title ?? meta(TITLE),
    titleDerived: false,
    text: "",
    image: imageOf(document, data, baseOf(document, pageUrl ?? stated)),
    url: stated ?? absoluteAddress(data.url, pageUrl) ?? absoluteAddress(pageUrl, null),
    source: data.source ?? meta(SITE),
    author: data.author ?? personOf(meta(AUTHOR)),
    section: data.section ?? sectionName(meta(SECTION)),
    tags: pageTags(document, data.keywords),
    place: null,
    language: readableLanguage(language),
    publishedAt: firstReadableDate(publicationDates()),
    updatedAt: firstReadableDate(updates()),
  };
  return { draft, data };

  /** A generator, so that a page is searched for dates only if its metadata lack them. */
  function* publicationDates(): Generator<string | null> {
    yield data.publishedAt;
    yield* allOf(meta, PUBLISHED);
    yield* shownDates(document);
    yield dateInAddress(stated ?? pageUrl);
  }

  function* updates(): Generator<string | null> {
    yield data.updatedAt;
    yield* allOf(meta, UPDATED);
    yield* shownUpdates(document);
  }
}

const EMBARGOES = "prism.embargodate prism:embargodate embargo embargodate embargo-date embargo_date".split(
  " ",
);
const UNAVAILABLE_AFTER = /\bunavailable_after:\s*([^,]*(?:,[^,]*\d[^,]*)?)/i;

/**
 * A page's usage terms: PRISM's `embargoDate`, schema.org's `expires` and `creativeWorkStatus`, and the
 * `unavailable_after` that search engines obey.
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
    id: idWithoutText({ id: null, url }),
    statuses: [{ name: "creativeWorkStatus", value: status }],
    releases: [{ name: "embargo", value: meta(EMBARGOES) }],
    ends: [
      { name: "expires", value: expires ?? meta(["article:expiration_time", "og:article:expiration_time"]) },
      { name: "unavailable_after", value: robots?.trim() },
    ],
  };
}

/**
 * Base of a page's relative addresses.
 *
 * @param pageUrl of the page; `null` if unknown
 */
export function baseOf(document: PageDocument, pageUrl: string | null): string | null {
  return absoluteAddress(attribute(document, "base[href]", "href"), pageUrl) ?? pageUrl;
}

/** OpenGraph first, since its images are meant to be shown elsewhere. */
function imageOf(document: PageDocument, { images, logos }: ArticleData, base: string | null) {
  const linked = [
    "link[rel~='image_src'][href]",
    "[itemprop~='image'][content]",
    "img[itemprop~='image'][src]",
  ];
  const others = linked.flatMap((selector) => [...document.querySelectorAll(selector)].slice(0, 1));
  const image = chooseImage(
    [
      ...metaImages(document, "og:image"),
      ...metaImages(document, "twitter:image"),
      ...images,
      ...others.map((element) => ({
        url: ["href", "content", "src"].map((name) => element.getAttribute(name)).find(Boolean) ?? null,
      })),
    ],
    base,
    logos,
  );
  return image && { ...image, alt: image.alt ?? altOf(document, image.url, base) };
}

/**
 * Pages may list several images, each followed by its size and text: `og:image`, `og:image:alt`,
 * `og:image:width`.
 */
function metaImages(document: PageDocument, kind: string): readonly ImageCandidate[] {
  const images: StatedImage[] = [];
  for (const element of document.querySelectorAll("meta[content]")) {
    const name = (element.getAttribute("property") ?? element.getAttribute("name") ?? "").toLowerCase();
    const content = decodeEntities(element.getAttribute("content")?.trim() ?? "");
    if (name.startsWith(kind) && content !== "") addToImages(images, name.slice(kind.length), content);
  }
  return images;
}

type StatedImage = { -readonly [Field in keyof ImageCandidate]: ImageCandidate[Field] };

/** @param part the rest of the name after `og:image` */
function addToImages(images: StatedImage[], part: string, content: string): void {
  const last = images.at(-1);
  const isSame = last !== undefined && (content === last.url || part === ":secure_url");
  if (["", ":url", ":src", ":secure_url"].includes(part)) {
    if (isSame) last.url = content;
    else images.push({ url: content });
  } else if (part === ":alt" && last !== undefined) last.alt ??= content;
  else if (part === ":width" && last !== undefined) last.width = pixels(content);
  else if (part === ":height" && last !== undefined) last.height = pixels(content);
}

/** The alternative text of the same image in the page. */
function altOf(document: PageDocument, url: string, base: string | null): string | null {
  for (const element of document.querySelectorAll("img[src][alt]")) {
    const source = absoluteAddress(element.getAttribute("src"), base);
    if (source?.split("?")[0] === url.split("?")[0]) return element.getAttribute("alt")?.trim() || null;
  }
  return null;
}

type MetaFinder = (names: readonly string[]) => string | null;

/** Finds the first non-empty meta element by any of the names, in lower case. */
function metaFinder(document: PageDocument): MetaFinder {
  const contents = new Map<string, string>();
  for (const element of document.querySelectorAll("meta[content]")) {
    const content = element.getAttribute("content")?.trim() ?? "";
    for (const kind of ["property", "name", "itemprop"]) {
      const name = element.getAttribute(kind)?.toLowerCase();
      if (name !== undefined && content !== "" && !contents.has(name)) {
        contents.set(name, decodeLeftEntities(decodeEntities(content)));
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

/**
 * OpenGraph's `article:tag` is repeated for each tag. Ignores `keywords`, which on many pages describe the
 * whole site.
 */
function pageTags(document: PageDocument, keywords: readonly string[]): readonly string[] {
  const tags = [...document.querySelectorAll("meta[content]")].flatMap((element) => {
    const name = (element.getAttribute("property") ?? element.getAttribute("name") ?? "").toLowerCase();
    const content = decodeEntities(element.getAttribute("content") ?? "");
    return TAGS.includes(name) ? statedTags(content) : [];
  });
  return [...keywords, ...tags];
}

function addressOf(document: PageDocument, meta: MetaFinder, pageUrl: string | null): string | null {
  const canonical = attribute(document, "link[rel~='canonical'][href]", "href");
  const stated = [canonical, meta(["og:url"])].map((address) => absoluteAddress(address, pageUrl));
  // Badly configured sites name their front page as the canonical address of all pages.
  const isFront = pageUrl !== null && isFrontPage(pageUrl);
  return stated.find((address) => address !== null && (isFront || !isFrontPage(address))) ?? null;
}

/** The headline in microdata, except of teasers. */
function headlineOf(document: PageDocument): string | null {
  for (const element of document.querySelectorAll("[itemprop~='headline']")) {
    const text = element.getAttribute("content") ?? element.textContent;
    if (element.closest(ASIDE) === null) return text?.replace(/\s+/g, " ").trim() || null;
  }
  return null;
}

/** The page's address by number, which is its id in a WordPress feed. */
export function shortLinkOf(document: PageDocument, pageUrl: string | null): string | null {
  return absoluteAddress(attribute(document, "link[rel~='shortlink'][href]", "href"), pageUrl);
}

function attribute(document: PageDocument, selector: string, name: string): string | null {
  const element: PageElement | null = document.querySelector(selector);
  return element?.getAttribute(name)?.trim() || null;
}

/** OpenGraph uses the address of a profile, which is not a name. */
function personOf(author: string | null): string | null {
  return author === null || URL.canParse(author) ? null : plainName(author);
}

/** Some pages state the path of the section's page: `/world/middle_east`. */
function sectionName(section: string | null): string | null {
  if (section === null || !section.startsWith("/")) return section;
  return section.split("/").filter(Boolean).at(-1)?.replaceAll("_", " ") ?? null;
}
