import { readCurrent } from "@dateline-search/core/generation/amend-index";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { RUNTIMES } from "../../infra/deployment-options.ts";
import { NEWS_RECORDS } from "../fixtures/news-records.ts";
import { queueEvent, s3Notification } from "../fixtures/queue-events.ts";
import { type IngestLambdaSetup, invoke, setUpIngestLambda } from "../setup/ingest-lambda.ts";
import { FUNCTION_MAJORS } from "../setup/node-runtime.ts";
import { type SearchLambdaSetup, setUpSearchLambda } from "../setup/search-lambda.ts";

let search: SearchLambdaSetup;
let ingest: IngestLambdaSetup;
beforeAll(async () => {
  search = await setUpSearchLambda();
  ingest = await setUpIngestLambda();
});
afterAll(async () => {
  await search?.stop();
  await ingest?.stop();
});

test("every supported runtime is tested", () => {
  expect(RUNTIMES).toEqual(FUNCTION_MAJORS.map((major) => `nodejs${major}.x`));
});

test.each(FUNCTION_MAJORS)("the bundled search function answers on Node %i", async (nodeMajor) => {
  const bucket = await search.newBucket();
  const { generation } = await bucket.publish(NEWS_RECORDS);
  const lambda = await search.start({ bucket, nodeMajor });
  onTestFinished(() => lambda.stop());
  const answer = await invoke(lambda, { query: "Who will lead the musicians of the city?", limit: 1 });
  expect(answer, lambda.output()).toMatchObject({ generation, hits: [{ article: { id: "orchestra" } }] });
});

test.each(FUNCTION_MAJORS)("the bundled ingest function adds an article on Node %i", async (nodeMajor) => {
  const buckets = await ingest.newBuckets();
  const article = {
    id: "lighthouse",
    title: "Lighthouse gets a new lamp",
    text: "A tenth of the power will do.",
  };
  await buckets.put("lighthouse.json", JSON.stringify(article));
  const lambda = await ingest.start(buckets, {}, nodeMajor);
  onTestFinished(() => lambda.stop());
  const notification = s3Notification({ bucket: buckets.articles, key: "lighthouse.json" });
  expect(await invoke(lambda, queueEvent({ one: notification })), lambda.output()).toEqual({
    batchItemFailures: [],
  });
  const { manifest } = await readCurrent(buckets.store, {});
  expect(manifest?.articles).toBe(1);
});
