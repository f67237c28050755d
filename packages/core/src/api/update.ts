/**
 * Changes an index that is there: adds, replaces and removes articles, and merges its segments.
 *
 * @module
 */

export { localSegmentFormat } from "../adapters/segment/local-segment-format.ts";
export {
  type CompactContext,
  type CompactOptions,
  type CompactProgress,
  type CompactReport,
  compactIndex,
} from "../compact-index.ts";
export { IdentityReader } from "../generation/identity-reader.ts";
export { openRecentSegments } from "../open-recent-segments.ts";
export { type RemovalReport, removeArticles } from "../remove-articles.ts";
export {
  type IncomingArticle,
  type UpdateContext,
  type UpdateOptions,
  type UpdateReport,
  updateIndex,
} from "../update-index.ts";
