import type { PassageKeys } from "../ports/story-table.ts";
import type { Embedding } from "../types.ts";
import { indexTerms } from "../words/index-terms.ts";
import type { StorySource } from "./story-source.ts";

/**
 * Cosine similarity of two headlines with their leads from which on they are of one subject whatever their words. Read
 * off pairs of 2,095 real articles, as are the next two: docs/decisions/0007-news-ranking.md.
 */
const CERTAIN_SIMILARITY = 0.84;
/** Similarity and share of common words together from which on they are of one subject. */
const LIKENESS = 1.1;
/** Below it common words say nothing. */
const POSSIBLE_SIMILARITY = 0.6;
/** Shorter words are mostly those of grammar. In scripts without spaces, terms are pairs of characters. */
const MIN_WORD_LENGTH = 4;
const ASCII = /^[\0-\x7f]*$/;

/** After so many days since a story began it is another day's news: a follow-up. */
const EVENT_DAYS = 2;
/** Nearest passages that are looked at in each segment; those of the article itself are among them. */
const NEIGHBORS = 32;
const DAY_MS = 86_400_000;

/** The beginning of an article that looks for its story: news says first what happened. */
export interface UngroupedLead {
  readonly publishedAt: string | null;
  /** Headline and first passage. */
  readonly text: string;
  readonly embedding: Embedding;
}

/**
 * The story that reports the same event in other words: the most alike of those whose beginning is near in meaning, in
 * its words and in time. Articles without a date have none, since a follow-up of next month says nearly the same.
 *
 * @returns its id
 */
export function findSameEvent(lead: UngroupedLead, sources: readonly StorySource[]): string | undefined {
  const { publishedAt } = lead;
  if (publishedAt === null) return undefined;
  const words = tellingWords(lead.text);
  let best: string | undefined;
  let bestLikeness = 0;
  for (const near of sources.flatMap((source) => nearLeads(lead.embedding, source))) {
    if (!isNear(publishedAt, near.publishedAt)) continue;
    const likeness = near.similarity + commonShare(words, tellingWords(near.readText()));
    const isAlike = likeness >= LIKENESS || near.similarity >= CERTAIN_SIMILARITY;
    if (!isAlike || likeness <= bestLikeness) continue;
    if (isNear(publishedAt, beginningOf(near.storyId, sources)))
      [best, bestLikeness] = [near.storyId, likeness];
  }
  return best;
}

interface NearLead extends PassageKeys {
  readonly storyId: string;
  readonly similarity: number;
  readonly readText: () => string;
}

function nearLeads(
  lead: Embedding,
  { stories, nearest, textOf, replacedIds }: StorySource,
): readonly NearLead[] {
  const neighbors = nearest(lead, NEIGHBORS).filter(({ similarity }) => similarity >= POSSIBLE_SIMILARITY);
  const keys = stories.keysOf(neighbors.map(({ row }) => row));
  return neighbors.flatMap(({ row, similarity }, index) => {
    const { storyId, ordinal, ...rest } = keys[index] as PassageKeys;
    // Without a story it is this article, or one that comes after it.
    const isLead = storyId !== null && ordinal === 0 && !replacedIds.has(rest.articleId);
    return isLead ? [{ ...rest, storyId, ordinal, similarity, readText: () => textOf(row) }] : [];
  });
}

function tellingWords(text: string): ReadonlySet<string> {
  return new Set(indexTerms(text).filter((term) => term.length >= MIN_WORD_LENGTH || !ASCII.test(term)));
}

/** Of the words of the shorter text. */
function commonShare(words: ReadonlySet<string>, others: ReadonlySet<string>): number {
  const common = [...words].filter((word) => others.has(word)).length;
  return common / Math.max(1, Math.min(words.size, others.size));
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
