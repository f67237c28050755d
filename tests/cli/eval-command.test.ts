import { mkdirSync, writeFileSync } from "node:fs";
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

test("eval names the missing file of unanswerable queries", async () => {
  const { exitCode, stderr } = await runCommand(["eval", JUDGED, "--unanswerable", "none.jsonl"]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('Cannot read unanswerable queries: there is no "none.jsonl"');
});

/** A folder in BEIR layout with two copies of one text and another text. @param events what its stories are judged by */
function judgedStories(events: readonly object[]): string {
  const folder = temporaryFolder();
  const copy =
    "Police closed the harbour bridge on Tuesday evening after a lorry overturned. Nobody was hurt, and the bridge opens again at noon.";
  const corpus = [
    { _id: "wire", title: "Harbour bridge closed", text: copy },
    { _id: "copy", title: "Lorry overturns on bridge", text: copy },
    {
      _id: "wheat",
      title: "Wheat harvest",
      text: "The wheat harvest in the valley began two weeks early this year.",
    },
  ];
  const lines = (values: readonly object[]) => values.map((value) => JSON.stringify(value)).join("\n");
  mkdirSync(join(folder, "qrels"));
  writeFileSync(join(folder, "corpus.jsonl"), lines(corpus));
  writeFileSync(
    join(folder, "queries.jsonl"),
    lines([{ _id: "q", text: "When did the wheat harvest begin?" }]),
  );
  writeFileSync(join(folder, "qrels", "test.tsv"), "query-id\tcorpus-id\tscore\nq\twheat\t1\n");
  writeFileSync(join(folder, "stories.jsonl"), lines(events));
  return folder;
}

test("eval measures stories and checks their minimums", async () => {
  const right = judgedStories([
    { event: "bridge", articles: ["wire", "copy", "gone"] },
    { event: "harvest", articles: ["wheat"] },
  ]);
  const good = await runCommand(["eval", right, "--least-story-precision", "97", "--json"]);
  expect([good.exitCode, good.stderr]).toEqual([0, expect.not.stringContaining("error")]);
  expect(JSON.parse(good.stdout).sets[0].stories).toMatchObject({
    items: 3,
    events: 2,
    missing: 1,
    pairs: { precision: 1, recall: 1 },
    bCubed: { f1: 1 },
  });
  const apart = judgedStories([
    { event: "bridge", articles: ["wire"] },
    { event: "another bridge", articles: ["copy"] },
    { event: "harvest", articles: ["wheat"] },
  ]);
  const bad = await runCommand(["eval", apart, "--least-story-precision", "97", "--least-story-f1", "50"]);
  expect(bad.exitCode).toBe(4);
  expect(bad.stdout).toMatch(/Stories of 3 judged articles of 3 events:\npairs +precision 0\.0/);
  expect(bad.stderr).toContain("are below the minimum: precision of pairs 0.0, minimum 97.0");
  expect(bad.stderr).not.toContain("B-cubed");
});

test("eval reports a minimum without judged stories, and an invalid line of stories", async () => {
  const without = await runCommand(["eval", JUDGED, "--least-story-f1", "90"]);
  expect([without.exitCode, without.stderr]).toEqual([
    2,
    expect.stringContaining('no judged set has a "stories.jsonl" next to its queries'),
  ]);
  const twice = await runCommand(["eval", judgedStories([{ event: "a", articles: ["wire", "wire"] }])]);
  expect([twice.exitCode, twice.stderr]).toEqual([
    2,
    expect.stringContaining('has the article "wire" in the events "a" and "a"'),
  ]);
  const wrong = await runCommand(["eval", judgedStories([{ event: "a" }])]);
  expect([wrong.exitCode, wrong.stderr]).toEqual([
    2,
    expect.stringMatching(/Cannot read the event at .*stories\.jsonl:1/),
  ]);
});
