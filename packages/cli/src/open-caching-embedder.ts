import { resolve } from "node:path";
import { ObjectStoreEmbeddingCache } from "@dateline/core/adapters/embedding-cache/object-store-embedding-cache";
import { SqliteEmbeddingCache } from "@dateline/core/adapters/embedding-cache/sqlite-embedding-cache";
import { CachingEmbedder } from "@dateline/core/caching-embedder";
import type { EmbeddingCache } from "@dateline/core/ports/embedding-cache";
import type { CliContext } from "./cli-context.ts";
import { cacheLocation } from "./folders.ts";
import { openEmbedder } from "./open-embedder.ts";
import { isUrl, openStore } from "./open-store.ts";

/** Opens a model that embeds only what the cache of embeddings lacks. */
export async function openCachingEmbedder(modelName: string, context: CliContext): Promise<CachingEmbedder> {
  const embedder = await openEmbedder(modelName, context);
  try {
    return new CachingEmbedder(embedder, await openCache(cacheLocation()));
  } catch (error) {
    await embedder.close();
    throw error;
  }
}

async function openCache(location: string): Promise<EmbeddingCache> {
  if (isUrl(location)) return new ObjectStoreEmbeddingCache(await openStore(location));
  return new SqliteEmbeddingCache(resolve(location, "embeddings.sqlite"));
}
