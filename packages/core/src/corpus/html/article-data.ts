import * as z from "zod";
import type { ImageCandidate } from "../article-image.ts";
import { canonicalUrl, isWebAddress } from "../canonical-url.ts";
import { decodeEntities } from "../decode-entities.ts";
import { imageOfValue } from "../json-values.ts";
import { statedTags } from "../tag-list.ts";
import { plainName } from "../take-byline.ts";
import { htmlText } from "./html-text.ts";
import { type LinkedNode, linkedNodes } from "./linked-data.ts";
import type { PageDocument } from "./page-document.ts";

/** A page's article according to its JSON-LD. */
export interface ArticleData {
  readonly title: string | null;
  readonly url: string | null;
  readonly source: string | null;
  readonly author: string | null;
  readonly section: string | null;
  readonly keywords: readonly string[];
  readonly language: string | null;
  readonly publishedAt: string | null;
  readonly updatedAt: string | null;
  /** True if it says that the page has an article. */
  readonly isArticle: boolean;
  /** The whole text, if the page states it. */
  readonly body: string | null;
  /** Selectors of elements that only subscribers see. */
  readonly walls: readonly string[];
  /** When the right to show it ends. */
  readonly expires: string | null;
  /** schema.org's `creativeWorkStatus`, such as "Draft". */
  readonly status: string | null;
  /** Best first. */
  readonly images: readonly ImageCandidate[];
  /** Addresses of the publishers' logos. */
  readonly logos: readonly string[];
}

/** schema.org types of articles: `NewsArticle`, `ReportageNewsArticle`, `BlogPosting`, … */
const ARTICLE_TYPE = /(?:Article|BlogPosting|Report)$/;
const TAG = /<\/?[a-z][^>]*>/i;

/** Values of the wrong type count as missing. Pages use HTML references even in JSON. */
const plain = z.string().transform(decodeEntities);
const text = z
  .union([plain, z.array(plain).transform((all) => all.join(", "))])
  .nullish()
  .catch(null);
const named = z.union([plain, z.object({ name: text }).transform(({ name }) => name ?? null)]).nullable();
const names = z
  .union([named, z.array(named.catch(null))])
  .nullish()
  .catch(null)
  .transform((value) => [value].flat().filter((name) => name !== null && name !== undefined));
const first = z
  .union([plain, z.array(plain).transform((all) => all[0] ?? null)])
  .nullish()
  .catch(null);
const address = z
  .union([z.string(), z.object({ "@id": text }).transform((page) => page["@id"] ?? null)])
  .nullish()
  .catch(null);
const part = z.object({
  isAccessibleForFree: z.union([z.boolean(), z.string()]).nullish().catch(null),
  cssSelector: z
    .union([z.string(), z.array(z.string())])
    .nullish()
    .catch(null),
});

const ARTICLE = z.object({
  "@id": address,
  image: z.unknown().optional(),
  thumbnailUrl: z.unknown().optional(),
  headline: text,
  name: text,
  url: address,
  mainEntityOfPage: address,
  publisher: names,
  author: names,
  creator: names,
  articleSection: first,
  keywords: z.unknown().optional(),
  articleBody: text,
  inLanguage: text,
  datePublished: first,
  dateModified: first,
  expires: first,
  creativeWorkStatus: z.union([text, named]).catch(null),
  hasPart: z
    .union([part.transform((one) => [one]), z.array(part)])
    .nullish()
    .catch(null),
});
type Article = z.infer<typeof ARTICLE>;

/**
 * Finds the article that a page is about in its JSON-LD: the one with the page's address, else the one with
 * the longest text, else the first. Pages describe teasers of other articles in the same way.
 *
 * @param pageUrl canonical address of the page; `null` if unknown
 */
export function findArticleData(document: PageDocument, pageUrl: string | null): ArticleData {
  const nodes = linkedNodes(document);
  const articles = nodes
    .filter((node) => [node["@type"]].flat().some((type) => ARTICLE_TYPE.test(String(type))))
    .map((node) => ARTICLE.parse(node));
  const article = chooseArticle(articles, pageUrl) ?? ARTICLE.parse({});
  return { ...toData(article), isArticle: articles.length > 0, logos: logosIn(nodes) };
}

/** Logos of organisations and of the articles' publishers. */
function logosIn(nodes: readonly LinkedNode[]): readonly string[] {
  const publishers = nodes.flatMap(({ publisher }) => (isNode(publisher) ? [publisher] : []));
  return [...nodes, ...publishers].flatMap(({ logo }) => imageOfValue(logo)?.url ?? []);
}

function isNode(value: unknown): value is LinkedNode {
  return typeof value === "object" && value !== null;
}

function chooseArticle(articles: readonly Article[], pageUrl: string | null): Article | undefined {
  const ofPage = articles.find((article) => isOf(article, pageUrl));
  if (ofPage !== undefined) return ofPage;
  // An article with another page's address is a teaser.
  const others = articles.filter((article) => pageUrl === null || addressesOf(article).length === 0);
  const candidates = others.length > 0 ? others : articles;
  return candidates.toSorted((a, b) => (b.articleBody?.length ?? 0) - (a.articleBody?.length ?? 0))[0];
}

function isOf(article: Article, pageUrl: string | null): boolean {
  if (pageUrl === null || !isWebAddress(pageUrl)) return false;
  const page = canonicalUrl(pageUrl);
  return addressesOf(article).some((stated) => canonicalUrl(stated) === page);
}

function addressesOf({ url, mainEntityOfPage, "@id": id }: Article): readonly string[] {
  return [url, mainEntityOfPage, id].filter(
    (stated): stated is string => stated != null && isWebAddress(stated),
  );
}

function toData(article: Article): Omit<ArticleData, "logos" | "isArticle"> {
  const walled = (article.hasPart ?? []).filter(({ isAccessibleForFree: free }) =>
    /^false$/i.test(String(free)),
  );
  return {
    title: article.headline ?? article.name ?? null,
    url: article.url ?? article.mainEntityOfPage ?? null,
    source: article.publisher.join(", ") || null,
    author:
      (article.author.length > 0 ? article.author : article.creator)
        .filter((name) => !URL.canParse(name))
        .map(plainName)
        .filter((name) => name !== null)
        .join(", ") || null,
    section: article.articleSection ?? null,
    keywords: statedTags(article.keywords),
    language: article.inLanguage ?? null,
    publishedAt: article.datePublished ?? null,
    updatedAt: article.dateModified ?? null,
    body: bodyOf(article),
    walls: walled.flatMap(({ cssSelector }) => [cssSelector ?? []].flat()),
    expires: article.expires ?? null,
    status: article.creativeWorkStatus ?? null,
    images: [article.image, article.thumbnailUrl].flatMap((value) => imageOfValue(value) ?? []),
  };
}

function bodyOf({ articleBody }: Article): string | null {
  if (articleBody === null || articleBody === undefined) return null;
  return (TAG.test(articleBody) ? htmlText(articleBody) : articleBody).trim() || null;
}
