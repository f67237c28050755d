import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLambdaClient } from "@dateline-search/client/lambda";
import { CALIBRATION_FILE, formatCalibration } from "@dateline-search/core/model/calibration-file";
import { DEFAULT_MODEL_NAME } from "@dateline-search/core/model/model-registry";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { NEWS_RECORDS } from "../fixtures/news-records.ts";
import { LAMBDA_FUNCTION_NAME } from "../setup/lambda-rie.ts";
import { MODELS_FOLDER } from "../setup/pull-model.ts";
import { type SearchLambdaSetup, setUpSearchLambda } from "../setup/search-lambda.ts";

/** Equally sure of everything, and a floor between the two ways to rank by meaning. */
const SURE_OF_ALL = { intercept: 0, similarity: 0, coverage: 0, passages: 0 };
const OWN_CALIBRATION = {
  hybrid: { ...SURE_OF_ALL, floor: 0.25 },
  semantic: { ...SURE_OF_ALL, floor: 0.75 },
  lexical: { ...SURE_OF_ALL, floor: 0.25 },
};

let folder: string;
let setup: SearchLambdaSetup;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lambda-answers-"));
  const model = join(folder, DEFAULT_MODEL_NAME);
  await cp(join(MODELS_FOLDER, DEFAULT_MODEL_NAME), model, { recursive: true });
  await writeFile(join(model, CALIBRATION_FILE), formatCalibration(OWN_CALIBRATION));
  const synonymsFile = join(folder, "synonyms.txt");
  await writeFile(synonymsFile, "# Names of things\nmaestro, conductor\nspan => bridge\n");
  setup = await setUpSearchLambda({ modelsFolder: folder, synonymsFile });
});
afterAll(async () => {
  await setup?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function startClient() {
  const bucket = await setup.newBucket();
  await bucket.publish(NEWS_RECORDS);
  const lambda = await setup.start({ bucket });
  onTestFinished(() => lambda.stop());
  return createLambdaClient({ functionName: LAMBDA_FUNCTION_NAME, client: lambda.client, retries: 0 });
}

test("the function uses the calibration next to its model", async () => {
  const client = await startClient();
  const hybrid = await client.search("xylophone");
  expect(hybrid).toMatchObject({ confidence: 0.5, nearest: [] });
  expect(hybrid.hits.length).toBeGreaterThan(0);
  const semantic = await client.search("xylophone", { mode: "semantic" });
  expect(semantic).toMatchObject({ confidence: 0.5, hits: [], total: 0 });
  expect(semantic.nearest.length).toBeGreaterThan(0);
});

test("the function finds the synonyms of its own file", async () => {
  const client = await startClient();
  const idsOf = async (query: string) => {
    const { hits } = await client.search(query, { mode: "lexical" });
    return hits.map(({ article }) => article.id);
  };
  expect((await idsOf("maestro"))[0]).toBe("orchestra");
  expect((await idsOf("span"))[0]).toBe("bridge");
  const { hits } = await client.search("maestro", { mode: "lexical", limit: 1 });
  expect(hits[0]?.parts.lexical).toBe(1);
});
