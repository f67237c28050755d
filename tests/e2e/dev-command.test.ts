import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createHttpClient } from "@dateline-search/client";
import { DEFAULT_MODEL_NAME } from "@dateline-search/core/model/model-registry";
import { expect, onTestFinished, test } from "vitest";
import { DatelineProcess, type SpawnOptions } from "../fixtures/spawn-dateline.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { installTinyReranker, TINY_RERANKER } from "../fixtures/tiny-cross-encoder.ts";
import { MODELS_FOLDER } from "../setup/pull-model.ts";

const HERONS = "Herons return\n\nHerons built their nests beside the harbour in March.\n";
const FERRIES = "Ferries stop\n\nThe ferries to the islands stopped because of a storm.\n";

interface DevServer {
  readonly folder: string;
  readonly process: DatelineProcess;
  readonly url: string;
  /** Writes a file of the corpus. */
  save(name: string, text: string): void;
  /** The titles that answer a query now. */
  titles(query: string): Promise<string[]>;
  /** Presses Ctrl-C. */
  stop(): Promise<number | NodeJS.Signals>;
}

function spawnDev(flags: readonly string[], options: SpawnOptions): DatelineProcess {
  const process = new DatelineProcess(["dev", "--port", "0", ...flags], options);
  onTestFinished(async () => {
    process.child.kill("SIGKILL");
    await process.ended();
  });
  return process;
}

function addressOf({ stderr }: DatelineProcess): string {
  const [url] = /http:\/\/localhost:\d+/.exec(stderr) as RegExpExecArray;
  return url;
}

/** Starts `dateline dev` in a folder with a corpus of one story. */
async function startDev(
  flags: readonly string[] = [],
  variables: Readonly<Record<string, string>> = {},
): Promise<DevServer> {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "corpus"));
  mkdirSync(join(folder, "tmp"));
  const save = (name: string, text: string) => writeFileSync(join(folder, "corpus", name), text);
  save("herons.txt", HERONS);
  const process = spawnDev(flags, {
    cwd: folder,
    environment: { TMPDIR: join(folder, "tmp"), ...variables },
  });
  await process.printed("can be searched");
  const url = addressOf(process);
  // Not even once is a request sent again: none may be dropped.
  const client = createHttpClient({ baseUrl: url, retries: 0 });
  return {
    folder,
    process,
    url,
    save,
    titles: async (query) => (await client.search(query)).hits.map(({ article }) => article.title),
    stop: async () => {
      process.child.kill("SIGINT");
      return await process.ended();
    },
  };
}

test("dev builds a missing index, serves page and API, and follows saved files without dropping a request", async () => {
  const dev = await startDev();
  expect(dev.process.stderr).toMatch(/Indexed 1 article in 1 passage/);
  const page = await fetch(`${dev.url}/`);
  expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
  expect(await dev.titles("where do herons nest")).toEqual(["Herons return"]);

  dev.save("ferries.txt", FERRIES);
  // Each of these questions must be answered, until one finds what was saved.
  while (!(await dev.titles("ferries to the islands")).includes("Ferries stop")) {
    expect(await dev.titles("herons")).toContain("Herons return");
  }
  expect(dev.process.stderr).toMatch(/Changed: ferries\.txt/);

  rmSync(join(dev.folder, "corpus", "ferries.txt"));
  while ((await dev.titles("ferries to the islands")).includes("Ferries stop")) {
    expect(await dev.titles("herons")).toContain("Herons return");
  }

  expect(await dev.stop()).toBe(0);
  expect(dev.process.stdout).toMatch(
    /^\d\d:\d\d:\d\d 200 GET \/v1\/search\?q=where do herons nest [\d.]+ ms$/m,
  );
  expect(readdirSync(join(dev.folder, "tmp")).filter((name) => name.startsWith("dateline-dev"))).toEqual([]);
});

test("dev reranks with the given model, and reports that", async () => {
  const models = temporaryFolder();
  cpSync(join(MODELS_FOLDER, DEFAULT_MODEL_NAME), join(models, DEFAULT_MODEL_NAME), { recursive: true });
  await installTinyReranker(models);
  const dev = await startDev(["--reranker", TINY_RERANKER.name], { DATELINE_MODELS: models });
  const { reranked, hits } = await createHttpClient({ baseUrl: dev.url, retries: 0 }).search("herons");
  expect(reranked).toEqual({ model: TINY_RERANKER.name, passages: 1 });
  expect(hits[0]?.parts.reranker).toBe(1);
  expect(await dev.stop()).toBe(0);
});

