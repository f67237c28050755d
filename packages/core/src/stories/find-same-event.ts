import type { PassageKeys } from "../ports/story-table.ts";
import type { Embedding } from "../types.ts";
import type { StorySource } from "./story-source.ts";

/**
 * Cosine similarity of two headlines with their leads from which on two articles of the same days report one event. Of
 * 2,095 real articles without dates, pairs above it are nearly all of one running subject; time tells its events apart.
 */
const EVENT_SIMILARITY = 0.84;
/** After so many days since a story began it is another day's news: a follow-up. */
const EVENT_DAYS = 2;
/** Nearest passages that are looked at in each segment; those of the article itself are among them. */
const NEIGHBORS = 32;
const DAY_MS = 86_400_000;

/** An article that looks for its story. */
export interface UngroupedArticle {
  readonly publishedAt: string | null;
  /** Of its first passage, which says in the way of news what happened. */
  readonly lead: Embedding;
}

/**
 * The story that reports the same event in other words: the nearest of those whose beginning is near in meaning and in
 * time. Articles without a date have none, since a follow-up of next month says nearly the same.
 *
 * @returns its id
 */
export function findSameEvent(
  { publishedAt, lead }: UngroupedArticle,
  sources: readonly StorySource[],
): string | undefined {
  if (publishedAt === null) return undefined;
  const near = sources
    .flatMap((source) => nearLeads(lead, source))
    .sort((a, b) => b.similarity - a.similarity);
  const found = near.find(({ storyId, publishedAt: other }) => {
    return isNear(publishedAt, other) && isNear(publishedAt, beginningOf(storyId, sources));
  });
  return found?.storyId;
}

interface NearLead extends PassageKeys {
  readonly storyId: string;
  readonly similarity: number;
}

function nearLeads(lead: Embedding, { stories, nearest, replacedIds }: StorySource): readonly NearLead[] {
  const neighbors = nearest(lead, NEIGHBORS).filter(({ similarity }) => similarity >= EVENT_SIMILARITY);
  const keys = stories.keysOf(neighbors.map(({ row }) => row));
  return neighbors.flatMap(({ similarity }, index) => {
    const { storyId, ordinal, ...rest } = keys[index] as PassageKeys;
    // Without a story it is this article, or one that comes after it.
    const isLead = storyId !== null && ordinal === 0 && !replacedIds.has(rest.articleId);
    return isLead ? [{ ...rest, storyId, ordinal, similarity }] : [];
  });
}

function beginningOf(storyId: string, sources: readonly StorySource[]): string | null {
  return sources
    .flatMap(({ stories }) => stories.membersOf(storyId))
    .reduce<string | null>((first, { publishedAt }) => {
      return first === null || (publishedAt !== null && publishedAt < first) ? publishedAt : first;
    }, null);
}

function isNear(publishedAt: string, other: string | null): boolean {
  return other !== null && Math.abs(Date.parse(publishedAt) - Date.parse(other)) <= EVENT_DAYS * DAY_MS;
}
