import type { SearchAnswer } from "../answer-schemas.ts";
import { type FeedItem, type FeedLocation, feedItems, feedTitle } from "./feed-item.ts";

/** Renders an answer as a JSON Feed (https://www.jsonfeed.org/version/1.1/). */
export function toJsonFeed(answer: SearchAnswer, { self, next }: FeedLocation): object {
  return {
    version: "https://jsonfeed.org/version/1.1",
    title: feedTitle(answer),
    feed_url: self,
    ...(next !== undefined && { next_url: next }),
    items: feedItems(answer).map((item) => ({
      id: item.id,
      title: item.title,
      content_text: item.text,
      ...(item.url !== undefined && { url: item.url }),
      ...(item.image !== null && { image: item.image.url }),
      ...(item.publishedAt !== undefined && { date_published: item.publishedAt.toISOString() }),
      ...(item.updatedAt !== undefined && { date_modified: item.updatedAt.toISOString() }),
      ...(item.author !== undefined && { authors: [{ name: item.author }] }),
      ...(item.categories.length > 0 && { tags: item.categories }),
      ...(item.language !== undefined && { language: item.language }),
      // Fields that the format lacks have names that begin with "_".
      ...(item.story !== null && { _dateline: { story: summaryOf(item.story) } }),
    })),
  };
}

function summaryOf({ others: _others, ...summary }: NonNullable<FeedItem["story"]>) {
  return summary;
}
