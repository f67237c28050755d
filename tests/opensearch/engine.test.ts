import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { openGeneration } from "@dateline-search/core/generation/open-generation";
import { connect } from "@dateline-search/core/opensearch/cluster-client";
import { parseEngine } from "@dateline-search/core/opensearch/engine-location";
import { IndexStore } from "@dateline-search/core/opensearch/index-store";
import { loadGeneration } from "@dateline-search/core/opensearch/load-generation";
import { OpenSearchEngine } from "@dateline-search/core/opensearch/opensearch-engine";
import { inject } from "vitest";
import { describeSearchEngine, ENGINE_RECORDS } from "../contracts/search-engine.ts";
import { buildEngineIndex } from "../fixtures/build-engine-index.ts";

describeSearchEngine("OpenSearch", async () => {
  const { folder, remove } = await buildEngineIndex(ENGINE_RECORDS);
  const expected = await openGeneration(folder, { format: localSegmentFormat, verify: "sha256" });
  const location = parseEngine(`opensearch=${inject("opensearch").join()}/contract`);
  const client = await connect(location);
  await loadGeneration(expected, new IndexStore(client), { shards: 2 });
  await client.close();
  const engine = await OpenSearchEngine.open(location, { refreshMs: 60_000, checkManifest: () => {} });
  return {
    engine,
    expected,
    close: async () => {
      expected.close();
      remove();
      await engine.close();
    },
  };
});
