import type { SearchAnswer } from "../answer-schemas.ts";

/** URLs of a feed. */
export interface FeedLocation {
  /** The requested URL. */
  readonly self: string;
  /** The URL of the next page, if there is one. */
  readonly next?: string | undefined;
}

/** A hit in the form that both feed formats need. */
export interface FeedItem {
  /** Id of the article, so that readers show it once even if its best passage changes. */
  readonly id: string;
  readonly title: string;
  readonly url: string | undefined;
  readonly image: SearchAnswer["hits"][number]["article"]["image"];
  readonly text: string;
  readonly publishedAt: Date | undefined;
  readonly updatedAt: Date | undefined;
  readonly author: string | undefined;
  /** The section, then the tags. */
  readonly categories: readonly string[];
  readonly language: string | undefined;
  /** The story that this article belongs to. */
  readonly story: SearchAnswer["hits"][number]["story"];
}

export function feedTitle({ query }: SearchAnswer): string {
  return `Dateline: ${query === "" ? "the latest articles" : query}`;
}

/** Converts the hits of an answer. Further passages of an article are identified by the passage. */
export function feedItems({ hits }: SearchAnswer): readonly FeedItem[] {
  const seen = new Set<string>();
  return hits.map(({ article, passage, highlight, story }) => {
    const id = seen.has(article.id) ? passage.id : article.id;
    seen.add(article.id);
    return {
      id,
      title: article.title,
      url: webAddress(highlight.link) ?? webAddress(article.url),
      image: article.image,
      text: passage.text,
      publishedAt: toDate(article.publishedAt),
      updatedAt: toDate(article.updatedAt),
      author: article.author ?? article.source ?? undefined,
      categories: [...new Set([article.section ?? [], article.tags].flat())],
      language: article.language ?? undefined,
      story,
    };
  });
}

/** Feed readers follow links, so only web addresses are passed on. */
function webAddress(url: string | null): string | undefined {
  return url !== null && /^https?:\/\//i.test(url) ? url : undefined;
}

/** Feeds only have instants, so a date becomes the start of its day. */
function toDate(publishedAt: string | null): Date | undefined {
  return publishedAt === null ? undefined : new Date(publishedAt);
}
