import type { StoryMember } from "../ports/story-table.ts";
import type { Story } from "../types.ts";
import { isAfter } from "./parse-filter.ts";

/** The others of a story that a hit names; the rest are only counted. */
const MAX_OTHERS = 10;

export interface DescribeStoryOptions {
  readonly storyId: string;
  /** The article of the hit. */
  readonly articleId: string;
  /** Articles published later are not there yet, nor those without a date; `null` for all. */
  readonly asOf: string | null;
}

/** @param all articles of the story
 * @returns `null` when no other article tells the story */
export function describeStory(
  all: readonly StoryMember[],
  { storyId, articleId, asOf }: DescribeStoryOptions,
): Story | null {
  const members = all.filter(
    ({ publishedAt }) => asOf === null || (publishedAt !== null && !isAfter(publishedAt, asOf)),
  );
  const others = members.filter(({ id }) => id !== articleId).sort(earliestFirst);
  if (others.length === 0) return null;
  const dates = members.flatMap(({ publishedAt }) => publishedAt ?? []).sort();
  return {
    id: storyId,
    size: members.length,
    firstSeenAt: dates[0] ?? null,
    latestAt: dates.at(-1) ?? null,
    others: others.slice(0, MAX_OTHERS).map(({ id, title, source, url, publishedAt }) => {
      return { id, title, source, url, publishedAt };
    }),
  };
}

/** Those without a date last; then by id, so that the order does not depend on segments. */
function earliestFirst(a: StoryMember, b: StoryMember): number {
  const [ofA, ofB] = [a.publishedAt ?? "~", b.publishedAt ?? "~"];
  if (ofA !== ofB) return ofA < ofB ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}
