import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FORMAT_VERSION } from "@dateline-search/core/generation/manifest";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCommand } from "../fixtures/run-command.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

const QUESTION = "Is Washington open to South Korea enriching uranium?";

describe("with an index of the project's corpus", () => {
  let folder: string;
  let seedIndex: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "dateline seed "));
    seedIndex = join(folder, "index");
    const build = await runCommand(["build", "corpus", "--index", seedIndex]);
    expect(build.exitCode).toBe(0);
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const search = (...args: string[]) => runCommand(["search", "--index", seedIndex, ...args]);

  test("search prints each article with its date and the sentence that answers, and the confidence", async () => {
    const { exitCode, stdout } = await search(QUESTION, "--limit", "2");
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^ 1\. South Korea and the United States/);
    expect(stdout).toMatch(/^ {4}IANS · Seoul · 2025-12-10\n {4}[^\n]*uranium/m);
    expect(stdout).toMatch(/1 passage, \d+ % sure in [\d.]+ ms, exact search, generation [0-9a-f]{12}/);
  });

  test("several questions are answered in turn, from arguments, a file and standard input", async () => {
    const each = await search("--each", QUESTION, "xylophone", "--json", "--fields", "score");
    const { results } = JSON.parse(each.stdout);
    expect(results.map(({ query }: { query: string }) => query)).toEqual([QUESTION, "xylophone"]);
    expect(Object.keys(results[0].hits[0])).toEqual(["score"]);
    expect(results[1].hits).toEqual([]);
    const file = join(folder, "questions.txt");
    writeFileSync(file, `\uFEFF${QUESTION}\r\n\r\nxylophone\r\n`);
    const read = await search("--queries", file);
    expect(read.stdout).toMatch(
      /^\? Is Washington[^\n]*\n 1\. South Korea[\s\S]*\n\? xylophone\nNothing here answers this/,
    );
    writeFileSync(file, `${QUESTION}\n???\n`);
    const wrong = await search("--queries", file);
    expect(wrong).toMatchObject({ exitCode: 2, stdout: "" });
    expect(wrong.stderr).toContain(`the query has no letter or digit, it is "???" (${file}:2)`);
    expect((await search("--each")).stderr).toContain("query");
    expect((await search("ferry", "--queries", file)).stderr).toContain("exclude each other");
  });

  test("exclusions alone list the remaining articles", async () => {
    expect((await search("--", "-zeppelin")).stdout).toMatch(/^ 1\. South Korea[\s\S]*1 article by date/);
    expect((await search("--", '-uranium -"South Korea"')).stdout).toContain("No article");
  });

  test("search --full prints whole passages with score and parts, the sentence marked", async () => {
    const { stdout } = await search(QUESTION, "--full", "--collapse", "none", "--limit", "2");
    expect(stdout).toMatch(/\d\.\d{3} \(meaning \d\.\d\d, words \d\.\d\d\) {2}IANS · Seoul · 2025-12-10/);
    expect(stdout).toMatch(/»[^«]*uranium[^«]*«/);
  });

  test("search --json prints the documented shape and nothing else", async () => {
    const { stdout } = await search(QUESTION, "--json", "--limit", "1");
    const result = JSON.parse(stdout);
    expect(Object.keys(result)).toEqual([
      "generation",
      "query",
      "tookMs",
      "exact",
      "confidence",
      "candidates",
      "plan",
      "timeFrame",
      "understood",
      "reranked",
      "total",
      "hits",
      "facets",
      "nearest",
    ]);
    expect(result).toMatchObject({
      query: QUESTION,
      exact: true,
      generation: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    const [hit] = result.hits;
    expect(Object.keys(hit)).toEqual(["rank", "score", "parts", "passage", "article", "highlight", "story"]);
    expect(hit.article).toMatchObject({
      source: "IANS",
      place: "Seoul",
      publishedAt: "2025-12-10",
      url: null,
    });
    expect(hit.passage.text).toContain(hit.highlight.text);
  });

  test("a question in several arguments is one question", async () => {
    const { stdout } = await search("--json", ...QUESTION.split(" "));
    expect(JSON.parse(stdout).query).toBe(QUESTION);
  });

  test("filters narrow the answer, and an empty answer is reported", async () => {
    const { stdout } = await search(
      QUESTION,
      "--json",
      "--from",
      "2025-12-10",
      "--to",
      "2025-12-10",
      "--source",
      "Nobody",
      "--source",
      "ians",
      "--place",
      "seoul",
    );
    expect(JSON.parse(stdout).hits.length).toBeGreaterThan(0);
    const none = await search(QUESTION, "--as-of", "2025-12-09");
    expect(none).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("No passage matches") });
  });

  test.each([
    [["search", "?"], /no letter or digit/],
    [["search", "uranium", "--limit", "0"], /whole number from 1 to 100/],
    [["search", "uranium", "--from", "last week"], /from must be a date/],
    [["search", "uranium", "--sort", "length"], /Allowed choices are relevance, date, oldest/],
    [["search", "uranium", "--half-life-days", "soon"], /halfLifeDays must be a number from 0 to 36500/],
    [
      ["search", "uranium", "--source", ""],
      /option '--source <name>' argument '' is invalid. It must not be empty/,
    ],
    [["search", "uranium", "--index", ""], /option '--index <folder>' argument '' is invalid/],
    [["build", ""], /value '' for argument 'corpus' is invalid/],
    [["publish", ""], /value '' for argument 'store' is invalid/],
    [["build", "no-such.urls"], /list of addresses "no-such.urls": no such file/],
    [["help", "serch"], /unknown command 'serch'/],
    [["search", "uranium", "--colour"], /unknown option '--colour'/],
    [
      ["search", "-budget talks"],
      /unknown option '-budget talks'\n\(put "--" before a query that begins with "-"\)/,
    ],
    [["build", "-x"], /unknown option '-x'\n\(run with/],
    [["serch", "uranium"], /unknown command 'serch'[\s\S]*Did you mean search/],
    [["build", "--target-tokens", "many"], /whole number from 16 to 4096/],
    [["build", "--model", "word2vec"], /word2vec/],
  ])("%j is a usage error", async (args, message) => {
    const { exitCode, stdout, stderr } = await runCommand(args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toMatch(message);
  });

  test("a query of 10,000 characters is a usage error", async () => {
    const { exitCode, stderr } = await runCommand(["search", "a".repeat(10_000)]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/has 10000 characters, at most 1000 are allowed/);
  });

  test("an index of another format version is rejected with advice", async () => {
    const index = copyOf(seedIndex);
    writeFileSync(join(index, "latest.json"), JSON.stringify({ formatVersion: 99, generation: "x" }));
    const { exitCode, stderr } = await runCommand(["search", "uranium", "--index", index]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      `format version 99, but this program reads ${FORMAT_VERSION}; build the index again`,
    );
  });

  test.each(["passages.sqlite", "texts.bin", "embeddings.bin"])("a truncated %s is refused", async (file) => {
    const index = copyOf(seedIndex);
    const [segment] = readdirSync(join(index, "segments")) as [string];
    truncateSync(join(index, "segments", segment, file), 1_000);
    const { exitCode, stderr } = await runCommand(["search", "uranium", "--index", index]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/it should have \d+ bytes but has 1000; build the index again/);
  });

  test("a changed byte is detected although the size is right", async () => {
    const index = copyOf(seedIndex);
    const [segment] = readdirSync(join(index, "segments")) as [string];
    const path = join(index, "segments", segment, "embeddings.bin");
    const bytes = readFileSync(path);
    bytes[2_000] = (bytes[2_000] as number) ^ 1;
    writeFileSync(path, bytes);
    const { exitCode, stderr } = await runCommand(["search", "uranium", "--index", index]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/its sha256 is [0-9a-f]{64}, but the manifest says/);
  });
});

