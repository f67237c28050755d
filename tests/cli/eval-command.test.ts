import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runCommand } from "../fixtures/run-command.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

const JUDGED = "tests/relevance/seed-questions.jsonl";

test("eval counts the answers that the floor keeps, and the unanswerable queries that it refuses", async () => {
  const file = join(temporaryFolder(), "other-subjects.jsonl");
  const lines = [
    { id: "bread", question: "How do I bake sourdough bread?" },
    { id: "noise", question: "asdfghjkl qwertz" },
    { id: "seed", question: "Is Washington open to South Korea enriching uranium?" },
  ];
  writeFileSync(file, lines.map((line) => JSON.stringify(line)).join("\n"));
  const { exitCode, stdout } = await runCommand(["eval", JUDGED, "--unanswerable", file, "--json"]);
  expect(exitCode).toBe(0);
  const [set] = JSON.parse(stdout).sets;
  expect(set).toMatchObject({ queries: 36, unanswerable: 3 });
  // The third has an answer in the corpus: that it gets one is counted against the floor.
  expect(set.rankings.hybrid.abstention).toMatchObject({
    refused: expect.closeTo(2 / 3),
    answered: ["seed"],
  });
  expect(set.rankings.hybrid.abstention.kept).toBeGreaterThanOrEqual(0.98);
});

test("eval names the file of unanswerable queries that is missing", async () => {
  const { exitCode, stderr } = await runCommand(["eval", JUDGED, "--unanswerable", "none.jsonl"]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('Cannot read unanswerable queries: there is no "none.jsonl"');
});
