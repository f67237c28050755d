import type { Article } from "@dateline-search/core/types";
import { type NaturalOverlap, SECOND_EDITION_SHARE } from "./judged-collection.ts";

/** The collection was written over a year. So many days make a few hundred articles a day of it. */
const DAYS = 10;
const SECONDS_OF_DAY = 86_400;

/** Articles of a real collection that ended in one story although nobody judged them to be of one event. */
export interface DatedFigures {
  readonly articles: number;
  /** Stories of several articles, and articles in them. */
  readonly stories: number;
  readonly joined: number;
  /** Pairs of articles in one story, and those of them that are editions of one report. */
  readonly pairs: number;
  readonly editions: number;
}

/** Gives each article a time that is drawn, so that hundreds of unrelated articles come on one day. */
export function dateAtRandom(articles: readonly Article[], random: () => number): readonly Article[] {
  const begin = Date.UTC(2005, 0, 10);
  return articles.map((article) => {
    const time = new Date(begin + Math.floor(random() * DAYS * SECONDS_OF_DAY) * 1000);
    return { ...article, publishedAt: `${time.toISOString().slice(0, 19)}Z` };
  });
}

/** @param stories the story of each article, by its id */
export function datedFigures(
  articles: readonly Article[],
  stories: ReadonlyMap<string, string>,
  overlaps: readonly NaturalOverlap[],
): DatedFigures {
  const sizes = new Map<string, number>();
  for (const { id } of articles) {
    const story = stories.get(id) ?? id;
    sizes.set(story, (sizes.get(story) ?? 0) + 1);
  }
  const several = [...sizes.values()].filter((size) => size > 1);
  const editions = overlaps.filter(
    ({ a, b, share }) => share >= SECOND_EDITION_SHARE && stories.get(a.id) === stories.get(b.id),
  );
  return {
    articles: articles.length,
    stories: several.length,
    joined: several.reduce((sum, size) => sum + size, 0),
    pairs: several.reduce((sum, size) => sum + (size * (size - 1)) / 2, 0),
    editions: editions.length,
  };
}
