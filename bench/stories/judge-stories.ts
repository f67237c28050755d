import type { JudgedArticle } from "./judged-collection.ts";

/** A pair in one story that does not belong together. */
export interface WrongPair {
  readonly a: JudgedArticle;
  readonly b: JudgedArticle;
}

export interface StoryFigures {
  readonly articles: number;
  /** Number of article pairs in the same story, and of those that are copies of one report. */
  readonly foundPairs: number;
  readonly rightPairs: number;
  /** Number of pairs of copies of one report. */
  readonly truePairs: number;
  readonly wrong: readonly WrongPair[];
  /** By kind of edit: their number, and how many are in the story of their original. */
  readonly byKind: ReadonlyMap<string, { readonly total: number; readonly found: number }>;
}

/** @param storyOf the story of each article, by article id */
export function judgeStories(
  articles: readonly JudgedArticle[],
  storyOf: ReadonlyMap<string, string>,
): StoryFigures {
  const stories = groupBy(articles, ({ article }) => storyOf.get(article.id) ?? "");
  const pairs = [...stories.values()].flatMap(pairsOf);
  const wrong = pairs.filter(({ a, b }) => a.report !== b.report);
  const byKind = new Map<string, { total: number; found: number }>();
  for (const judged of articles) {
    const kind = byKind.get(judged.kind) ?? { total: 0, found: 0 };
    kind.total += 1;
    const story = stories.get(storyOf.get(judged.article.id) ?? "") ?? [];
    if (story.some(({ kind: other, report }) => other === "original" && report === judged.report))
      kind.found += 1;
    byKind.set(judged.kind, kind);
  }
  return {
    articles: articles.length,
    foundPairs: pairs.length,
    rightPairs: pairs.length - wrong.length,
    truePairs: [...groupBy(articles, ({ report }) => report).values()].flatMap(pairsOf).length,
    wrong,
    byKind,
  };
}

function groupBy(
  articles: readonly JudgedArticle[],
  keyOf: (judged: JudgedArticle) => string,
): ReadonlyMap<string, readonly JudgedArticle[]> {
  const groups = new Map<string, JudgedArticle[]>();
  for (const judged of articles) {
    const key = keyOf(judged);
    groups.set(key, [...(groups.get(key) ?? []), judged]);
  }
  return groups;
}

function pairsOf(articles: readonly JudgedArticle[]): readonly WrongPair[] {
  return articles.flatMap((a, index) => articles.slice(index + 1).map((b) => ({ a, b })));
}
