import { availableParallelism, freemem } from "node:os";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { ObjectStoreEmbeddingCache } from "@dateline-search/core/adapters/embedding-cache/object-store-embedding-cache";
import { SqliteEmbeddingCache } from "@dateline-search/core/adapters/embedding-cache/sqlite-embedding-cache";
import { EmbedderProcess } from "@dateline-search/core/adapters/model/embedder-process";
import { PooledEmbedder } from "@dateline-search/core/adapters/model/pooled-embedder";
import { CachingEmbedder } from "@dateline-search/core/embedding/caching-embedder";
import { DatelineError } from "@dateline-search/core/errors";
import type { Embedder } from "@dateline-search/core/ports/embedder";
import type { EmbeddingCache } from "@dateline-search/core/ports/embedding-cache";
import type { CliContext } from "./cli-context.ts";
import { cacheLocation, environmentVariable, modelsFolder } from "./environment.ts";
import { openEmbedder } from "./open-embedder.ts";
import { isUrl, openStore } from "./open-store.ts";

const PROGRAM = fileURLToPath(new URL("../bin/embedder-process.mjs", import.meta.url));
/** Memory of a process with a model of our registry. */
const PROCESS_BYTES = 500_000_000;
const MAX_PROCESSES = 256;

/** Opens a model that embeds only texts missing from the embedding cache. */
export async function openCachingEmbedder(modelName: string, context: CliContext): Promise<CachingEmbedder> {
  const embedder = pooled(await openEmbedder(modelName, context), context);
  try {
    return new CachingEmbedder(embedder, await openCache(cacheLocation()));
  } catch (error) {
    await embedder.close();
    throw error;
  }
}

/** Starts one process per processor, or fewer if memory is short. */
function pooled(embedder: Embedder, context: CliContext): Embedder {
  const args = [modelsFolder(context), embedder.modelName];
  const room = Math.max(1, Math.floor(freemem() / PROCESS_BYTES));
  return new PooledEmbedder(embedder, {
    processes: processCount() ?? Math.min(availableParallelism(), room),
    startProcess: () => new EmbedderProcess(PROGRAM, args),
  });
}

/** @throws DatelineError `invalid-input` when `DATELINE_PROCESSES` is not a number from 1 to 256 */
function processCount(): number | undefined {
  const value = environmentVariable("DATELINE_PROCESSES");
  if (value === undefined) return undefined;
  const count = Number(value);
  if (Number.isInteger(count) && count >= 1 && count <= MAX_PROCESSES) return count;
  throw new DatelineError(
    "invalid-input",
    `Cannot embed with DATELINE_PROCESSES "${value}": it must be a whole number from 1 to ${MAX_PROCESSES}`,
  );
}

async function openCache(location: string): Promise<EmbeddingCache> {
  if (isUrl(location)) return new ObjectStoreEmbeddingCache(await openStore(location));
  return new SqliteEmbeddingCache(resolve(location, "embeddings.sqlite"));
}
