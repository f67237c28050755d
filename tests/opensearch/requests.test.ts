import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { openGeneration } from "@dateline-search/core/generation/open-generation";
import { connect } from "@dateline-search/core/opensearch/cluster-client";
import { collectIndices } from "@dateline-search/core/opensearch/collect-indices";
import { parseEngine } from "@dateline-search/core/opensearch/engine-location";
import { IndexStore } from "@dateline-search/core/opensearch/index-store";
import { loadGeneration } from "@dateline-search/core/opensearch/load-generation";
import { findSimilar } from "@dateline-search/core/search/find-similar";
import { parseQuery } from "@dateline-search/core/search/parse-query";
import { readArticle } from "@dateline-search/core/search/read-article";
import { searchPassages } from "@dateline-search/core/search/search-passages";
import { expect, inject, onTestFinished, test } from "vitest";
import { type EngineRequests, requestsOfLoad, requestsOfSearch } from "../../infra/engine-requests.ts";
import { ENGINE_QUESTIONS, ENGINE_RECORDS } from "../contracts/search-engine.ts";
import { buildEngineIndex } from "../fixtures/build-engine-index.ts";
import { buildTestIndex } from "../fixtures/build-test-index.ts";
import { hashedWordsEmbedder } from "../fixtures/hashed-words-embedder.ts";
import { NEWS_RECORDS } from "../fixtures/news-records.ts";
import { updateTestIndex } from "../fixtures/update-test-index.ts";
import { type RecordingProxy, startRecordingProxy } from "../setup/recording-proxy.ts";
import { openIndices, openTestEngine } from "./open-indices.ts";

const embedder = hashedWordsEmbedder();
const SIMILAR = { limit: 5, filter: {}, minConfidence: 0, minSimilarity: -1 };
const OTHER = { id: "tram", title: "A tram for the old town", text: "Rails lead over the bridge." };

/** Puts a proxy before the cluster that writes down what is asked under this name. */
async function openRecorded(name: string) {
  const { indices: unrecorded } = await openIndices(name);
  const proxy = await startRecordingProxy(inject("opensearch")[0]);
  onTestFinished(() => proxy.stop());
  const location = parseEngine(`opensearch=${proxy.endpoint}/${name}`);
  const client = await connect(location);
  onTestFinished(() => client.close());
  return { proxy, location, indices: new IndexStore(client), unrecorded };
}

/** As IAM matches resources: `*` is anything, slashes too. */
function allows({ method, paths }: EngineRequests, request: string): boolean {
  const escaped = (path: string) => path.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*");
  return paths.some((path) => new RegExp(`^${method} ${escaped(path)}$`).test(request));
}

function expectOnly({ requests }: RecordingProxy, allowed: readonly EngineRequests[]): void {
  const sent = [...new Set(requests)];
  const refused = sent.filter((request) => !allowed.some((one) => allows(one, request)));
  expect(refused).toEqual([]);
  const single = allowed.flatMap(({ method, paths }) => paths.map((path) => ({ method, paths: [path] })));
  const needless = single.filter((one) => !sent.some((request) => allows(one, request)));
  expect(needless).toEqual([]);
}

async function openLatest(folder: string) {
  const generation = await openGeneration(folder, { format: localSegmentFormat, verify: "size" });
  onTestFinished(() => generation.close());
  return generation;
}

test("a search sends exactly the requests that its role allows", async () => {
  const { folder, remove } = await buildEngineIndex(ENGINE_RECORDS);
  onTestFinished(remove);
  const { proxy, location, unrecorded } = await openRecorded("asked");
  const first = await openLatest(folder);
  await loadGeneration(first, unrecorded);
  const engine = await openTestEngine(location);
  for (const exactScanPassages of [10_000, 0]) {
    for (const question of ENGINE_QUESTIONS) {
      await engine.use((generation) =>
        searchPassages({ generation, embedder, exactScanPassages }, parseQuery(question)),
      );
    }
  }
  await engine.use((generation) => findSimilar({ generation, embedder }, "wheat", SIMILAR));
  await engine.use((generation) => readArticle(generation, "wheat"));
  await updateTestIndex(new FileObjectStore(folder), { articles: [OTHER] });
  await loadGeneration(await openLatest(folder), unrecorded, { rebuild: true });
  await engine.refreshNow();
  expect(await engine.useKept(first.id, async ({ id }) => id)).toBe(first.id);
  expectOnly(proxy, requestsOfSearch("asked"));
});

test("a load sends exactly the requests that its role allows", async () => {
  const { folder } = await buildTestIndex(NEWS_RECORDS);
  const { proxy, indices } = await openRecorded("loaded");
  const first = await openLatest(folder);
  await loadGeneration(first, indices);
  await updateTestIndex(new FileObjectStore(folder), { articles: [OTHER], removeIds: ["wheat"] });
  await loadGeneration(await openLatest(folder), indices);
  await loadGeneration(await openLatest(folder), indices, { rebuild: true });
  await collectIndices(indices, { keep: 0 });
  expectOnly(proxy, requestsOfLoad("loaded"));
});
