import type { SharedHash } from "../ports/story-table.ts";
import type { StorySource } from "./story-source.ts";

/**
 * Share of the shorter text that two articles must have in common. Of 2,095 real articles, second editions share 0.85 and
 * more, follow-ups that repeat the background up to 0.6: docs/benchmarks/stories.md.
 */
const COPY_SHARE = 0.6;
/** Fewer are chance, or one quotation. Each stands for four runs of five words. */
const MIN_COMMON_HASHES = 5;
/** What so many stories have in common is a standing phrase: "all rights reserved". */
const MAX_STORIES_OF_A_PHRASE = 5;
/** Articles that are looked at for one hash. */
const ARTICLES_PER_HASH = 50;

/**
 * The article of which a text is an edited copy, whole or in part, or the reverse. Of several the one that has most of it,
 * then the first.
 *
 * @param hashes fingerprint of the text
 * @param sources earliest segment first
 * @returns the id of its story
 */
export function findCopy(hashes: readonly number[], sources: readonly StorySource[]): string | undefined {
  const shared = sources.flatMap(({ stories, replacedIds }) =>
    stories.sharing(hashes, ARTICLES_PER_HASH).filter(({ articleId }) => !replacedIds.has(articleId)),
  );
  const phrases = standingPhrases(shared);
  const counts = new Map<string, { readonly article: SharedHash; common: number }>();
  for (const article of shared) {
    if (phrases.has(article.hash)) continue;
    const count = counts.get(article.articleId) ?? { article, common: 0 };
    count.common += 1;
    counts.set(article.articleId, count);
  }
  const telling = hashes.length - phrases.size;
  let best: string | undefined;
  let bestShare = 0;
  for (const { article, common } of counts.values()) {
    const share = common / Math.min(telling, article.hashCount);
    if (common >= MIN_COMMON_HASHES && share >= COPY_SHARE && share > bestShare) {
      [best, bestShare] = [article.storyId, share];
    }
  }
  return best;
}

function standingPhrases(shared: readonly SharedHash[]): ReadonlySet<number> {
  const stories = new Map<number, Set<string>>();
  for (const { hash, storyId } of shared) {
    const ofHash = stories.get(hash) ?? new Set();
    stories.set(hash, ofHash.add(storyId));
  }
  const isPhrase = ([, ofHash]: readonly [number, ReadonlySet<string>]) =>
    ofHash.size > MAX_STORIES_OF_A_PHRASE;
  return new Set([...stories].filter(isPhrase).map(([hash]) => hash));
}
