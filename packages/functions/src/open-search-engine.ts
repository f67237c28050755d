import type { SearchEngine } from "@dateline-search/core/search/search-engine";
import type { ColdStart } from "./cold-start.ts";
import type { FunctionOptions } from "./function-options.ts";
import { checkManifest, openLiveIndex } from "./open-live-index.ts";

/** Opens the cluster that the options name, or the index in the store. */
export async function openSearchEngine(
  options: FunctionOptions,
  coldStart: ColdStart,
): Promise<SearchEngine> {
  const { engine, refreshMs } = options;
  if (engine === undefined) return await openLiveIndex(options, coldStart);
  // Imported here, so that a function without a cluster does not load it.
  const { OpenSearchEngine } = await import("@dateline-search/core/opensearch/opensearch-engine");
  return await OpenSearchEngine.open(engine, {
    refreshMs,
    checkManifest: async (manifest) => await checkManifest(manifest, options),
  });
}
