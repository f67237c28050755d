import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { findModel } from "@dateline-search/core/model/model-registry";
import { afterEach, expect, test, vi } from "vitest";
import { runCommand } from "../fixtures/run-command.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { installTinyModel } from "../fixtures/tiny-bert.ts";

async function installModels(): Promise<void> {
  const models = temporaryFolder();
  vi.stubEnv("DATELINE_MODELS", models);
  for (const name of ["gte-small", "e5-small-v2"]) await installTinyModel(models, findModel(name), "int8");
}
afterEach(() => vi.unstubAllEnvs());

function corpus(): string {
  const folder = temporaryFolder();
  const records = ["harbour", "market"].map((place) => ({
    id: place,
    title: `The ${place} is open again`,
    text: `The ${place} opened again on Monday after a strike.`,
    publishedAt: "2025-03-01",
  }));
  writeFileSync(join(folder, "news.jsonl"), records.map((record) => JSON.stringify(record)).join("\n"));
  return folder;
}

test("an index gets another model without its corpus, and rollback gives the old one back", async () => {
  await installModels();
  const index = join(temporaryFolder(), "index");
  const built = await runCommand(["build", corpus(), "--index", index, "--model", "gte-small", "--json"]);
  const { generation: first } = JSON.parse(built.stdout);

  const { stdout, exitCode } = await runCommand(["reembed", "--model", "e5-small", "--store", index]);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(
    /^Embedded 2 articles in 2 passages with e5-small-v2\.\nGeneration [0-9a-f]{12} in .*; before it, /,
  );
  expect(stdout).toContain(first.slice(0, 12));
  const search = async () =>
    JSON.parse((await runCommand(["search", "harbour", "--index", index, "--json"])).stdout);
  expect((await search()).hits[0].article.id).toBe("harbour");

  const again = await runCommand(["reembed", "--model", "e5-small", "--store", index]);
  expect(again.stdout).toMatch(/^Nothing to do\. .* is embedded with e5-small-v2 already\./);

  expect((await runCommand(["rollback", "--store", index])).exitCode).toBe(0);
  expect((await search()).generation).toBe(first);
});

test("a store without an index, and a model that nobody knows, end the command with the reason", async () => {
  await installModels();
  const empty = await runCommand(["reembed", "--model", "gte-small", "--store", temporaryFolder()]);
  expect(empty.exitCode).not.toBe(0);
  expect(empty.stderr).toMatch(/^error: Cannot /m);
  const unknown = await runCommand(["reembed", "--model", "gpt", "--store", temporaryFolder()]);
  expect(unknown.exitCode).not.toBe(0);
});