test("dev prints its address at once, and reports the progress of the first build until there is an index", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "corpus"));
  writeFileSync(join(folder, "corpus", "herons.txt"), HERONS);
  const cache = await startHeldCache();
  const process = spawnDev([], {
    cwd: folder,
    environment: { DATELINE_CACHE: "s3://cache/embeddings", ...cache.environment },
  });
  await cache.asked;
  const url = addressOf(process);
  for (const path of ["/v1/search?q=herons", "/v1/generation", "/v1/facets", "/healthz"]) {
    const response = await fetch(`${url}${path}`);
    expect([response.status, await response.json()]).toEqual([
      503,
      expect.objectContaining({
        code: "not-ready",
        detail: expect.stringMatching(/^The index is being built, (1 article read|0 of 1 passage embedded)/),
      }),
    ]);
  }
  expect((await fetch(`${url}/`)).status).toBe(200);
  // A change meanwhile is not forgotten.
  writeFileSync(join(folder, "corpus", "ferries.txt"), FERRIES);
  await process.printed("Changed: ferries.txt");
  cache.release();
  await process.printed("can be searched");
  const client = createHttpClient({ baseUrl: url });
  expect((await client.search("herons")).hits[0]?.article.title).toBe("Herons return");
  await process.printed("Indexed 2 articles");
});

/** A fake S3 server with nothing in it, which answers nobody until it is told to. */
async function startHeldCache() {
  const { promise: released, resolve: release } = promiseWithResolver();
  const { promise: asked, resolve: ask } = promiseWithResolver();
  const server = createServer(async (request, response) => {
    ask();
    await released;
    request.resume();
    if (request.method === "PUT") response.writeHead(200, { etag: '"0"' }).end();
    else response.writeHead(404).end("<Error><Code>NoSuchKey</Code></Error>");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const environment = {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_ACCESS_KEY_ID: "key",
    AWS_SECRET_ACCESS_KEY: "secret",
    AWS_REGION: "eu-west-1",
  };
  return { environment, asked, release };
}

function promiseWithResolver() {
  let resolve = () => {};
  const promise = new Promise<void>((resolved) => {
    resolve = resolved;
  });
  return { promise, resolve };
}

test("dev follows the settings: a strict build, an unknown model, a rate limit", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "stories.jsonl"), `{"title":"Herons","text":"Herons nest."}\n{ not json\n`);
  const settings = (value: object) =>
    writeFileSync(
      join(folder, "dateline.config.json"),
      JSON.stringify({ corpus: "stories.jsonl", ...value }),
    );

  settings({ strict: true });
  const strict = spawnDev([], { cwd: folder });
  expect([await strict.ended(), strict.stderr]).toEqual([1, expect.stringMatching(/stories\.jsonl:2: /)]);

  settings({ model: "no-such-model" });
  const wrong = spawnDev([], { cwd: folder });
  expect([await wrong.ended(), wrong.stderr]).toEqual([2, expect.stringMatching(/no-such-model/)]);

  settings({ strict: false });
  const unlimited = spawnDev([], { cwd: folder, environment: { DATELINE_RATE_LIMIT: "often" } });
  expect([await unlimited.ended(), unlimited.stderr]).toEqual([2, expect.stringMatching(/RATE_LIMIT/)]);

  const limited = spawnDev([], { cwd: folder, environment: { DATELINE_RATE_LIMIT: "2/3600" } });
  await limited.printed("can be searched");
  const statuses: number[] = [];
  for (let asked = 0; asked < 3; asked++) {
    statuses.push((await fetch(`${addressOf(limited)}/v1/search?q=herons`)).status);
  }
  expect(statuses).toEqual([200, 200, 429]);
});

test("dev reports records that cannot be indexed and keeps answering", async () => {
  const dev = await startDev();
  dev.save("bad.json", "{ not json");
  await dev.process.printed("left out: bad.json:1: ");
  rmSync(join(dev.folder, "corpus"), { recursive: true });
  await dev.process.printed("the previous index keeps answering");
  expect(await dev.titles("herons")).toEqual(["Herons return"]);
  expect(await dev.stop()).toBe(0);
});

test("dev logs like the function with --json, and follows changes made while it was stopped", async () => {
  const first = await startDev(["--json"]);
  await first.titles("herons");
  expect(await first.stop()).toBe(0);
  const [line = ""] = first.process.stdout.split("\n");
  expect(JSON.parse(line)).toMatchObject({
    message: "request",
    route: "GET /v1/search",
    status: 200,
    hits: 1,
  });

  first.save("ferries.txt", FERRIES);
  const again = spawnDev([], { cwd: first.folder });
  await again.printed("The corpus has changed since the index was built");
  await again.printed("Indexed 2 articles");
  again.child.kill("SIGTERM");
  expect(await again.ended()).toBe(0);
});

test("dev reports a port in use, with advice, before it builds", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "story.txt"), HERONS);
  const other = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void other.close());
  await new Promise((resolve) => other.once("listening", resolve));
  const { port } = other.address() as AddressInfo;
  const dev = new DatelineProcess(["dev", "story.txt", "--port", String(port)], { cwd: folder });
  expect(await dev.ended()).toBe(2);
  expect(dev.stderr).toBe(
    `error: Cannot listen on 127.0.0.1:${port}: another program uses the port; stop it, or choose another port with --port (0 picks a free one)\n`,
  );
  expect(existsSync(join(folder, ".dateline"))).toBe(false);
});

test("dev rejects a corpus that does not exist", async () => {
  const dev = new DatelineProcess(["dev", "nowhere"], { cwd: temporaryFolder() });
  expect(await dev.ended()).toBe(2);
  expect(dev.stderr).toMatch(/Cannot watch the corpus "nowhere": it does not exist/);
});
