import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { runCommand } from "../fixtures/run-command.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

const REPOSITORY = fileURLToPath(new URL("../../", import.meta.url));

test("init writes the repository's own deployment and its dependencies", async () => {
  const folder = join(temporaryFolder(), "My News (2025)");
  const { exitCode, stdout } = await runCommand(["init", folder]);
  expect(exitCode).toBe(0);
  const infra = readdirSync(join(REPOSITORY, "infra"));
  expect(readdirSync(join(folder, "infra"))).toEqual(infra);
  for (const path of ["sst.config.ts", ...infra.map((name) => join("infra", name))]) {
    expect(readFileSync(join(folder, path), "utf8")).toBe(readFileSync(join(REPOSITORY, path), "utf8"));
  }
  const pinned = JSON.parse(readFileSync(join(REPOSITORY, "package.json"), "utf8"));
  expect(JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))).toMatchObject({
    name: "my-news-2025",
    private: true,
    type: "module",
    engines: { node: pinned.engines.node },
    devDependencies: {
      "@dateline-search/cli": pinned.version,
      sst: pinned.devDependencies.sst,
    },
  });
  const written = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  for (const { parentPath, name } of written) expect(stdout).toContain(`Wrote ${join(parentPath, name)}\n`);
  expect(stdout).toMatch(/^ {2}npm install$/m);
  // Before anything is installed, npx would fetch the package of that name, which is somebody else's.
  expect(stdout).not.toContain("npx dateline");
});

test("init writes sample articles that a build reads", async () => {
  const folder = temporaryFolder();
  await runCommand(["init", folder]);
  const index = join(folder, "index");
  const { exitCode, stdout } = await runCommand([
    "build",
    join(folder, "corpus"),
    "--index",
    index,
    "--strict",
  ]);
  expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/^Indexed 2 articles/)]);
});

test("init overwrites nothing: it names existing files and writes none", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "infra"));
  writeFileSync(join(folder, "infra", "api.ts"), "mine");
  writeFileSync(join(folder, "package.json"), "{}");
  const { exitCode, stderr } = await runCommand(["init", folder]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain("it already has package.json, infra/api.ts");
  expect(readFileSync(join(folder, "infra", "api.ts"), "utf8")).toBe("mine");
  expect(existsSync(join(folder, "sst.config.ts"))).toBe(false);
});

test("init leaves unrelated files alone", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "README.md"), "mine");
  expect((await runCommand(["init", folder])).exitCode).toBe(0);
  expect(readFileSync(join(folder, "README.md"), "utf8")).toBe("mine");
});

test("init reports a folder that is a file", async () => {
  const file = join(temporaryFolder(), "file");
  writeFileSync(file, "");
  const { exitCode, stderr } = await runCommand(["init", file]);
  expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/^error: Cannot write ".*package\.json": /)]);
});
