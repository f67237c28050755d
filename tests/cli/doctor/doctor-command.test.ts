import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkCapacity } from "@dateline-search/cli/doctor/check-capacity";
import { checkModel, checkReranker } from "@dateline-search/cli/doctor/check-model";
import { describePublished } from "@dateline-search/cli/doctor/published-generation";
import { DEFAULT_MODEL_NAME } from "@dateline-search/core/model/model-registry";
import { expect, test, vi } from "vitest";
import { buildTestIndex } from "../../fixtures/build-test-index.ts";
import { NEWS_RECORDS } from "../../fixtures/news-records.ts";
import { runCommand } from "../../fixtures/run-command.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";
import { installTinyReranker, TINY_RERANKER } from "../../fixtures/tiny-cross-encoder.ts";
import { MODELS_FOLDER } from "../../setup/pull-model.ts";

function bundleWithModel(): string {
  const folder = join(temporaryFolder(), "search");
  cpSync(join(MODELS_FOLDER, DEFAULT_MODEL_NAME), join(folder, "models", DEFAULT_MODEL_NAME), {
    recursive: true,
  });
  return folder;
}

async function publishedBy(fingerprint?: string) {
  const { folder } = await buildTestIndex(NEWS_RECORDS);
  const published = await describePublished(folder);
  const { model } = published.manifest;
  return {
    ...published,
    manifest: { ...published.manifest, model: { ...model, fingerprint: fingerprint ?? model.fingerprint } },
  };
}

test("a model other than the index's fails", async () => {
  expect(await checkModel(bundleWithModel(), await publishedBy())).toMatchObject({
    name: "model",
    status: "failed",
    detail: expect.stringMatching(/^Cannot search with model all-MiniLM-L6-v2 .* the index was built with/),
  });
});

test("a damaged or missing model fails, and the index's model passes", async () => {
  const bundle = bundleWithModel();
  const other = await checkModel(bundle, await publishedBy());
  const [, fingerprint = ""] = /\((\w{12})\)/.exec(other.detail) ?? [];
  expect(fingerprint).toHaveLength(12);
  writeFileSync(join(bundle, "models", DEFAULT_MODEL_NAME, "tokenizer.json"), "{}");
  expect(await checkModel(bundle, await publishedBy())).toMatchObject({
    status: "failed",
    detail: expect.stringContaining("tokenizer.json has 2 bytes"),
  });
  expect(await checkModel(temporaryFolder(), await publishedBy())).toMatchObject({
    status: "failed",
    remedy: "run: npm run bundle",
  });
});

test("a reranker must be in the package and intact, and is not mistaken for the index's model", async () => {
  const bundle = bundleWithModel();
  const models = join(bundle, "models");
  const before = await checkModel(bundle, await publishedBy());
  expect(await checkReranker(bundle, TINY_RERANKER.name)).toMatchObject({
    name: "reranker",
    status: "failed",
    detail: expect.stringMatching(/^Cannot open the model bge-reranker-base \(int8\): it is not in/),
    remedy: expect.stringContaining("npm run bundle"),
  });
  await installTinyReranker(models);
  expect(await checkReranker(bundle, TINY_RERANKER.name)).toMatchObject({
    status: "ok",
    detail: expect.stringMatching(/^bge-reranker-base \([0-9a-f]{12}\) in the package$/),
  });
  expect(await checkModel(bundle, await publishedBy())).toEqual(before);
  writeFileSync(join(models, TINY_RERANKER.name, "config.json"), "{}");
  expect(await checkReranker(bundle, TINY_RERANKER.name)).toMatchObject({ status: "failed" });
  expect(await checkReranker(bundle, "minilm")).toMatchObject({
    status: "failed",
    detail: expect.stringContaining("it only embeds"),
  });
});

test("an index that does not fit twice into memory or /tmp, or downloads too slowly, fails with the settings to change", async () => {
  const published = { ...(await publishedBy()), sizeBytes: 1.5e9, residentBytes: 1e9 };
  const rangedReads = "never";
  const large = { memoryMb: 10_240, storageMb: 10_240, timeoutSeconds: 30, rangedReads } as const;
  expect(checkCapacity(large, published).map(({ name, status }) => [name, status])).toEqual([
    ["cold start", "ok"],
    ["/tmp", "ok"],
    ["memory", "ok"],
  ]);
  const small = { memoryMb: 2048, storageMb: 2048, timeoutSeconds: 15, rangedReads } as const;
  expect(checkCapacity(small, published)).toMatchObject([
    {
      name: "cold start",
      status: "failed",
      detail: expect.stringMatching(/^the first answer takes about 21\.0 s \(1\.50 GB at 75 MB\/s\)/),
      remedy: expect.stringMatching(/^set DATELINE_TIMEOUT_SECONDS=24 or more/),
    },
    { name: "/tmp", status: "failed", remedy: expect.stringMatching(/^set DATELINE_TMP_MB=3179 or more/) },
    {
      name: "memory",
      status: "failed",
      remedy: expect.stringMatching(/^set DATELINE_MEMORY_MB=\d{4} or more/),
    },
  ]);
});

