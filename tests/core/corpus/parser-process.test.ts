import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { SourceEntry } from "@dateline-search/core/corpus/corpus-entry";
import { ParserProcess, type ParserProcessOptions } from "@dateline-search/core/corpus/parser-process";
import { readCorpus } from "@dateline-search/core/corpus/read-corpus";
import { hasEnded, thisProcess } from "@dateline-search/core/files/process-liveness";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";

const PROGRAM = new URL("../../../packages/cli/bin/parser-process.mjs", import.meta.url);
/** Never ends over a page. */
const STUCK_PROGRAM = new URL("../../fixtures/stuck-parser.mjs", import.meta.url);
const PARENT_PROGRAM = fileURLToPath(new URL("../../fixtures/parser-parent.mjs", import.meta.url));
const PAGE = "<html><body><p>The ferry was late.</p></body></html>";

function startParser(options: Partial<ParserProcessOptions> = {}): ParserProcess {
  const parser = new ParserProcess({ program: PROGRAM, ...options });
  onTestFinished(() => parser.close());
  return parser;
}

async function readFolder(files: Readonly<Record<string, string>>, parser: ParserProcess | undefined) {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  const entries: SourceEntry[] = [];
  for await (const entry of readCorpus(folder, { parser })) entries.push(entry as SourceEntry);
  return entries;
}

const MIXED = {
  "a.md": "# Ferry\n\nThe ferry was late.",
  "b.jsonl": Array.from({ length: 1_000 }, (_, id) => JSON.stringify({ id, title: "T", text: "x" })).join(
    "\n",
  ),
  "c.json": "{",
  "d.txt": "Wheat\n\nPrices fall.",
  "e.jpg": "picture",
};

test("a process reads a corpus as the main process does", async () => {
  expect(await readFolder(MIXED, startParser())).toEqual(await readFolder(MIXED, undefined));
});

test("a source that takes too long is a problem, and the rest is read", async () => {
  const entries = await readFolder(
    { ...MIXED, "b.html": PAGE },
    startParser({ program: STUCK_PROGRAM, maxMs: () => 3_000 }),
  );
  const problems = entries.filter(({ kind }) => kind === "problem");
  expect(problems).toContainEqual({
    kind: "problem",
    problem: { file: "b.html", line: 1, reason: "parsing takes more than 3 seconds" },
  });
  expect(entries.filter(({ kind }) => kind === "article")).toHaveLength(1_002);
});

test("a source that takes too much memory is a problem, and the rest is read", async () => {
  const large = `{"id":[${Array.from({ length: 6_000 }, () => `[${"[],".repeat(1_000)}[]]`).join(",")}]}`;
  const entries = await readFolder({ ...MIXED, "b.json": large }, startParser({ maxHeapMb: 60 }));
  expect(entries).toContainEqual({
    kind: "problem",
    problem: { file: "b.json", line: 1, reason: "parsing takes more than 60 MB of memory" },
  });
  expect(entries.filter(({ kind }) => kind === "article")).toHaveLength(1_002);
});

test("one call that takes too much memory ends only that process", async () => {
  const large = `[${'{"title":"The ferry was late"},'.repeat(2_000_000)}{}]`;
  const source = { name: "a.json", bytes: Buffer.from(large) };
  const { value: entry } = await startParser({ maxHeapMb: 60 }).read({ kind: "bytes", source }).next();
  expect(entry).toEqual({
    kind: "problem",
    problem: { file: "a.json", line: 1, reason: "parsing takes more than 60 MB of memory" },
  });
});

test("a busy parser ends if its parent process is killed", async () => {
  const parent = spawn(process.execPath, [PARENT_PROGRAM], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(createInterface(parent.stdout), "line")) as [string];
  const parser = { ...thisProcess(), pid: Number(line), startedAt: null };
  expect(hasEnded(parser)).toBe(false);
  parent.kill("SIGKILL");
  await expect.poll(() => hasEnded(parser)).toBe(true);
});

test("an abort stops the parsing of a source", async () => {
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 500);
  const source = { name: "a.html", bytes: Buffer.from(PAGE) };
  const read = startParser({ program: STUCK_PROGRAM }).read(
    { kind: "bytes", source },
    { signal: stop.signal },
  );
  await expect(read.next()).rejects.toMatchObject({ code: "aborted" });
});

test("a source can be read while another one is open", async () => {
  const parser = startParser();
  const path = join(temporaryFolder(), "b.jsonl");
  writeFileSync(path, MIXED["b.jsonl"]);
  const file = { kind: "file", path, name: "b.jsonl", format: "json-lines" } as const;
  let count = 0;
  for await (const _ of parser.read({ kind: "file", file })) {
    if (count % 300 === 0) {
      const source = { name: "a.md", bytes: Buffer.from(MIXED["a.md"]) };
      for await (const entry of parser.read({ kind: "bytes", source })) expect(entry.kind).toBe("article");
    }
    count += 1;
  }
  expect(count).toBe(1_000);
});

test("a program that cannot be started is reported, and does not end the process", async () => {
  const program = pathToFileURL(join(temporaryFolder(), "none.mjs"));
  const source = { name: "a.md", bytes: Buffer.from(MIXED["a.md"]) };
  const { value: entry } = await startParser({ program }).read({ kind: "bytes", source }).next();
  expect(entry).toMatchObject({
    kind: "problem",
    problem: { reason: expect.stringContaining("the parser failed") },
  });
});
