import { checkEngine } from "@dateline-search/cli/doctor/check-engine";
import { describePublished } from "@dateline-search/cli/doctor/published-generation";
import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { openGeneration } from "@dateline-search/core/generation/open-generation";
import { loadGeneration } from "@dateline-search/core/opensearch/load-generation";
import { expect, onTestFinished, test } from "vitest";
import { buildTestIndex } from "../fixtures/build-test-index.ts";
import { NEWS_RECORDS } from "../fixtures/news-records.ts";
import { updateTestIndex } from "../fixtures/update-test-index.ts";
import { openIndices } from "./open-indices.ts";

test("the doctor finds no fault with two nodes, reports that the store is ahead, and changes nothing", async () => {
  const { folder } = await buildTestIndex(NEWS_RECORDS);
  const { location, indices } = await openIndices("doctor");
  expect(await checkEngine(location, undefined)).toMatchObject([
    { name: "engine", status: "ok", detail: expect.stringContaining("opensearch 3.6.0") },
    { name: "engine plugin", status: "ok", detail: "opensearch-knn is on 2 of 2 nodes" },
    {
      name: "engine index",
      status: "failed",
      detail: expect.stringContaining('nothing answers as "doctor"'),
    },
  ]);
  const generation = await openGeneration(folder, { format: localSegmentFormat, verify: "size" });
  onTestFinished(() => generation.close());
  const { index } = await loadGeneration(generation, indices);
  await indices.client.request({
    method: "GET",
    path: `/_cluster/health/${index}`,
    query: { wait_for_status: "green", timeout: "60s" },
  });
  const before = await indices.current();
  const checks = await checkEngine(location, await describePublished(folder));
  expect(checks.map(({ name, status }) => [name, status])).toEqual([
    ["engine", "ok"],
    ["engine plugin", "ok"],
    ["engine index", "ok"],
    ["engine copies", "ok"],
    ["engine rights", "ok"],
  ]);
  expect(checks.at(-1)?.detail).toContain("may search and write");
  expect(await indices.current()).toEqual(before);
  await updateTestIndex(new FileObjectStore(folder), { removeIds: ["wheat"] });
  const [, , behind] = await checkEngine(location, await describePublished(folder));
  expect(behind).toMatchObject({ status: "failed", remedy: expect.stringContaining("dateline load") });
});
