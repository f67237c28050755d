import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describeCli } from "@dateline-search/cli/describe-cli";
import { EXIT } from "@dateline-search/cli/exit-code";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { runCommand } from "../fixtures/run-command.ts";

beforeEach(() => {
  for (const name of ["DATELINE_INDEX", "DATELINE_STORE", "DATELINE_MODELS"]) vi.stubEnv(name, "");
});

afterEach(() => vi.unstubAllEnvs());

test("docs/cli.md matches the command's help (npm run docs:cli writes it)", async () => {
  const file = new URL("../../docs/cli.md", import.meta.url);
  expect(readFileSync(file, "utf8").replaceAll("\r\n", "\n")).toBe(await describeCli());
});

test("exactly the existing exit codes are documented", async () => {
  const { stdout } = await runCommand(["--help"]);
  const explained = /Exit codes:\n([\s\S]*?)\n\n/.exec(stdout)?.[1]?.matchAll(/^ {2}(\d+)/gm);
  expect([...(explained ?? [])].map(([, code]) => Number(code))).toEqual(Object.values(EXIT));
});

test("a command loaded alone has the same help as among the others", async () => {
  const whole = await describeCli();
  const names = [...whole.matchAll(/^## dateline (.+)$/gm)].map(([, name]) => name as string);
  const sections = await Promise.all(
    names.map(async (name) => (await runCommand([...name.split(" "), "--help"], { columns: 100 })).stdout),
  );
  expect(sections.filter((help) => !whole.includes(help.trimEnd()))).toEqual([]);
});

test("every command's help has examples", async () => {
  const help = await describeCli();
  const commands = help.split(/^## dateline /m).slice(1);
  expect(commands.length).toBeGreaterThan(9);
  expect(commands.filter((text) => !text.includes("\nExamples:\n  "))).toEqual([]);
});

test.each([
  [["search", "herons", "--limt", "3"], /unknown option '--limt'\n\(Did you mean --limit\?\)/],
  [["build", "--jsn"], /Did you mean --json\?/],
  [["gc", "--dryrun"], /Did you mean --dry-run\?/],
  [["publsh"], /Did you mean publish\?/],
  [["model", "pul"], /Did you mean pull\?/],
])("%j gets a suggestion", async (args, message) => {
  const { exitCode, stderr } = await runCommand(args);
  expect([exitCode, stderr]).toEqual([2, expect.stringMatching(message)]);
});

/** What people copy from: documents, help and messages. (README.md is about a clone, where npx finds the command.) */
function textFiles(): string[] {
  const root = fileURLToPath(new URL("../../", import.meta.url));
  const folders = ["docs", "examples", "packages"].map((name) => join(root, name));
  const files = folders.flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }));
  return files
    .filter((entry) => entry.isFile() && /\.(md|ts|tsx|mjs|html)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/[\\/](node_modules|dist)[\\/]/.test(path));
}

test("no document lets npx fetch the npm package dateline, which is another project", () => {
  const fetching = /\bnpx (?:-\S+ )*dateline\b|"npx", "args": \[(?:"-y", )?"dateline"/;
  const files = textFiles();
  expect(files.length).toBeGreaterThan(100);
  expect(files.filter((path) => fetching.test(readFileSync(path, "utf8")))).toEqual([]);
});
