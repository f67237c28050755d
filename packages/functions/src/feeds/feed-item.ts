import type { SearchAnswer } from "../answer-schemas.ts";

/** Where a feed is. */
export interface FeedLocation {
  /** The URL that was asked for. */
  readonly self: string;
  /** The URL of the next page, if there is one. */
  readonly next?: string | undefined;
}

/** One hit in the form that both kinds of feeds want. */
export interface FeedItem {
  /** The article's, so that readers show a story once however often its best passage changes. */
  readonly id: string;
  readonly title: string;
  readonly url: string | undefined;
  readonly image: SearchAnswer["hits"][number]["article"]["image"];
  readonly text: string;
  readonly publishedAt: Date | undefined;
  readonly updatedAt: Date | undefined;
  readonly author: string | undefined;
  /** Its section, then its tags. */
  readonly categories: readonly string[];
  readonly language: string | undefined;
  /** What several articles tell, this one among them. */
  readonly story: SearchAnswer["hits"][number]["story"];
}

export function feedTitle({ query }: SearchAnswer): string {
  return `Dateline: ${query === "" ? "the latest articles" : query}`;
}

/** The hits of an answer; of an article with several passages in it, every later one is told apart by its passage. */
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

/** A reader follows what it is given; nothing but web addresses is given to it. */
function webAddress(url: string | null): string | undefined {
  return url !== null && /^https?:\/\//i.test(url) ? url : undefined;
}

/** Feeds know instants only; a date is the beginning of its day. */
function toDate(publishedAt: string | null): Date | undefined {
  return publishedAt === null ? undefined : new Date(publishedAt);
}
