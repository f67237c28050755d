import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { createProgram } from "../../packages/cli/src/create-program.ts";
import { commandFirst } from "../../packages/cli/src/main.ts";
import { runCommand } from "../fixtures/run-command.ts";

type Command = Awaited<ReturnType<typeof createProgram>>;

function newProgram(): Promise<Command> {
  const stream = new PassThrough();
  const { signal } = new AbortController();
  return createProgram({ stdin: stream, stdout: stream, stderr: stream, signal, config: {} }, () => {});
}

test.each<[line: string, moved: string]>([
  ["search herons --json", "search herons --json"],
  ["--json search herons", "search --json herons"],
  ["--index news search herons", "search --index news herons"],
  ["--index=news search herons", "search --index=news herons"],
  ["-q --index news --json search herons --limit 3", "search -q --index news --json herons --limit 3"],
  // A value may be the name of a command, or begin with a dash.
  ["--index search search herons", "search --index search herons"],
  ["--index build search build", "search --index build build"],
  ["--title -5 similar", "similar --title -5"],
  // Values of an option that takes several end at the command.
  [
    "--source-time-zone UTC a.example=Asia/Seoul build articles",
    "build --source-time-zone=UTC --source-time-zone=a.example=Asia/Seoul articles",
  ],
  ["--source Reuters --source AP search herons", "search --source Reuters --source AP herons"],
  // Commands of two words.
  ["--json model list", "model list --json"],
  ["model --json list", "model list --json"],
  ["--store s3://b/p alert --name x add herons", "alert add --store s3://b/p --name x herons"],
  // Everything after -- is words.
  ["--index news -- search --json", "search --index news -- --json"],
  ["-- search herons", "search -- herons"],
  ["search -- --index news", "search -- --index news"],
  ["--help search", "search --help"],
  ["-q help search", "help search"],
  // The program's own options, and what commander explains.
  ["", ""],
  ["--version", "--version"],
  ["--help", "--help"],
  ["-q", "-q"],
  ["--config", "--config"],
  ["-5 search herons", "-5 search herons"],
  ["--limit 4 build articles", "build --limit 4 articles"],
  ["--indx news search herons", "search --indx herons"],
  ["--indx search herons", "search --indx herons"],
  ["--json serch herons", "serch --json herons"],
])("%s", async (line, moved) => {
  const words = (text: string): string[] => (text === "" ? [] : text.split(" "));
  expect(commandFirst(await newProgram(), words(line))).toEqual(words(moved));
});

test.each<[line: string, message: RegExp]>([
  ["--index news", /^error: missing command: '--index' needs one, before or after it$/m],
  ["--json model", /^error: missing command: '--json' needs one/m],
  ["--indx news search herons", /^error: unknown option '--indx'\n\(Did you mean --index\?\)$/m],
  ["--limit 4 build articles", /^error: unknown option '--limit'$/m],
  ["--index news serch herons", /^error: unknown command 'serch'\n\(Did you mean search\?\)$/m],
  ["--index  search herons", /^error: option '--index <folder>' argument '' is invalid/m],
  ["--limit many search herons", /^error: option '--limit <n>' .*'many' is invalid/m],
])("the error names the fault: %s", async (line, message) => {
  const { exitCode, stderr } = await runCommand(line.split(" "));
  expect([exitCode, stderr]).toEqual([2, expect.stringMatching(message)]);
});

test("a search with its options before its name opens the index that they specify", async () => {
  const { exitCode, stderr } = await runCommand(["--index", "nowhere", "--limit", "2", "search", "herons"]);
  expect(exitCode).toBe(1);
  expect(stderr).toContain("nowhere");
});

test("a flag takes a value with all commands or with none", async () => {
  const takes = new Map<string, boolean>();
  const check = (command: Command): void => {
    for (const { long, required } of command.options) {
      if (long == null) continue;
      expect([long, takes.get(long) ?? required]).toEqual([long, required]);
      takes.set(long, required);
    }
    command.commands.forEach(check);
  };
  check(await newProgram());
  expect(takes.size).toBeGreaterThan(50);
});
