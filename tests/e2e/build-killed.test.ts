import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { DatelineProcess } from "../fixtures/spawn-dateline.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

const OLD_STORY = '{"id":"old","title":"Old story","text":"The lighthouse keeper retired."}\n';

async function run(args: readonly string[], cwd: string): Promise<DatelineProcess> {
  const dateline = new DatelineProcess(args, { cwd });
  expect([await dateline.ended(), dateline.stderr]).toEqual([0, expect.any(String)]);
  return dateline;
}

/** A folder with an index of one old story, and a new corpus that takes some seconds to embed. */
async function folderWithOldIndex(): Promise<string> {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "corpus"));
  writeFileSync(join(folder, "corpus", "old.jsonl"), OLD_STORY);
  await run(["build"], folder);
  const stories = Array.from({ length: 300 }, (_, index) => ({
    id: `new-${index}`,
    title: `New story ${index}`,
    text: `${`Sentence about harbour number ${index} and its ferries. `.repeat(8)}`,
  }));
  writeFileSync(
    join(folder, "corpus", "new.jsonl"),
    stories.map((story) => JSON.stringify(story)).join("\n"),
  );
  return folder;
}

function countOf(digits = ""): number {
  return Number(digits.replaceAll(",", ""));
}

async function answeringArticle(folder: string): Promise<string[]> {
  const { stdout } = await run(["search", "lighthouse", "--json", "--limit", "100"], folder);
  return JSON.parse(stdout).hits.map((hit: { article: { id: string } }) => hit.article.id);
}

test.each([50, 1_500])(
  "a build killed %i ms into embedding leaves the old index answering",
  async (afterMs) => {
    const folder = await folderWithOldIndex();
    const build = new DatelineProcess(["build"], { cwd: folder });
    await build.printed("Read 301 articles");
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    build.child.kill("SIGKILL");
    expect(await build.ended()).toBe("SIGKILL");
    expect(await answeringArticle(folder)).toEqual(["old"]);
  },
);

test("the build after a killed one goes on where that was, finishes and leaves no work folder", async () => {
  const folder = await folderWithOldIndex();
  const killed = new DatelineProcess(["build"], { cwd: folder });
  await killed.printed("Read 301 articles");
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  killed.child.kill("SIGKILL");
  await killed.ended();
  const { stderr } = await run(["build"], folder);
  const [, embedded, all] = /Embedded ([\d,]+) of ([\d,]+) texts, the rest from the cache/.exec(stderr) ?? [];
  // The old story has three texts; what the killed build had done is there too.
  expect(countOf(all) - countOf(embedded)).toBeGreaterThan(3);
  expect((await answeringArticle(folder)).length).toBe(100);
  const left = readdirSync(join(folder, ".dateline", "index"));
  expect(left.filter((name) => name.startsWith(".dateline-build"))).toEqual([]);
});

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)(
  "%s stops a build with exit code %i, cleans up and leaves the old index answering",
  async (signal, exitCode) => {
    const folder = await folderWithOldIndex();
    const build = new DatelineProcess(["build"], { cwd: folder });
    await build.printed("Read 301 articles");
    build.child.kill(signal);
    expect(await build.ended()).toBe(exitCode);
    expect(build.stderr).toMatch(/\nstopped\n$/);
    expect(readdirSync(join(folder, ".dateline", "index")).sort()).toEqual([
      "generations",
      "latest.json",
      "segments",
    ]);
    expect(await answeringArticle(folder)).toEqual(["old"]);
  },
);
