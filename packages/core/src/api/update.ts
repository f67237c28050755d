/**
 * Updates an existing index: adds, replaces and removes articles, and merges segments.
 *
 * @module
 */

export { localSegmentFormat } from "../adapters/segment/local-segment-format.ts";
export { IdentityReader } from "../generation/identity-reader.ts";
export {
  type CompactContext,
  type CompactOptions,
  type CompactProgress,
  type CompactReport,
  compactIndex,
} from "../indexing/compact-index.ts";
export type { IncomingArticle } from "../indexing/incoming-articles.ts";
export {
  IndexWriter,
  type IndexWriterContext,
  type RecentFolder,
  type WriteOptions,
} from "../indexing/index-writer.ts";
export { openRecentSegments } from "../indexing/open-recent-segments.ts";
export {
  type ReembedContext,
  type ReembedOptions,
  type ReembedReport,
  reembedIndex,
} from "../indexing/reembed-index.ts";
export { type RemovalReport, removeArticles } from "../indexing/remove-articles.ts";
export {
  type UpdateContext,
  type UpdateOptions,
  type UpdateReport,
  updateIndex,
} from "../indexing/update-index.ts";
