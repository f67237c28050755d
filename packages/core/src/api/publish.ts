/**
 * Publishes a local index to a store and maintains the published generations.
 *
 * @module
 */

export { localSegmentFormat } from "../adapters/segment/local-segment-format.ts";
export {
  type CompareQualityOptions,
  compareQuality,
  type QualityComparison,
} from "../evaluation/compare-quality.ts";
export { type SmokeTestOptions, smokeTest } from "../evaluation/smoke-test.ts";
export {
  type CollectGarbageOptions,
  collectGarbage,
  type GarbageReport,
} from "../generation/collect-garbage.ts";
export {
  type GenerationList,
  type ListedGeneration,
  listGenerations,
} from "../generation/list-generations.ts";
export {
  type PublishOptions,
  type PublishProgress,
  type PublishReport,
  publishGeneration,
} from "../generation/publish-generation.ts";
export { type RollBackOptions, type RollBackReport, rollBack } from "../generation/roll-back.ts";
