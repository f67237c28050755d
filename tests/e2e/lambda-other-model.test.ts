import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createLambdaClient } from "@dateline-search/client/lambda";
import { ensureModel } from "@dateline-search/core/embedding/ensure-model";
import { DEFAULT_MODEL_NAME, findModel } from "@dateline-search/core/model/model-registry";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { hashedWordsEmbedder } from "../fixtures/hashed-words-embedder.ts";
import { NEWS_RECORDS } from "../fixtures/news-records.ts";
import { runCommand } from "../fixtures/run-command.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { LAMBDA_FUNCTION_NAME } from "../setup/lambda-rie.ts";
import { MODELS_FOLDER } from "../setup/pull-model.ts";
import { type IndexBucket, type SearchLambdaSetup, setUpSearchLambda } from "../setup/search-lambda.ts";
import { TOOL_CACHE } from "../setup/tool-cache.ts";

const OTHER_MODEL = "bge-small-en-v1.5";

let setup: SearchLambdaSetup;
beforeAll(async () => {
  await ensureModel({
    spec: findModel(OTHER_MODEL),
    modelsFolder: MODELS_FOLDER,
    hubEndpoint: process.env["HF_ENDPOINT"],
  });
  setup = await setUpSearchLambda({ modelsFolder: MODELS_FOLDER, modelName: OTHER_MODEL });
});
afterAll(async () => await setup?.stop());

async function start(bucket: IndexBucket, environment: Readonly<Record<string, string>> = {}) {
  const lambda = await setup.start({ bucket, environment });
  onTestFinished(() => lambda.stop());
  const options = { functionName: LAMBDA_FUNCTION_NAME, client: lambda.client, retries: 0 };
  return { lambda, client: createLambdaClient(options) };
}

test("a function answers from an index of its package's model without a setting", async () => {
  const bucket = await setup.newBucket();
  const { manifest } = await bucket.publish(NEWS_RECORDS);
  expect(manifest.model.name).toBe(OTHER_MODEL);
  const { client } = await start(bucket);
  const { hits } = await client.search("Why did the ferry to the northern islands stay in port?");
  expect(hits[0]?.article.id).toBe("ferry");
  expect(hits[0]?.parts.similarity).toBeGreaterThan(0.5);
});

test("the command bundles the model of an index, or the one that is named", async () => {
  vi.stubEnv("XDG_CACHE_HOME", TOOL_CACHE);
  onTestFinished(() => void vi.unstubAllEnvs());
  const folder = temporaryFolder();
  const [corpus, index, out] = ["corpus.jsonl", "index", "build"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(corpus, JSON.stringify(NEWS_RECORDS[0]));
  const built = await runCommand(["build", corpus, "--index", index, "--model", OTHER_MODEL]);
  expect(built).toMatchObject({ exitCode: 0 });
  const modelsIn = (entry: string) => readdirSync(join(out, entry, "models"));
  expect(await runCommand(["bundle", "--index", index, "--out", out])).toMatchObject({ exitCode: 0 });
  expect([modelsIn("search"), modelsIn("ingest")]).toEqual([[OTHER_MODEL], [OTHER_MODEL]]);
  const named = ["bundle", "--index", index, "--model", "minilm", "--out", out];
  expect(await runCommand(named)).toMatchObject({ exitCode: 0 });
  expect(modelsIn("search")).toEqual([DEFAULT_MODEL_NAME]);
});

test("an index of a model other than the package's is rejected, naming both", async () => {
  const bucket = await setup.newBucket();
  await bucket.publish(NEWS_RECORDS, hashedWordsEmbedder());
  const { client, lambda } = await start(bucket);
  await expect(client.search("ferry")).rejects.toMatchObject({ code: "model-mismatch" });
  const request = lambda.logs().find((line) => line["message"] === "request");
  expect(JSON.stringify(request)).toMatch(new RegExp(`${OTHER_MODEL}.*built with hashed-words`));
});

test("a model in the environment but not in the package is an error with its name and advice", async () => {
  const bucket = await setup.newBucket();
  await bucket.publish(NEWS_RECORDS);
  const { client, lambda } = await start(bucket, { DATELINE_MODEL: "e5-small-v2" });
  await expect(client.search("ferry")).rejects.toThrow();
  const request = lambda.logs().find((line) => line["message"] === "request");
  expect(JSON.stringify(request)).toContain("Cannot open the model e5-small-v2 (int8): it is not in");
});