test("searching before building explains how to build", async () => {
  const { exitCode, stderr } = await runCommand(["search", "uranium", "--index", temporaryFolder()]);
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/there is no latest.json; run "dateline build" first/);
});

test("an empty corpus and a missing one are rejected", async () => {
  const folder = temporaryFolder();
  const empty = await runCommand(["build", folder, "--index", join(folder, "index")]);
  expect(empty).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/it has no article/) });
  const missing = await runCommand(["build", join(folder, "nowhere"), "--index", join(folder, "index")]);
  expect(missing).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(/Cannot read .*nowhere/) });
});

test("bad records are listed, the rest is indexed, and the exit code shows it", async () => {
  const folder = temporaryFolder();
  const corpus = join(folder, "corpus");
  mkdirSync(corpus);
  writeFileSync(
    join(corpus, "a.jsonl"),
    '{"title":"Good","text":"One good story about herons."}\n{"title":"Bad"}\n',
  );
  const build = await runCommand(["build", corpus, "--index", join(folder, "index")]);
  expect(build.exitCode).toBe(3);
  expect(build.stderr).toMatch(/left out: a\.jsonl:2: /);
  expect(build.stdout).toMatch(/Indexed 1 article in 1 passage \(.*\), left out 1 bad record\./);
  const strict = await runCommand(["build", corpus, "--strict", "--index", join(folder, "index")]);
  expect(strict).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/a\.jsonl:2/) });
});

test.each([
  [["--help"]],
  [["build", "--help"]],
  [["search", "--help"]],
  [["model", "--help"]],
  [["eval", "--help"]],
])("%j prints help and succeeds", async (args) => {
  const { exitCode, stdout } = await runCommand(args);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^Usage: dateline/);
});

function copyOf(index: string): string {
  const copy = join(temporaryFolder(), "index");
  cpSync(index, copy, { recursive: true });
  return copy;
}
