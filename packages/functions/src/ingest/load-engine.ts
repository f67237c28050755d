import { join } from "node:path";
import { openObjectStore } from "@dateline-search/core/adapters/object-store/open-object-store";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { DatelineError, hasCode } from "@dateline-search/core/errors";
import { readCurrent } from "@dateline-search/core/generation/amend-index";
import type { Manifest } from "@dateline-search/core/generation/manifest";
import { assertSigned } from "@dateline-search/core/generation/signature";
import { openRecentSegments } from "@dateline-search/core/indexing/open-recent-segments";
import { connect } from "@dateline-search/core/opensearch/cluster-client";
import { collectIndices } from "@dateline-search/core/opensearch/collect-indices";
import { IndexStore } from "@dateline-search/core/opensearch/index-store";
import { loadGeneration } from "@dateline-search/core/opensearch/load-generation";
import type { ObjectStore, RequestOptions } from "@dateline-search/core/ports/object-store";
import type { FunctionOptions } from "../function-options.ts";

/** Settings of a new index in the cluster. */
export interface EngineLayout {
  readonly shards: number;
  readonly replicas: number;
}

/** The result of bringing the cluster up to date. */
export interface EngineReport {
  /** Id of the latest generation; `null` if nothing has been published yet. */
  readonly generation: string | null;
  /** `busy`: another invocation is loading. */
  readonly outcome: "unchanged" | "loaded" | "busy" | "empty";
  /** Articles, and documents. */
  readonly written: number;
  readonly deleted: number;
}

/** Number of previous indices to keep for a quick rollback. Any other generation can be loaded again. */
const KEPT_INDICES = 1;
const NOTHING = { written: 0, deleted: 0 };

interface Latest {
  readonly id: string;
  readonly manifest: Manifest;
  readonly store: ObjectStore;
}

/**
 * Brings the cluster up to date with the latest generation of the store. Checks with small requests first, and
 * downloads segments only if the cluster has another generation.
 *
 * @throws DatelineError as `loadGeneration`, and `index-corrupt` for a generation that no trusted key signed
 */
export async function loadEngine(
  options: FunctionOptions,
  layout: EngineLayout,
  { signal }: RequestOptions,
): Promise<EngineReport> {
  if (options.engine === undefined) {
    throw new DatelineError("invalid-input", "Cannot load the cluster: DATELINE_ENGINE is not set");
  }
  const store = await openObjectStore(options.store, { s3: { endpoint: options.s3Endpoint } });
  const { generation: id, manifest } = await readCurrent(store, { signal });
  if (id === null || manifest === null) return { generation: null, outcome: "empty", ...NOTHING };
  const client = await connect(options.engine);
  const indices = new IndexStore(client);
  try {
    if ((await answering(indices)) === id) return { generation: id, outcome: "unchanged", ...NOTHING };
    await assertSigned(store, id, { keys: options.trustedKeys, signal });
    return await load({ id, manifest, store }, indices, { ...layout, signal, folder: options.cacheFolder });
  } finally {
    await client.close();
  }
}

/** The generation that the cluster answers with; `undefined` for an index of another format, which is replaced. */
async function answering(indices: IndexStore): Promise<string | undefined> {
  try {
    return (await indices.read(indices.client.location.name))?.state.generation;
  } catch (error) {
    if (hasCode(error, "index-format")) return undefined;
    throw error;
  }
}

async function load(
  { id, manifest, store }: Latest,
  indices: IndexStore,
  { folder, signal, ...layout }: EngineLayout & RequestOptions & { readonly folder: string },
): Promise<EngineReport> {
  const segments = join(folder, "dateline-segments");
  const context = { store, format: localSegmentFormat, folder: segments, maxBytes: Number.POSITIVE_INFINITY };
  const opened = await openRecentSegments(context, manifest, { signal });
  try {
    const generation = { id, manifest, segments: opened.segments, isWhole: true, close: opened.close };
    const { unchanged, written, deleted } = await loadGeneration(generation, indices, {
      ...layout,
      yields: true,
      signal,
    });
    await collectIndices(indices, { keep: KEPT_INDICES });
    return { generation: id, outcome: unchanged ? "unchanged" : "loaded", written, deleted };
  } catch (error) {
    // The next check finds what the other load has left to do.
    if (hasCode(error, "write-conflict")) {
      return { generation: id, outcome: "busy", ...NOTHING };
    }
    throw error;
  } finally {
    opened.close();
  }
}
