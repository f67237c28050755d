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

test("an index switches to another model without its corpus, and rollback restores the old one", async () => {
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
  expect(again.stdout).toMatch(/^Nothing to do\. .* is already embedded with e5-small-v2\./);

  expect((await runCommand(["rollback", "--store", index])).exitCode).toBe(0);
  expect((await search()).generation).toBe(first);
});

test("an index is built with --fast, is updated in the same way, and becomes an ordinary one again", async () => {
  await installModels();
  const index = join(temporaryFolder(), "index");
  const built = await runCommand(["build", corpus(), "--index", index, "--model", "gte-small", "--fast"]);
  expect(built).toMatchObject({ exitCode: 0 });
  expect(built.stdout).toContain("Indexed 2 articles");
  const added = join(temporaryFolder(), "added.jsonl");
  writeFileSync(added, JSON.stringify({ id: "airport", title: "Fog", text: "The airport closed for fog." }));
  expect(await runCommand(["add", added, "--store", index])).toMatchObject({ exitCode: 0 });
  const found = await runCommand(["search", "airport", "--index", index, "--json"]);
  expect(JSON.parse(found.stdout).hits[0].article.id).toBe("airport");
  const fast = await runCommand(["reembed", "--model", "gte-small", "--fast", "--store", index]);
  expect(fast.stdout).toMatch(/^Nothing to do\. .* is already embedded with gte-small and --fast\./);
  const ordinary = await runCommand(["reembed", "--model", "gte-small", "--store", index]);
  expect(ordinary.stdout).toMatch(/^Embedded 3 articles in 3 passages with gte-small\.\n/);
});

test("a model that takes one token is rejected with --fast", async () => {
  const models = temporaryFolder();
  vi.stubEnv("DATELINE_MODELS", models);
  await installTinyModel(models, findModel("bge-small"), "int8");
  const flags = ["--index", join(temporaryFolder(), "index"), "--model", "bge-small", "--fast"];
  const { exitCode, stderr } = await runCommand(["build", corpus(), ...flags]);
  expect(exitCode).not.toBe(0);
  expect(stderr).toContain("Cannot pool windows with the model bge-small-en-v1.5");
});

test("a store without an index and an unknown model end the command with the reason", async () => {
  await installModels();
  const empty = await runCommand(["reembed", "--model", "gte-small", "--store", temporaryFolder()]);
  expect(empty.exitCode).not.toBe(0);
  expect(empty.stderr).toMatch(/^error: Cannot /m);
  const unknown = await runCommand(["reembed", "--model", "gpt", "--store", temporaryFolder()]);
  expect(unknown.exitCode).not.toBe(0);
});
