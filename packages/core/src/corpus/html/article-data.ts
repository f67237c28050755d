import { z } from "zod";
import type { PageDocument } from "./page-document.ts";

/** What JSON-LD states of the article of a page. */
export interface ArticleData {
  readonly title: string | null;
  readonly url: string | null;
  readonly source: string | null;
  readonly author: string | null;
  readonly section: string | null;
  readonly language: string | null;
  readonly publishedAt: string | null;
  readonly updatedAt: string | null;
  /** After which it may not be shown any more. */
  readonly expires: string | null;
  /** schema.org's `creativeWorkStatus`, such as "Draft". */
  readonly status: string | null;
}

/** Types of schema.org that are articles: `NewsArticle`, `ReportageNewsArticle`, `BlogPosting`, … */
const ARTICLE_TYPE = /(?:Article|BlogPosting|Report)$/;
/** Lists in lists and graphs in graphs; real pages have two. */
const MAX_DEPTH = 8;

/** What is of another type than schema.org says is as good as missing. */
const text = z
  .union([z.string(), z.array(z.string()).transform((all) => all.join(", "))])
  .nullish()
  .catch(null);
const named = z
  .union([z.string(), z.object({ name: text }).transform(({ name }) => name ?? null)])
  .nullable();
const names = z
  .union([named, z.array(named.catch(null))])
  .nullish()
  .catch(null)
  .transform((value) => [value].flat().filter((name) => name !== null && name !== undefined));
const first = z
  .union([z.string(), z.array(z.string()).transform((all) => all[0] ?? null)])
  .nullish()
  .catch(null);

const ARTICLE = z.object({
  headline: text,
  name: text,
  url: text,
  mainEntityOfPage: z
    .union([z.string(), z.object({ "@id": text }).transform((page) => page["@id"] ?? null)])
    .nullish()
    .catch(null),
  publisher: names,
  author: names,
  articleSection: first,
  inLanguage: text,
  datePublished: text,
  dateModified: text,
  expires: text,
  creativeWorkStatus: z.union([text, named]).catch(null),
});

/**
 * Finds the article among the JSON-LD of a page; a page with several, such as a list of teasers, states the one that it
 * is about first.
 */
export function findArticleData(document: PageDocument): ArticleData {
  for (const script of document.querySelectorAll("script[type='application/ld+json']")) {
    const found = findArticle(parseLoosely(script.textContent ?? ""), 0);
    if (found !== undefined) return toData(ARTICLE.parse(found));
  }
  return toData(ARTICLE.parse({}));
}

function toData(article: z.infer<typeof ARTICLE>): ArticleData {
  return {
    title: article.headline ?? article.name ?? null,
    url: article.url ?? article.mainEntityOfPage ?? null,
    source: article.publisher.join(", ") || null,
    author: article.author.filter((name) => !URL.canParse(name)).join(", ") || null,
    section: article.articleSection ?? null,
    language: article.inLanguage ?? null,
    publishedAt: article.datePublished ?? null,
    updatedAt: article.dateModified ?? null,
    expires: article.expires ?? null,
    status: article.creativeWorkStatus ?? null,
  };
}

function findArticle(value: unknown, depth: number): object | undefined {
  if (typeof value !== "object" || value === null || depth > MAX_DEPTH) return undefined;
  if (Array.isArray(value)) return firstOf(value, depth);
  if ("@type" in value && [value["@type"]].flat().some((type) => ARTICLE_TYPE.test(String(type))))
    return value;
  return "@graph" in value ? findArticle(value["@graph"], depth + 1) : undefined;
}

function firstOf(values: readonly unknown[], depth: number): object | undefined {
  for (const value of values) {
    const found = findArticle(value, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Pages put broken JSON there, which is no reason to lose the article. */
function parseLoosely(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
