import type { PassageKeys } from "../ports/story-table.ts";
import type { Collapse, Query } from "../types.ts";
import { compareTimes, type TimeOrder } from "./compare-times.ts";
import type { ScoredCandidate } from "./fuse-scores.ts";
import { type RecencyRule, weighRecency } from "./weigh-recency.ts";

export interface ArrangeOptions extends Pick<Query, "sort" | "collapse"> {
  readonly recency: RecencyRule | null;
  /** Reads the keys for grouping and sorting; called only when needed. */
  readonly keysOf: (candidates: readonly ScoredCandidate[]) => Promise<readonly PassageKeys[]>;
}

/**
 * Turns candidates, best first, into the final hits: applies recency, keeps one per article or story, and
 * sorts by time if requested. Articles without a date come last, in their previous order.
 */
export async function arrangeCandidates(
  ranked: readonly ScoredCandidate[],
  { sort, collapse, recency, keysOf }: ArrangeOptions,
): Promise<readonly ScoredCandidate[]> {
  if (sort === "relevance" && collapse === "none" && recency === null) return ranked;
  const keys = await keysOf(ranked);
  const keysOfCandidate = new Map(
    ranked.map((candidate, index) => [idOf(candidate), keys[index] as PassageKeys]),
  );
  const keyOf = (candidate: ScoredCandidate) => keysOfCandidate.get(idOf(candidate)) as PassageKeys;
  const weighed = recency === null ? ranked : weighRecency(ranked, keys, recency);
  const collapsed = collapseTo(collapse, weighed, keyOf);
  return sort === "relevance" ? collapsed : inOrderOfTime(collapsed, { sort, keyOf });
}

type KeyOf = (candidate: ScoredCandidate) => PassageKeys;

/** Keeps the best of each group, in order. */
function collapseTo(
  collapse: Collapse,
  ranked: readonly ScoredCandidate[],
  keyOf: KeyOf,
): readonly ScoredCandidate[] {
  if (collapse === "none") return ranked;
  const seen = new Set<string>();
  return ranked.filter((candidate) => {
    const { articleId, storyId } = keyOf(candidate);
    const group = collapse === "article" || storyId === null ? `article ${articleId}` : `story ${storyId}`;
    return !seen.has(group) && seen.add(group);
  });
}

function inOrderOfTime(
  ranked: readonly ScoredCandidate[],
  { sort, keyOf }: { readonly sort: TimeOrder; readonly keyOf: KeyOf },
): readonly ScoredCandidate[] {
  return ranked.toSorted((a, b) => compareTimes(keyOf(a).publishedAt, keyOf(b).publishedAt, sort));
}

function idOf({ segment, row }: ScoredCandidate): string {
  return `${segment}:${row}`;
}
