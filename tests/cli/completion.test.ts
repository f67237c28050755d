import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { runCommand } from "../fixtures/run-command.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

const run = promisify(execFile);

/** What bash offers for the last word of a command line. */
async function offered(line: string, cwd = temporaryFolder()): Promise<string[]> {
  const { stdout: script } = await runCommand(["completion", "bash"]);
  const words = line.split(" ");
  const typed = words.map((word) => `'${word}'`).join(" ");
  const ask = `COMP_WORDS=(${typed}); COMP_CWORD=${words.length - 1}; _dateline; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout } = await run("bash", ["--norc", "-c", `${script}\n${ask}`], { cwd });
  return stdout.split("\n").filter((word) => word !== "");
}

test.each([
  ["dateline se", ["search"]],
  ["dateline model ", ["pull", "list", "--quiet", "--config", "--help"]],
  ["dateline --quiet --config x.json se", ["search"]],
  ["dateline search --li", ["--limit"]],
  ["dateline search --limit ", []],
  ["dateline model pull --precision ", ["int8", "fp32"]],
  ["dateline completion f", ["fish"]],
  ["dateline search uranium --js", ["--json"]],
])("bash completes %j", async (line, words) => {
  expect(await offered(line)).toEqual(words);
});

test("bash completes paths, including spaces, where a path is expected", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "my articles.jsonl"), "");
  expect(await offered("dateline build my", folder)).toEqual(["my articles.jsonl"]);
  expect(await offered("dateline search --index my", folder)).toEqual(["my articles.jsonl"]);
});

test.each(["bash", "zsh", "fish"])(
  "the script for %s contains every command and flag of --help",
  async (shell) => {
    const { exitCode, stdout: script } = await runCommand(["completion", shell]);
    expect(exitCode).toBe(0);
    for (const path of [["build"], ["search"], ["dev"], ["publish"], ["gc"], ["model", "pull"], ["eval"]]) {
      const { stdout: help } = await runCommand([...path, "--help"]);
      const flags = [...help.matchAll(/^ {2}(?:-\w, )?--([\w-]+)/gm)].map(([, flag]) => String(flag));
      expect(flags.length).toBeGreaterThan(1);
      expect(flags.filter((flag) => !script.includes(flag))).toEqual([]);
      expect(script).toContain(path.join(" "));
    }
  },
);

test("an unknown shell is a usage error that lists the supported ones", async () => {
  const { exitCode, stderr } = await runCommand(["completion", "tcsh"]);
  expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/bash, zsh, fish/)]);
});
