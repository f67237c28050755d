/**
 * Builds an index of a corpus.
 *
 * @module
 */

export { localSegmentFormat } from "../adapters/segment/local-segment-format.ts";
export type { Manifest } from "../generation/manifest.ts";
export {
  type BuildContext,
  type BuildOptions,
  type BuildReport,
  buildIndex,
} from "../indexing/build-index.ts";
export type { SegmentContext, SegmentOptions, SegmentProgress } from "../indexing/build-segment.ts";
export { DEFAULT_OVERLAP_TOKENS, DEFAULT_TARGET_TOKENS } from "../passages/default-lengths.ts";
