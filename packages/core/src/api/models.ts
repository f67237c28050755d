/**
 * Downloads and opens models.
 *
 * @module
 */

export { ObjectStoreEmbeddingCache } from "../adapters/embedding-cache/object-store-embedding-cache.ts";
export { SqliteEmbeddingCache } from "../adapters/embedding-cache/sqlite-embedding-cache.ts";
export type { TransformerOptions } from "../adapters/model/model-folder.ts";
export { openTransformersEmbedder } from "../adapters/model/transformers-embedder.ts";
export { openTransformersReranker } from "../adapters/model/transformers-reranker.ts";
export { CachingEmbedder } from "../embedding/caching-embedder.ts";
export { ensureModel } from "../embedding/ensure-model.ts";
export { type PullModelOptions, pullModel } from "../embedding/pull-model.ts";
export {
  DEFAULT_MODEL_NAME,
  DEFAULT_RERANKER_NAME,
  findModel,
  findReranker,
} from "../model/model-registry.ts";
export type { ModelSpec, Precision, RerankerSpec } from "../model/model-spec.ts";
export type { Embedder } from "../ports/embedder.ts";
export type { EmbeddingCache } from "../ports/embedding-cache.ts";
export type { Reranker } from "../ports/reranker.ts";
