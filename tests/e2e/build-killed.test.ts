import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as nextTurn } from "node:timers/promises";
import Database from "libsql";
import { expect, test } from "vitest";
import { DatelineProcess } from "../fixtures/spawn-dateline.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

const OLD_STORY = '{"id":"old","title":"Old story","text":"The lighthouse keeper retired."}\n';

async function run(args: readonly string[], cwd: string): Promise<DatelineProcess> {
  const dateline = new DatelineProcess(args, { cwd });
  expect([await dateline.ended(), dateline.stderr]).toEqual([0, expect.any(String)]);
  return dateline;
}

/** A folder with an index of one old story, and a new corpus that takes some time to embed. */
async function folderWithOldIndex(stories: number): Promise<string> {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "corpus"));
  writeFileSync(join(folder, "corpus", "old.jsonl"), OLD_STORY);
  await run(["build"], folder);
  const records = Array.from({ length: stories }, (_, index) => ({
    id: `new-${index}`,
    title: `New story ${index}`,
    text: `${`Sentence about harbour number ${index} and its ferries. `.repeat(8)}`,
  }));
  const lines = records.map((story) => JSON.stringify(story)).join("\n");
  writeFileSync(join(folder, "corpus", "new.jsonl"), lines);
  return folder;
}

interface StoppedBuild {
  readonly folder: string;
  readonly stderr: string;
  readonly ended: number | NodeJS.Signals;
}

/**
 * Stops a build with a signal once so many texts of it are in the cache. A machine that has embedded the rest before the
 * signal arrives is given twice as many.
 */
async function stopBuild(signal: NodeJS.Signals, cached: number, stories = 300): Promise<StoppedBuild> {
  const folder = await folderWithOldIndex(stories);
  const build = new DatelineProcess(["build"], { cwd: folder });
  while (build.child.exitCode === null && cachedTexts(folder) < cached) await nextTurn(10);
  build.child.kill(signal);
  const ended = await build.ended();
  if (ended === 0) return await stopBuild(signal, cached, 2 * stories);
  return { folder, ended, stderr: build.stderr };
}

/** How many embeddings the local cache holds. */
function cachedTexts(folder: string): number {
  const cache = new Database(join(folder, ".dateline", "cache", "embeddings.sqlite"), { readonly: true });
  try {
    return (cache.prepare("SELECT count(*) AS count FROM embeddings").get() as { count: number }).count;
  } finally {
    cache.close();
  }
}

function countOf(digits = ""): number {
  return Number(digits.replaceAll(",", ""));
}

async function answeringArticle(folder: string): Promise<string[]> {
  const { stdout } = await run(
    ["search", "lighthouse", "--json", "--limit", "100", "--min-confidence", "0"],
    folder,
  );
  return JSON.parse(stdout).hits.map((hit: { article: { id: string } }) => hit.article.id);
}

/** What the cache has of the old story. */
const OLD_TEXTS = 3;

test.each([OLD_TEXTS + 1, 100])(
  "a build killed with %i texts in the cache leaves the old index in place",
  async (cached) => {
    const { folder, ended } = await stopBuild("SIGKILL", cached);
    expect(ended).toBe("SIGKILL");
    expect(await answeringArticle(folder)).toEqual(["old"]);
  },
);

test("the next build after a killed one continues where it was, finishes and leaves no work folder", async () => {
  const { folder } = await stopBuild("SIGKILL", OLD_TEXTS + 1);
  const { stderr } = await run(["build"], folder);
  const [, embedded, all] = /Embedded ([\d,]+) of ([\d,]+) texts, the rest from the cache/.exec(stderr) ?? [];
  // What the killed build had done is there, too.
  expect(countOf(all) - countOf(embedded)).toBeGreaterThan(OLD_TEXTS);
  expect((await answeringArticle(folder)).length).toBe(100);
  const left = readdirSync(join(folder, ".dateline", "index"));
  expect(left.filter((name) => name.startsWith(".dateline-build"))).toEqual([]);
});

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)(
  "%s stops a build with exit code %i, cleans up and leaves the old index in place",
  async (signal, exitCode) => {
    const { folder, ended, stderr } = await stopBuild(signal, OLD_TEXTS + 1);
    expect(ended).toBe(exitCode);
    expect(stderr).toMatch(/\nstopped\n$/);
    expect(readdirSync(join(folder, ".dateline", "index")).sort()).toEqual([
      "generations",
      "latest.json",
      "segments",
    ]);
    expect(await answeringArticle(folder)).toEqual(["old"]);
  },
);
