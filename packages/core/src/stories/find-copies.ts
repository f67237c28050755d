import type { SharedHash } from "../ports/story-table.ts";
import { isWholeTextHash } from "./fingerprint.ts";

/**
 * Minimum share of the shorter text that copies have in common. Among 2,095 real articles, second editions
 * share at least 0.85, and follow-ups that repeat the background up to 0.6: docs/benchmarks/stories.md.
 */
const COPY_SHARE = 0.6;
/** Fewer may be chance or a single quotation. Each represents four runs of five words. */
const MIN_COMMON_HASHES = 5;
/** Text in more stories than this is a standing phrase: "all rights reserved". */
const MAX_STORIES_OF_A_PHRASE = 5;

/** An article that shares runs of words, its location, and its current story. */
export interface SharedRun extends SharedHash {
  readonly source: number;
}

/**
 * The articles of which a text is an edited copy, whole or in part, or the reverse, whatever their dates.
 * Those that share most come first.
 *
 * @param hashes fingerprint of the text
 * @param shared articles that have some of them
 */
export function findCopies(
  hashes: readonly number[],
  shared: readonly SharedRun[],
): readonly Pick<SharedRun, "source" | "firstPassage" | "publishedAt">[] {
  const phrases = standingPhrases(shared);
  const counts = new Map<string, { readonly article: SharedRun; common: number; isEqual: boolean }>();
  for (const article of shared) {
    if (phrases.has(article.hash)) continue;
    const key = `${article.source} ${article.firstPassage}`;
    const count = counts.get(key) ?? { article, common: 0, isEqual: false };
    count.common += 1;
    if (isWholeTextHash(article.hash)) count.isEqual = true;
    counts.set(key, count);
  }
  const telling = hashes.length - phrases.size;
  return [...counts.values()]
    .map(({ article, common, isEqual }) => {
      const share = isEqual ? 1 : common / Math.min(telling, article.hashCount);
      return { article, share, isEnough: isEqual || common >= MIN_COMMON_HASHES };
    })
    .filter(({ share, isEnough }) => isEnough && share >= COPY_SHARE)
    .sort((a, b) => b.share - a.share)
    .map(({ article }) => article);
}

function standingPhrases(shared: readonly SharedRun[]): ReadonlySet<number> {
  const stories = new Map<number, Set<string>>();
  for (const { hash, storyId } of shared) {
    if (isWholeTextHash(hash)) continue;
    const ofHash = stories.get(hash) ?? new Set();
    stories.set(hash, ofHash.add(storyId));
  }
  const isPhrase = ([, ofHash]: readonly [number, ReadonlySet<string>]) =>
    ofHash.size > MAX_STORIES_OF_A_PHRASE;
  return new Set([...stories].filter(isPhrase).map(([hash]) => hash));
}
