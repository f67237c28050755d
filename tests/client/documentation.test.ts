import { execFile } from "node:child_process";
import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { EXAMPLE_RESULT, exampleProblem } from "./example-answers.ts";
import { startExampleService } from "./example-service.ts";
import { payload } from "./scripted-lambda.ts";
import { answer, startScriptedServer } from "./scripted-server.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const run = promisify(execFile);

test("the Node example prints the hits", async () => {
  const folder = await exampleFolder("search.mjs", "index.ts", "dateline-client.mjs");
  const server = await startScriptedServer(answer(200, EXAMPLE_RESULT));
  const { stdout } = await run(process.execPath, [join(folder, "search.mjs"), "ferry", "delays"], {
    env: { ...process.env, DATELINE_URL: server.url },
  });
  expect(stdout).toBe(
    "1. Fog stops ferries (2025-12-10, 0.93)\n   Ferries to the islands were late on Wednesday.\n",
  );
  expect(server.requests[0]?.url.search).toBe("?q=ferry+delays&limit=3&from=2025-01-01");
});

test("the Node example explains an invalid query", async () => {
  const folder = await exampleFolder("search.mjs", "index.ts", "dateline-client.mjs");
  const problem = exampleProblem(
    422,
    "invalid-input",
    'Cannot search: the query has no letter or digit, it is "?"',
  );
  const server = await startScriptedServer(answer(422, problem));
  const failed = run(process.execPath, [join(folder, "search.mjs"), "?"], {
    env: { ...process.env, DATELINE_URL: server.url },
  });
  await expect(failed).rejects.toMatchObject({ code: 2, stdout: "", stderr: `${problem.detail}\n` });
});

test("the example of a whole archive reads all of it, on a real service", async () => {
  const folder = await exampleFolder("archive.mjs", "index.ts", "dateline-client.mjs");
  const { stdout } = await run(process.execPath, [join(folder, "archive.mjs")], {
    env: { ...process.env, DATELINE_URL: await startExampleService() },
  });
  const [first, ...articles] = stdout.trimEnd().split("\n");
  expect(first).toBe("3 articles, from The Harbour Post, Market News");
  expect(articles).toHaveLength(3);
  expect(articles.join("\n")).toMatch(/^Fog stops ferries – see also: \w/m);
});

test("the Lambda example answers with titles and sentences", async () => {
  const folder = await exampleFolder("index.mjs", "lambda.ts", "dateline-lambda-client.mjs");
  const server = await startScriptedServer(payload(EXAMPLE_RESULT));
  const call = `
    const { handler } = await import(${JSON.stringify(pathToFileURL(join(folder, "index.mjs")).href)});
    console.log(JSON.stringify(await handler({ question: "why were ferries late" })));`;
  const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", call], {
    env: {
      ...process.env,
      SEARCH_FUNCTION: "dateline-search",
      AWS_ENDPOINT_URL_LAMBDA: server.url,
      AWS_REGION: "eu-west-1",
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
    },
  });
  const [hit] = EXAMPLE_RESULT.hits;
  expect(JSON.parse(stdout)).toEqual([
    { title: hit?.article.title, url: hit?.article.url, answer: hit?.highlight.text },
  ]);
  expect(server.requests[0]?.url.pathname).toBe("/2015-03-31/functions/dateline-search/invocations");
  expect(JSON.parse(server.requests[0]?.body ?? "")).toEqual({ query: "why were ferries late", limit: 3 });
});

test("the policy allows one action on one function", () => {
  expect(JSON.parse(example("policy.json"))).toMatchObject({
    Statement: [
      {
        Effect: "Allow",
        Action: "lambda:InvokeFunction",
        Resource: expect.stringMatching(/:function:[\w-]+$/),
      },
    ],
  });
});

/** Puts an example and the bundle that it imports into one folder, as the page says. */
async function exampleFolder(name: string, entry: string, bundle: string): Promise<string> {
  const folder = temporaryFolder();
  writeFileSync(join(folder, name), example(name));
  // The SDK, which AWS brings along.
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"), "junction");
  await build({
    absWorkingDir: ROOT,
    entryPoints: [`packages/client/src/${entry}`],
    bundle: true,
    format: "esm",
    ...(entry === "lambda.ts" && { platform: "node", external: ["@aws-sdk/*"] }),
    outfile: join(folder, bundle),
  });
  return folder;
}

function example(name: string): string {
  const page = readFileSync(join(ROOT, "docs", "client.md"), "utf8").replaceAll("\r\n", "\n");
  const found = new RegExp(`\`\`\`\\w+ file=${name.replace(".", "\\.")}\\n(.*?)\`\`\``, "s").exec(page);
  if (found?.[1] === undefined) throw new Error(`Cannot test the documentation: it has no ${name}`);
  return found[1];
}
