import type { WordCounts } from "../ports/word-index.ts";

/**
 * The counts of several segments as one collection, so that a word is as rare, and a text as long, in each of them as in
 * all of them together. All counts are of the same terms in the same order.
 */
export function sumWordCounts(all: readonly WordCounts[]): WordCounts {
  const sum = (count: (counts: WordCounts) => number) => all.reduce((total, each) => total + count(each), 0);
  const terms = all[0]?.passagesWith ?? [];
  return {
    passages: sum((counts) => counts.passages),
    articles: sum((counts) => counts.articles),
    passageWords: sum((counts) => counts.passageWords),
    articleWords: sum((counts) => counts.articleWords),
    passagesWith: terms.map((_, position) => sum((counts) => counts.passagesWith[position] ?? 0)),
    articlesWith: terms.map((_, position) => sum((counts) => counts.articlesWith[position] ?? 0)),
  };
}
