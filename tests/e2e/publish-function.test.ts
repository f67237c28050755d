import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createLambdaClient } from "@dateline-search/client/lambda";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { NEWS_RECORDS } from "../fixtures/news-records.ts";
import { DatelineProcess } from "../fixtures/spawn-dateline.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { LAMBDA_FUNCTION_NAME } from "../setup/lambda-rie.ts";
import { type SearchLambdaSetup, setUpSearchLambda } from "../setup/search-lambda.ts";

let setup: SearchLambdaSetup;
beforeAll(async () => {
  setup = await setUpSearchLambda();
});
afterAll(async () => await setup?.stop());

/** A function that answers from a published index, and a folder whose index has one story more. */
async function startBehind() {
  const bucket = await setup.newBucket();
  const report = await bucket.publish(NEWS_RECORDS);
  const lambda = await setup.start({ bucket });
  onTestFinished(() => lambda.stop());
  const client = createLambdaClient({
    functionName: LAMBDA_FUNCTION_NAME,
    client: lambda.client,
    retries: 0,
  });
  expect((await client.search("lighthouse")).generation).toBe(report.generation);

  const folder = temporaryFolder();
  mkdirSync(join(folder, "corpus"));
  writeFileSync(
    join(folder, "corpus", "lamp.txt"),
    "Lighthouse gets a lamp\n\nThe lighthouse has a new lamp.\n",
  );
  const environment = { ...setup.s3Environment, AWS_ENDPOINT_URL_LAMBDA: lambda.endpoint };
  const run = async (args: readonly string[]) => {
    const dateline = new DatelineProcess(args, { cwd: folder, environment });
    return { exitCode: await dateline.ended(), stdout: dateline.stdout, stderr: dateline.stderr };
  };
  const { stdout } = await run(["build", "--json"]);
  return { bucket, client, run, generation: JSON.parse(stdout).generation as string };
}

test("publish --function makes a warm function switch to the new generation and confirms it", async () => {
  const { bucket, client, run, generation } = await startBehind();
  const published = await run(["publish", bucket.url, "--replace", "--function", LAMBDA_FUNCTION_NAME]);
  expect(published).toMatchObject({
    exitCode: 0,
    stderr: expect.stringContaining(
      `Function ${LAMBDA_FUNCTION_NAME} answers with generation ${generation.slice(0, 12)}`,
    ),
  });
  const { generation: answering, hits } = await client.search("lighthouse");
  expect([answering, hits[0]?.article.title]).toEqual([generation, "Lighthouse gets a lamp"]);
});

test("publish --function fails if the function reads another store, but reports that the generation is published", async () => {
  const { client, run, generation } = await startBehind();
  const elsewhere = await setup.newBucket();
  const published = await run(["publish", elsewhere.url, "--function", LAMBDA_FUNCTION_NAME]);
  expect(published.exitCode).toBe(1);
  expect(published.stdout).toContain(`Published generation ${generation.slice(0, 12)}`);
  expect(published.stderr).toMatch(/answers with generation .*, not .*; it may read another store/);
  expect((await client.generation()).generation).not.toBe(generation);
});

test("publish --function reports a missing function", async () => {
  const { bucket, run } = await startBehind();
  const published = await run(["publish", bucket.url, "--replace", "--function", "no-such-function"]);
  expect(published.exitCode).toBe(1);
  expect(published.stderr).toMatch(
    /Cannot refresh the function "no-such-function": .*the generation is published/,
  );
});
