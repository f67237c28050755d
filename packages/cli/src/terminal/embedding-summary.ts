import type { CachingEmbedder } from "@dateline-search/core/embedding/caching-embedder";
import { formatCount } from "./format-count.ts";

/** Says how many embeddings came from the cache; empty when none did. */
export function embeddingSummary({ counts }: Pick<CachingEmbedder, "counts">): string {
  const { embedded, cached } = counts;
  if (cached === 0) return "";
  return `Embedded ${formatCount(embedded)} of ${formatCount(embedded + cached)} texts, the rest from the cache\n`;
}
