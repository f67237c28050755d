import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCommand } from "../fixtures/run-command.ts";

const HERONS = "Herons nest beside the harbour again, for the first time in forty years.";
const BAKERS = "Bakers raise the price of bread because wheat is scarce this winter.";

let folder: string;
let index: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "dateline similar "));
  index = join(folder, "index");
  mkdirSync(join(folder, "corpus"));
  writeFileSync(join(folder, "corpus", "herons.txt"), `Herons return\n\n${HERONS}\n`);
  writeFileSync(join(folder, "corpus", "bakers.txt"), `Bread to cost more\n\n${BAKERS}\n`);
  expect((await runCommand(["build", join(folder, "corpus"), "--index", index])).exitCode).toBe(0);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function similar(...args: readonly string[]) {
  return await runCommand(["similar", "--index", index, ...args]);
}

test("a text from a file finds earlier reports, and reports if there are none", async () => {
  const draft = join(folder, "draft.md");
  writeFileSync(draft, "For the first time in decades, herons are breeding at the port.");
  const found = await similar("--text", draft);
  expect(found).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^ 1\. Herons return/) });
  expect(found.stdout).toMatch(/1 article, \d+ % sure in/);
  writeFileSync(draft, "The central bank of Japan has left its interest rate where it was.");
  const nothing = await similar("--text", draft);
  expect(nothing).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/^No article is similar\. The nearest are:/),
  });
});

test("the id of an article finds similar ones", async () => {
  const json = await similar("--text", join(folder, "corpus", "bakers.txt"), "--json");
  const { id } = JSON.parse(json.stdout).hits[0].article;
  const others = JSON.parse((await similar(id, "--json", "--min-confidence", "0")).stdout);
  expect(others.hits.map(({ article }: { article: { title: string } }) => article.title)).toEqual([
    "Herons return",
  ]);
});

test.each<[readonly string[], RegExp]>([
  [[], /missing required argument 'id': or give --text/],
  [["a", "--text", "b"], /exclude each other/],
  [["--text", "no-such-file.txt"], /Cannot read the text "no-such-file.txt"/],
  [["no-such-id"], /Cannot find similar articles: there is no article "no-such-id"/],
  [["--text", "x", "--limit", "0"], /whole number from 1 to 100/],
])("similar %j is rejected with the reason", async (args, message) => {
  const { exitCode, stderr } = await similar(...args);
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(message);
});
