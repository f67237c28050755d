import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { InvokeCommand } from "@aws-sdk/client-lambda";
import { build, context } from "esbuild";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { startBrowser } from "../fixtures/browser.ts";
import { NEWS_RECORDS } from "../fixtures/news-records.ts";
import { DatelineProcess } from "../fixtures/spawn-dateline.ts";
import { LAMBDA_FUNCTION_NAME, startLambda } from "../setup/lambda-rie.ts";
import { setUpSearchLambda } from "../setup/search-lambda.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const EXAMPLES = join(ROOT, "examples");

describe("on an index that dateline dev serves", () => {
  let folder: string;
  let dev: DatelineProcess;
  let url: string;
  let pagePort: number;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "examples-"));
    mkdirSync(join(folder, "corpus"));
    const lines = NEWS_RECORDS.map((record) => JSON.stringify(record)).join("\n");
    writeFileSync(join(folder, "corpus", "news.jsonl"), lines);
    pagePort = await freePort();
    const environment = { DATELINE_CORS_ORIGINS: `http://localhost:${pagePort}` };
    dev = new DatelineProcess(["dev", "--port", "0"], { cwd: folder, environment });
    await dev.printed("can be searched");
    url = /http:\/\/localhost:\d+/.exec(dev.stderr)?.[0] ?? "";
  });

  afterAll(async () => {
    dev?.child.kill("SIGINT");
    await dev?.ended();
    rmSync(folder, { recursive: true, force: true });
  });

  test("the Node service finds earlier reports, and reports the errors of a draft", async () => {
    const service = spawn(
      process.execPath,
      ["--import", "tsx", join(EXAMPLES, "node-service", "server.ts")],
      {
        cwd: ROOT,
        env: { ...process.env, DATELINE_URL: url, PORT: String(await freePort()) },
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    onTestFinished(() => void service.kill());
    const address = await firstLine(service);
    const ask = async (draft: string) => await fetch(address.replace("…", encodeURIComponent(draft)));
    const answer = await ask("When do ships to the islands sail again?");
    expect(answer.status).toBe(200);
    const [first] = (await answer.json()) as object[];
    expect(first).toEqual({
      title: "Ferry service to the islands resumes",
      publishedAt: "2025-03-03",
      link: expect.stringMatching(/^https:\/\/example\.com\/ferry#:~:text=/),
      says: "The ferry to the northern islands sailed again on Monday.",
    });
    expect((await ask("?!")).status).toBe(400);
  });

  test("the page shows hits from another origin that allows requests", async () => {
    const server = await context({
      entryPoints: [join(EXAMPLES, "browser-page", "page.ts")],
      bundle: true,
      format: "esm",
      write: false,
      outdir: join(EXAMPLES, "browser-page"),
    });
    onTestFinished(async () => await server.dispose());
    await server.serve({ servedir: join(EXAMPLES, "browser-page"), host: "127.0.0.1", port: pagePort });
    const browser = await startBrowser();
    onTestFinished(async () => await browser.close());
    const page = await (await browser.open()).newPage();
    await page.goto(`http://localhost:${pagePort}/?api=${encodeURIComponent(url)}`);
    await page.getByLabel("Question").fill("a conductor from Lima");
    await page.getByRole("button", { name: "Search" }).click();
    await page.getByText(/^\d found\.$/).waitFor();
    expect(await page.locator("li").first().textContent()).toBe(
      "Orchestra names a new conductor: The city orchestra has chosen a conductor from Lima.",
    );
  });
});

test("the Lambda function calls the search function, both in the emulator", async () => {
  const setup = await setUpSearchLambda();
  onTestFinished(async () => await setup.stop());
  const bucket = await setup.newBucket();
  const { generation } = await bucket.publish(NEWS_RECORDS);
  const search = await setup.start({ bucket });
  onTestFinished(async () => await search.stop());

  const folder = mkdtempSync(join(tmpdir(), "asker-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  await build({
    entryPoints: [join(EXAMPLES, "lambda-calls-lambda", "index.ts")],
    bundle: true,
    platform: "node",
    format: "esm",
    // Lambda brings the SDK along; the emulator does not.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    outfile: join(folder, "index.mjs"),
  });
  const environment = { SEARCH_FUNCTION: LAMBDA_FUNCTION_NAME, AWS_ENDPOINT_URL_LAMBDA: search.endpoint };
  const asker = await startLambda({ bundleFolder: folder, environment });
  onTestFinished(async () => await asker.stop());

  const Payload = JSON.stringify({ question: "what did the engineers find in the bridge?" });
  const { Payload: answer } = await asker.client.send(
    new InvokeCommand({ FunctionName: LAMBDA_FUNCTION_NAME, Payload }),
  );
  expect(JSON.parse(answer?.transformToString() ?? "")).toMatchObject({
    generation,
    answers: [
      {
        title: "Council closes the old bridge",
        says: "Engineers found cracks in two pillars of the old bridge.",
      },
    ],
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function firstLine(child: ChildProcess): Promise<string> {
  const [chunk] = await once(child.stdout as NonNullable<ChildProcess["stdout"]>, "data");
  return String(chunk).trim();
}
