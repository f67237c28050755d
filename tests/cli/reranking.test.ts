import { cpSync } from "node:fs";
import { join } from "node:path";
import { DEFAULT_MODEL_NAME } from "@dateline-search/core/model/model-registry";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { startFakeHub } from "../fixtures/fake-hub.ts";
import { runCommand } from "../fixtures/run-command.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { TINY_RERANKER, tinyCrossEncoderFiles } from "../fixtures/tiny-cross-encoder.ts";
import { MODELS_FOLDER } from "../setup/pull-model.ts";

const QUESTION = "Is Washington open to South Korea enriching uranium?";
const RERANK = ["--reranker", TINY_RERANKER.name];

let models: string;
beforeEach(() => {
  models = temporaryFolder();
  cpSync(join(MODELS_FOLDER, DEFAULT_MODEL_NAME), join(models, DEFAULT_MODEL_NAME), { recursive: true });
  vi.stubEnv("DATELINE_MODELS", models);
});
afterEach(() => vi.unstubAllEnvs());

/** A hub that has the tiny cross-encoder alone. */
async function startHub() {
  const hub = await startFakeHub(tinyCrossEncoderFiles());
  vi.stubEnv("HF_ENDPOINT", hub.endpoint);
  return hub;
}

async function buildIndex(): Promise<string> {
  const index = join(temporaryFolder(), "index");
  expect((await runCommand(["build", "corpus", "--index", index])).exitCode).toBe(0);
  return index;
}

test("search pulls the reranker on first use, reranks with it and reports that", async () => {
  const hub = await startHub();
  const index = await buildIndex();
  const search = (...args: string[]) => runCommand(["search", "--index", index, QUESTION, ...args]);
  const { exitCode, stdout } = await search(...RERANK, "--json");
  await hub.close();
  expect(exitCode).toBe(0);
  const { reranked, hits } = JSON.parse(stdout);
  expect(reranked).toEqual({ model: TINY_RERANKER.name, passages: expect.any(Number) });
  expect(hits[0].parts.reranker).toBe(1);
  expect(hits[0].passage.text).toContain("uranium");

  const printed = await search(...RERANK, "--limit", "1", "--full");
  expect(printed.stdout).toMatch(/\(meaning \d\.\d\d, words \d\.\d\d, reranker 1\.00\)/);
  expect(printed.stdout).toMatch(/exact search, reranked by bge-reranker-base, generation/);
  const dated = await search(...RERANK, "--sort", "date");
  expect(dated.stdout).not.toContain("reranked");
  expect(dated.stderr).toContain("Not reranked: reranking needs the order by relevance");
  expect((await search()).stdout).not.toContain("rerank");
});

test("a model that cannot rerank or is unavailable ends the search with the reason", async () => {
  const index = await buildIndex();
  const search = (...args: string[]) => runCommand(["search", "--index", index, QUESTION, ...args]);
  const embedder = await search("--reranker", "minilm");
  expect(embedder.exitCode).toBe(2);
  expect(embedder.stderr).toMatch(/it only embeds; models that rerank are ms-marco-MiniLM-L-6-v2/);
  const hub = await startFakeHub(new Map());
  vi.stubEnv("HF_ENDPOINT", hub.endpoint);
  const missing = await search("--rerank");
  await hub.close();
  expect(missing.exitCode).not.toBe(0);
  expect(missing.stderr).toMatch(/Cannot pull the model ms-marco-MiniLM-L-6-v2: no source could be reached/);
});

test("model pull downloads a reranker, and model list shows its kind", async () => {
  const hub = await startHub();
  const pulled = await runCommand(["model", "pull", "bge-reranker", "--json"]);
  await hub.close();
  expect(pulled.exitCode).toBe(0);
  expect(JSON.parse(pulled.stdout)).toMatchObject({ name: TINY_RERANKER.name, precision: "int8" });
  const { stdout } = await runCommand(["model", "list"]);
  expect(stdout).toMatch(/^all-MiniLM-L6-v2 +embedder +int8: present/m);
  expect(stdout).toMatch(/^all-MiniLM-L6-v2 .*fp32: \w+$/m);
  expect(stdout).toMatch(/^multilingual-e5-small .*fp32: absent +many languages, untested \*$/m);
  expect(stdout).toMatch(
    /^multilingual-e5-small-q4 .* many languages, multilingual-e5-small from weights of 4 bits$/m,
  );
  expect(stdout).toMatch(/^bge-reranker-base +reranker +int8: present +fp32: absent +untested \*$/m);
  expect(stdout).toMatch(/^\* Never run by Dateline's tests with its real weights/m);
  expect(stdout).toMatch(/^ms-marco-MiniLM-L-6-v2 +reranker +int8: absent/m);
});

test("eval shows the reranked ranking with the others", async () => {
  const hub = await startHub();
  const set = "tests/relevance/ranking-set";
  const { exitCode, stdout } = await runCommand(["eval", set, ...RERANK, "--json"]);
  await hub.close();
  expect(exitCode).toBe(0);
  const { reranker, sets } = JSON.parse(stdout);
  expect(reranker).toEqual({
    name: TINY_RERANKER.name,
    fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect(Object.keys(sets[0].rankings)).toEqual(["dense", "lexical", "hybrid", "reranked"]);
});
