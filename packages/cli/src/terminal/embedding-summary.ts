import type { CachingEmbedder } from "@dateline-search/core/embedding/caching-embedder";
import { formatCount } from "./format-count.ts";

/** Says how much of the work was done before; empty when all of it was new. */
export function embeddingSummary({ counts }: Pick<CachingEmbedder, "counts">): string {
  const { embedded, cached } = counts;
  if (cached === 0) return "";
  return `Embedded ${formatCount(embedded)} of ${formatCount(embedded + cached)} texts, the rest from the cache\n`;
}