test("a multilingual model, with its large vocabulary, needs more memory than the default", async () => {
  const published = await publishedBy();
  const model = { ...published.manifest.model, name: "multilingual-e5-small-q4" };
  const multilingual = { ...published, manifest: { ...published.manifest, model } };
  const limits = { storageMb: 2048, timeoutSeconds: 15, rangedReads: "never" } as const;
  const memoryOf = (it: typeof published, memoryMb: number) =>
    checkCapacity({ ...limits, memoryMb }, it).find(({ name }) => name === "memory")?.status;
  expect([memoryOf(published, 769), memoryOf(multilingual, 769)]).toEqual(["ok", "failed"]);
  expect(memoryOf(multilingual, 1769)).toBe("ok");
});

test("an index that does not fit is read in ranges, and the first answer waits only for the heads", async () => {
  const published = { ...(await publishedBy()), sizeBytes: 1.5e9, headBytes: 150e6, residentBytes: 1e9 };
  const small = { memoryMb: 2048, storageMb: 2048, timeoutSeconds: 15, rangedReads: "auto" } as const;
  expect(checkCapacity(small, published)).toMatchObject([
    { name: "cold start", status: "ok", detail: expect.stringMatching(/takes about 3\.0 s \(150\.0 MB/) },
    {
      name: "/tmp",
      status: "ok",
      detail: expect.stringMatching(/read in ranges; to keep it local, set DATELINE_TMP_MB=/),
    },
    { name: "memory", status: "ok", detail: expect.stringMatching(/set DATELINE_MEMORY_MB=/) },
  ]);
});

test("the command prints failures, estimates the cost and exits with 1", async () => {
  const { folder } = await buildTestIndex(NEWS_RECORDS);
  const args = ["doctor", "--bundles", temporaryFolder(), "--store", folder];
  const { exitCode, stdout } = await runCommand([...args, "--requests", "2000000"]);
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(
    /^FAILED {7}search package {2}there is no .*search\/index\.mjs\n +→ run: npm run bundle$/m,
  );
  expect(stdout).toMatch(/^not checked {2}secret {10}API keys belong to a stage/m);
  expect(stdout).toMatch(/2,000,000 requests × \$0\.0000002 +\$0\.40 +\$0\.20$/m);

  const json = await runCommand([...args, "--json"]);
  expect(json.exitCode).toBe(1);
  const report = JSON.parse(json.stdout);
  expect(report.checks).toContainEqual(expect.objectContaining({ name: "/tmp", status: "ok" }));
  expect(report.cost.usd).toBeGreaterThan(report.cost.usdAfterFree);
  expect(stdout).toMatch(/^ {2}Pinecone serverless and an embedding API +\$\d+\.\d\d {2}\S/m);
  expect(report.elsewhere.map(({ service }: { service: string }) => service)).toEqual([
    "S3 Vectors and an embedding API",
    "OpenSearch Serverless and an embedding API",
    "Pinecone serverless and an embedding API",
  ]);
});

test("without an index there is nothing to compare, and an unreachable store fails", async () => {
  const args = ["doctor", "--bundles", temporaryFolder(), "--json", "--store"];
  const empty = await runCommand([...args, temporaryFolder()]);
  expect(JSON.parse(empty.stdout).checks).toContainEqual(
    expect.objectContaining({ name: "index", status: "not-checked" }),
  );
  const damaged = temporaryFolder();
  mkdirSync(join(damaged, "generations"));
  writeFileSync(join(damaged, "latest.json"), "{}");
  expect(JSON.parse((await runCommand([...args, damaged])).stdout).checks).toContainEqual(
    expect.objectContaining({ name: "index", status: "failed" }),
  );
});

test("the environment's options are those of the deployment, and an invalid one is a usage error", async () => {
  vi.stubEnv("DATELINE_MEMORY_MB", "much");
  const { exitCode, stderr } = await runCommand(["doctor", "--store", temporaryFolder()]);
  vi.unstubAllEnvs();
  expect(exitCode).toBe(2);
  expect(stderr).toContain('DATELINE_MEMORY_MB must be a whole number from 512 to 10240, it is "much"');
});
