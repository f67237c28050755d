import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { runCommand } from "../fixtures/run-command.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { MODELS_FOLDER } from "../setup/pull-model.ts";

let index: string;
let corpus: string;
beforeEach(() => {
  const folder = temporaryFolder();
  index = join(folder, "index");
  corpus = join(folder, "corpus");
  mkdirSync(corpus);
  vi.stubEnv("DATELINE_CACHE", join(folder, "cache"));
  vi.stubEnv("DATELINE_INDEX", index);
  vi.stubEnv("DATELINE_MODELS", MODELS_FOLDER);
});
afterEach(() => vi.unstubAllEnvs());

const TEXT = "The witness told the court that she had seen the defendant near the mill.";

test("forget deletes an article everywhere, reports what it searched, and fails if a copy is left", async () => {
  const records = [
    { id: "witness", title: "A witness speaks", text: TEXT },
    { id: "copy", title: "A witness speaks", text: `${TEXT} Our reporter adds nothing.` },
    { id: "wheat", title: "Wheat prices fall", text: "Farmers brought in a large wheat harvest." },
  ];
  writeFileSync(join(corpus, "a.jsonl"), records.map((record) => JSON.stringify(record)).join("\n"));
  await runCommand(["build", corpus]);
  const first = await runCommand(["forget", "witness"]);
  expect(first.exitCode).toBe(1);
  expect(first.stderr).toMatch(/^still has the text of witness: segments\/[0-9a-f]{64}\/texts\.bin in /m);
  const second = await runCommand(["forget", "copy", "witness"]);
  expect(second).toMatchObject({ exitCode: 0 });
  expect(second.stdout).toMatch(
    /Searched \d+ objects \(.+\) in .*index\.\nSearched \d+ objects? \(.+\) in .*cache\.\n/,
  );
  expect(second.stdout).toContain("The text is gone from all of them.\n");
  const rebuilt = await runCommand(["build", corpus]);
  expect(rebuilt.stdout).toContain("left out 2 articles taken down");
  const restored = await runCommand(["restore", "witness", "wheat"]);
  expect(restored).toMatchObject({ exitCode: 3, stderr: "not taken down: wheat\n" });
  expect((await runCommand(["build", corpus])).stdout).toContain("Indexed 2 articles");
});
