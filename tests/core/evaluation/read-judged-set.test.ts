import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readJudgedSet } from "@dateline-search/core/evaluation/read-judged-set";
import { readUnanswerable } from "@dateline-search/core/evaluation/read-questions";
import type { Hit } from "@dateline-search/core/types";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";

function fileOf(...lines: readonly unknown[]): string {
  const path = join(temporaryFolder(), "queries.jsonl");
  writeFileSync(
    path,
    lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n"),
  );
  return path;
}

/** The grade of an article, and of a text, by the only query. */
async function grade(path: string, id: string, text = ""): Promise<number | undefined> {
  const { queries } = await readJudgedSet(path);
  return queries[0]?.gradeOf({ article: { id }, passage: { text } } as Hit);
}

test("queries are judged by articles, with or without grades", async () => {
  const plain = fileOf({ id: "q", question: "Why?", articles: ["a", "b"] }, "");
  expect(await readJudgedSet(plain)).toMatchObject({
    name: "queries.jsonl",
    unit: "article",
    queries: [{ id: "q", text: "Why?", relevantGrades: [1, 1] }],
  });
  expect([await grade(plain, "b"), await grade(plain, "c")]).toEqual([1, 0]);
  const graded = fileOf({ id: "q", question: "Why?", articles: { a: 2, b: 0 } });
  expect((await readJudgedSet(graded)).queries[0]?.relevantGrades).toEqual([2]);
  expect([await grade(graded, "a"), await grade(graded, "b")]).toEqual([2, 0]);
});

test("queries are judged by the sentence that answers", async () => {
  const path = fileOf({ id: "q", question: "Why?", answer: "Because.", why: "It says so." });
  expect(await readJudgedSet(path)).toMatchObject({ unit: "passage", queries: [{ relevantGrades: [1] }] });
  expect([await grade(path, "a", "So. Because."), await grade(path, "a", "So.")]).toEqual([1, 0]);
});

test("a folder in BEIR layout is judged by its qrels", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "qrels"));
  writeFileSync(
    join(folder, "queries.jsonl"),
    '{"_id": "1", "text": "Why?"}\n{"_id": "2", "text": "Unjudged"}\n',
  );
  writeFileSync(join(folder, "qrels", "test.tsv"), "query-id\tcorpus-id\tscore\n1\ta\t1\n");
  expect(await readJudgedSet(folder)).toMatchObject({ unit: "article", queries: [{ id: "1" }] });
});

test.each([
  ["no JSON", ["{"], /queries\.jsonl:1/],
  [
    "a line of the other kind",
    [
      { id: "q", question: "?", articles: ["a"] },
      { id: "r", question: "?", answer: "x", why: "y" },
    ],
    /queries\.jsonl:2/,
  ],
  ["no articles", [{ id: "q", question: "?", articles: [] }], /queries\.jsonl:1/],
  ["nothing", [""], /contains none/],
])("a file with %s is rejected", async (_, lines, message) => {
  await expect(readJudgedSet(fileOf(...lines))).rejects.toMatchObject({ code: "invalid-input" });
  await expect(readJudgedSet(fileOf(...lines))).rejects.toThrow(message);
});

test("a missing file is rejected", async () => {
  await expect(readJudgedSet("/nowhere/queries.jsonl")).rejects.toMatchObject({ code: "invalid-input" });
});

test("an invalid line is reported with its line number, counting empty lines", async () => {
  const path = fileOf({ id: "q", question: "Why?", articles: ["a"] }, "", "{");
  await expect(readJudgedSet(path)).rejects.toThrow(/queries\.jsonl:3/);
});

test.each([
  ["is missing", () => join(temporaryFolder(), "none.jsonl"), /there is no "[^"]*none\.jsonl"/],
  ["is a folder", () => temporaryFolder(), /is not a readable file/],
  ["has no query", () => fileOf("", ""), /contains none/],
  ["has a line of another kind", () => fileOf({ id: "q" }), /queries\.jsonl:1/],
])("unanswerable queries are rejected if the file %s", async (_, make, message) => {
  await expect(readUnanswerable(make())).rejects.toThrow(message);
});
