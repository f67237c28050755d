import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createHttpClient } from "@dateline-search/client";
import { DEFAULT_MODEL_NAME } from "@dateline-search/core/model/model-registry";
import { expect, onTestFinished, test } from "vitest";
import { DatelineProcess } from "../fixtures/spawn-dateline.ts";
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
  const environment = { TMPDIR: join(folder, "tmp"), ...variables };
  const process = new DatelineProcess(["dev", "--port", "0", ...flags], { cwd: folder, environment });
  onTestFinished(async () => {
    process.child.kill("SIGKILL");
    await process.ended();
  });
  await process.printed("Ctrl-C ends it");
  const [url] = /http:\/\/localhost:\d+/.exec(process.stderr) as RegExpExecArray;
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

test("dev builds what is missing, serves page and API, and answers from what is saved without dropping a request", async () => {
  const dev = await startDev();
  expect(dev.process.stderr).toMatch(/Indexed 1 article in 1 passage/);
  const page = await fetch(`${dev.url}/`);
  expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
  expect(await dev.titles("where do herons nest")).toEqual(["Herons return"]);

  let isIndexed = false;
  const asking = (async () => {
    let answers = 0;
    for (; !isIndexed; answers += 1) await dev.titles("herons");
    return answers;
  })();
  dev.save("ferries.txt", FERRIES);
  await expect
    .poll(() => dev.titles("ferries to the islands"), { timeout: 60_000 })
    .toContain("Ferries stop");
  isIndexed = true;
  expect(await asking).toBeGreaterThan(0);
  expect(dev.process.stderr).toMatch(/Changed: ferries\.txt/);

  rmSync(join(dev.folder, "corpus", "ferries.txt"));
  await expect
    .poll(() => dev.titles("ferries to the islands"), { timeout: 60_000 })
    .not.toContain("Ferries stop");

  expect(await dev.stop()).toBe(0);
  expect(dev.process.stdout).toMatch(
    /^\d\d:\d\d:\d\d 200 GET \/v1\/search\?q=where do herons nest [\d.]+ ms$/m,
  );
  expect(readdirSync(join(dev.folder, "tmp")).filter((name) => name.startsWith("dateline-dev"))).toEqual([]);
});

test("dev reranks with the model that it is told, and says so", async () => {
  const models = temporaryFolder();
  cpSync(join(MODELS_FOLDER, DEFAULT_MODEL_NAME), join(models, DEFAULT_MODEL_NAME), { recursive: true });
  await installTinyReranker(models);
  const dev = await startDev(["--reranker", TINY_RERANKER.name], { DATELINE_MODELS: models });
  const { reranked, hits } = await createHttpClient({ baseUrl: dev.url, retries: 0 }).search("herons");
  expect(reranked).toEqual({ model: TINY_RERANKER.name, passages: 1 });
  expect(hits[0]?.parts.reranker).toBe(1);
  expect(await dev.stop()).toBe(0);
});

test("dev reports what cannot be indexed and goes on answering", async () => {
  const dev = await startDev();
  dev.save("bad.json", "{ not json");
  await dev.process.printed("left out: bad.json:1: ");
  rmSync(join(dev.folder, "corpus"), { recursive: true });
  await dev.process.printed("the index from before goes on answering");
  expect(await dev.titles("herons")).toEqual(["Herons return"]);
  expect(await dev.stop()).toBe(0);
});

test("dev logs as the function does with --json, and follows what changed while it was away", async () => {
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
  const again = new DatelineProcess(["dev", "--port", "0"], { cwd: first.folder });
  await again.printed("The corpus has changed since the index was built");
  await again.printed("Indexed 2 articles");
  again.child.kill("SIGTERM");
  expect(await again.ended()).toBe(0);
});

test("dev says which port is taken and what to do, before it builds", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "story.txt"), HERONS);
  const other = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void other.close());
  await new Promise((resolve) => other.once("listening", resolve));
  const { port } = other.address() as AddressInfo;
  const dev = new DatelineProcess(["dev", "story.txt", "--port", String(port)], { cwd: folder });
  expect(await dev.ended()).toBe(2);
  expect(dev.stderr).toBe(
    `error: Cannot listen on 127.0.0.1:${port}: another program has the port; stop it, or choose another with --port (0 takes any free one)\n`,
  );
  expect(existsSync(join(folder, ".dateline"))).toBe(false);
});

test("dev refuses a corpus that does not exist", async () => {
  const dev = new DatelineProcess(["dev", "nowhere"], { cwd: temporaryFolder() });
  expect(await dev.ended()).toBe(2);
  expect(dev.stderr).toMatch(/Cannot watch the corpus "nowhere": it does not exist/);
});
