import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLambdaClient } from "@dateline-search/client/lambda";
import { DEFAULT_MODEL_NAME } from "@dateline-search/core/model/model-registry";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { NEWS_RECORDS } from "../fixtures/news-records.ts";
import { installTinyReranker, TINY_RERANKER } from "../fixtures/tiny-cross-encoder.ts";
import { LAMBDA_FUNCTION_NAME } from "../setup/lambda-rie.ts";
import { MODELS_FOLDER } from "../setup/pull-model.ts";
import { type SearchLambdaSetup, setUpSearchLambda } from "../setup/search-lambda.ts";

const QUESTION = "Why did the ferry to the northern islands stay in port?";

let modelsFolder: string;
let setup: SearchLambdaSetup;
beforeAll(async () => {
  modelsFolder = await mkdtemp(join(tmpdir(), "lambda-models-"));
  const model = DEFAULT_MODEL_NAME;
  await cp(join(MODELS_FOLDER, model), join(modelsFolder, model), { recursive: true });
  await installTinyReranker(modelsFolder);
  setup = await setUpSearchLambda({ modelsFolder, rerankerName: TINY_RERANKER.name });
});
afterAll(async () => {
  await setup?.stop();
  await rm(modelsFolder, { recursive: true, force: true });
});

async function start(environment: Readonly<Record<string, string>>) {
  const bucket = await setup.newBucket();
  await bucket.publish(NEWS_RECORDS);
  const lambda = await setup.start({ bucket, environment });
  onTestFinished(() => lambda.stop());
  const options = { functionName: LAMBDA_FUNCTION_NAME, client: lambda.client, retries: 0 };
  return { lambda, client: createLambdaClient(options) };
}

test("the function reranks with the model in its package if its environment sets it", async () => {
  const { client, lambda } = await start({ DATELINE_RERANKER: TINY_RERANKER.name });
  const { reranked, hits, total } = await client.search(QUESTION);
  expect(reranked).toEqual({ model: TINY_RERANKER.name, passages: total });
  expect(hits[0]).toMatchObject({ article: { id: "ferry" }, parts: { reranker: 1 } });
  const report = lambda.logs().find((line) => line["message"] === "cold start");
  expect(report).toHaveProperty("timings.reranker");
  const request = lambda.logs().find((line) => line["message"] === "request");
  expect(request).toHaveProperty("timings.rerank");
});

test("a reranker in the package but not in the environment changes nothing", async () => {
  const { client } = await start({});
  expect((await client.search(QUESTION)).reranked).toBeNull();
});

test("a reranker in the environment but not in the package is an error that names it, not an answer without it", async () => {
  const { client, lambda } = await start({ DATELINE_RERANKER: "ms-marco-minilm" });
  await expect(client.search(QUESTION)).rejects.toThrow();
  const request = lambda.logs().find((line) => line["message"] === "request");
  expect(JSON.stringify(request)).toContain(
    "Cannot open the model ms-marco-MiniLM-L-6-v2 (int8): it is not in",
  );
});
