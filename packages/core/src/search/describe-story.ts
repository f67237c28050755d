import { splitSentences } from "../passages/split-sentences.ts";
import type { LocatedMember } from "../ports/search-index.ts";
import type { StoryMember } from "../ports/story-table.ts";
import type { Query, Story, StoryArticle, StorySummary, StoryTimeline } from "../types.ts";
import { isAfter } from "./parse-filter.ts";
import type { SearchedGeneration } from "./search-engine.ts";
import { searchIndexOf } from "./segments-index.ts";

/** Maximum number of other articles that a hit lists. The rest are only counted. */
const MAX_OTHERS = 10;
const MAX_SOURCES = 20;
/** A report below this share of its story's usual length is a flash: "more to follow". */
const FULL_SHARE = 0.5;
const MAX_EXCERPT = 280;

export interface DescribeStoryOptions {
  readonly storyId: string;
  /** The article of the hit. */
  readonly articleId: string;
  /** Ignores articles published later or without a date; `null` for all. */
  readonly asOf: string | null;
}

/**
 * @param all articles of the story
 * @returns `null` when no other article reports the story
 */
export function describeStory(
  all: readonly StoryMember[],
  { storyId, articleId, asOf }: DescribeStoryOptions,
): Story | null {
  const members = inOrder(all, asOf);
  const others = members.filter(({ id }) => id !== articleId);
  if (others.length === 0) return null;
  return { ...summaryOf(storyId, members), others: others.slice(0, MAX_OTHERS).map(toStoryArticle) };
}

/** The part of a timeline to return. */
export type TimelineQuery = Pick<Query, "limit" | "offset" | "asOf">;

/**
 * Reads a story from its first report to its latest.
 *
 * @param storyId its current or an earlier id
 * @returns `undefined` when there is no such story, or none yet at the requested time
 */
export async function readTimeline(
  generation: SearchedGeneration,
  storyId: string,
  { limit, offset, asOf }: TimelineQuery,
): Promise<StoryTimeline | undefined> {
  const index = searchIndexOf(generation);
  const members = inOrder((await index.membersOf([storyId])).get(storyId) ?? [], asOf);
  const [first] = members;
  if (first === undefined) return undefined;
  const [keys] = await index.keysOf([toPassage(first)]);
  const current = keys?.storyId ?? storyId;
  const shown = members.slice(offset, offset + limit);
  const passages = await index.read(shown.map(toPassage));
  return {
    story: summaryOf(current, members),
    redirectedFrom: current === storyId ? null : storyId,
    reports: shown.map((member, position) => ({
      ...toStoryArticle(member),
      excerpt: excerptOf(passages[position]?.passage.text ?? ""),
    })),
  };
}

function toPassage({ segment, firstPassage: row }: LocatedMember) {
  return { segment, row };
}

/** Earliest first. */
function inOrder<Member extends StoryMember>(all: readonly Member[], asOf: string | null): readonly Member[] {
  return all
    .filter(({ publishedAt }) => asOf === null || (publishedAt !== null && !isAfter(publishedAt, asOf)))
    .sort(earliestFirst);
}

/** @param members earliest first */
function summaryOf(id: string, members: readonly StoryMember[]): StorySummary {
  const dates = members.flatMap(({ publishedAt }) => publishedAt ?? []);
  const sources = [...new Set(members.flatMap(({ source }) => source ?? []))];
  return {
    id,
    size: members.length,
    firstSeenAt: dates[0] ?? null,
    latestAt: dates.at(-1) ?? null,
    sources: sources.slice(0, MAX_SOURCES),
    lead: toStoryArticle(leadOf(members)),
  };
}

function leadOf(members: readonly StoryMember[]): StoryMember {
  const lengths = members.map(({ textBytes }) => textBytes).sort((a, b) => a - b);
  const usual = lengths[Math.floor(lengths.length / 2)] ?? 0;
  return members.find(({ textBytes }) => textBytes >= FULL_SHARE * usual) as StoryMember;
}

function toStoryArticle({ id, title, source, url, publishedAt }: StoryMember): StoryArticle {
  return { id, title, source, url, publishedAt };
}

/** As many whole sentences as fit, or the beginning of a long first one. */
function excerptOf(text: string): string {
  let end = 0;
  for (const sentence of splitSentences(text)) {
    if (sentence.end > MAX_EXCERPT) break;
    end = sentence.end;
  }
  if (end > 0) return text.slice(0, end);
  if (text.length <= MAX_EXCERPT) return text;
  const room = text.slice(0, MAX_EXCERPT - 1);
  return `${room.slice(0, Math.max(room.search(/\s\S*$/), MAX_EXCERPT / 2))}…`;
}

/** Those without a date come last. Ties by id, so that the order does not depend on segments. */
function earliestFirst(a: StoryMember, b: StoryMember): number {
  const [ofA, ofB] = [a.publishedAt ?? "~", b.publishedAt ?? "~"];
  if (ofA !== ofB) return ofA < ofB ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}
