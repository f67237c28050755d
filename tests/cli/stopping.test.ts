import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { StopRequest } from "@dateline-search/cli/exit-code";
import { afterEach, expect, test, vi } from "vitest";
import { runCommand } from "../fixtures/run-command.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

const HOME = process.cwd();

afterEach(() => {
  process.chdir(HOME);
  vi.unstubAllEnvs();
});

/** A folder with a corpus and one question about it, which becomes the working folder. */
function enterFolderWithCorpus(): string {
  vi.stubEnv("DATELINE_MODELS", resolve(HOME, process.env["DATELINE_MODELS"] || "models"));
  const folder = temporaryFolder();
  mkdirSync(join(folder, "beir", "qrels"), { recursive: true });
  const stories = Array.from({ length: 300 }, (_, index) => ({
    _id: `story-${index}`,
    title: `Story ${index}`,
    text: `Sentence about harbour number ${index} and its ferries. `.repeat(8),
  }));
  writeFileSync(
    join(folder, "beir", "corpus.jsonl"),
    stories.map((story) => JSON.stringify(story)).join("\n"),
  );
  writeFileSync(join(folder, "beir", "queries.jsonl"), '{"_id":"q","text":"harbour"}\n');
  writeFileSync(join(folder, "beir", "qrels", "test.tsv"), "query-id\tcorpus-id\tscore\nq\tstory-1\t1\n");
  process.chdir(folder);
  return folder;
}

test.each([
  ["eval", ["eval", "beir"], "SIGINT", 130],
  ["build", ["build", "beir"], "SIGTERM", 143],
] as const)("%s restores the terminal's cursor when stopped", async (_, args, signal, code) => {
  enterFolderWithCorpus();
  const stop = new AbortController();
  const run = await runCommand(args, {
    columns: 80,
    signal: stop.signal,
    onStderr: (text) => {
      if (text.includes("Embedding")) stop.abort(new StopRequest(signal));
    },
  });
  expect(run).toMatchObject({ exitCode: code, stdout: "", stderr: expect.stringMatching(/\nstopped\n$/) });
  expect(run.stderr.lastIndexOf("\u001B[?25h")).toBeGreaterThan(run.stderr.lastIndexOf("\u001B[?25l"));
});

test.each([
  [["--target-tokens", "223"], "--target-tokens 223: with the model all-MiniLM-L6-v2 it can be 16 to 222"],
  [["--overlap-tokens", "192"], "--overlap-tokens 192: with --target-tokens 192 it can be 0 to 191"],
])("build %j is rejected before the corpus is read", async (flags, message) => {
  const { exitCode, stderr } = await runCommand(["build", join(temporaryFolder(), "nowhere"), ...flags]);
  expect(exitCode).toBe(2);
  expect(stderr).toBe(`error: Cannot build with ${message}\n`);
});

test("--help names the exit codes and the environment", async () => {
  const { stdout } = await runCommand(["--help"]);
  for (const word of ["130", "143", "HF_ENDPOINT", "AWS_REGION", "AWS_ENDPOINT_URL"]) {
    expect(stdout).toContain(word);
  }
});
