/**
 * Keeps the latest generation of a store open, for a process that answers many queries.
 *
 * @module
 */

export { localSegmentFormat } from "../adapters/segment/local-segment-format.ts";
export type { OpenGeneration } from "../generation/open-generation.ts";
export { checkModel } from "../generation/open-generation.ts";
export { LiveGeneration, type LiveGenerationOptions } from "../live/live-generation.ts";
export type { LiveGenerationStatus } from "../live/live-generation-status.ts";
export { parseQuery, type QueryInput } from "../search/parse-query.ts";
export type { SearchContext } from "../search/search-context.ts";
export { searchPassages } from "../search/search-passages.ts";
