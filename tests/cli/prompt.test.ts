import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { runCli } from "@dateline-search/cli/main";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CapturedOutput, runCommand } from "../fixtures/run-command.ts";

const UP = "\u001B[A";
const ENTER = "\r";
const CTRL_C = "\u0003";
const CTRL_D = "\u0004";
/** The cursor stands behind the prompt, in the third column. */
const EMPTY_PROMPT = " \u001B[3G";

let folder: string;
let index: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "dateline prompt "));
  index = join(folder, "index");
  mkdirSync(join(folder, "corpus"));
  writeFileSync(join(folder, "corpus", "story.txt"), "Herons return\n\nHerons nest beside the harbour.\n");
  expect((await runCommand(["build", join(folder, "corpus"), "--index", index])).exitCode).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A terminal at which somebody types, each time that the prompt is there again. */
async function converse(
  keys: readonly string[],
  flags: readonly string[] = [],
): Promise<{ exitCode: number; screen: string }> {
  const stdin = Object.assign(new PassThrough(), { isTTY: true as const });
  const waiting = [...keys];
  const stdout = new CapturedOutput({
    columns: 80,
    onText: (text) => {
      const typed = text.endsWith(EMPTY_PROMPT) ? waiting.shift() : undefined;
      if (typed !== undefined) setImmediate(() => stdin.write(typed));
    },
  });
  const stderr = new CapturedOutput({ columns: 80 });
  const { signal } = new AbortController();
  const exitCode = await runCli(["search", "--index", index, ...flags], { stdin, stdout, stderr, signal });
  return { exitCode, screen: stripVTControlCharacters(stdout.text) + stderr.text };
}

test.each([
  ["an empty line", ENTER],
  ["Ctrl-D", CTRL_D],
  ["Ctrl-C", CTRL_C],
])("the prompt answers question after question until %s", async (_, end) => {
  const { exitCode, screen } = await converse([`where do herons nest${ENTER}`, end]);
  expect(exitCode).toBe(0);
  expect(screen).toMatch(/1\. Herons return/);
  expect(screen).toMatch(/1 passage, \d+ % sure in/);
});

test("the arrow keys bring back earlier questions, and a bad one does not end the prompt", async () => {
  const keys = [`herons${ENTER}`, `?${ENTER}`, `${UP}${UP}${ENTER}`, ENTER];
  const { exitCode, screen } = await converse(keys);
  expect(exitCode).toBe(0);
  expect(screen.match(/1\. Herons return/g)).toHaveLength(2);
  expect(screen).toMatch(/error: Cannot search: the query has no letter or digit/);
});

test("without a terminal for input and output, or with a filter, articles are listed instead of a prompt", async () => {
  const piped = await runCommand(["search", "--index", index]);
  expect(piped).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/1\. Herons return/) });
  expect(piped.stdout).toMatch(/1 article by date, generation/);
  const noInput = await runCommand(["search", "--index", index], { columns: 80 });
  expect(noInput.stdout).toMatch(/1 article by date/);
  const filtered = await converse([], ["--to", "1999-12-31"]);
  expect(filtered).toEqual({ exitCode: 0, screen: "No article matches the filters.\n" });
});
