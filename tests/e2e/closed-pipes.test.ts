import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { DatelineProcess } from "../fixtures/spawn-dateline.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

test("a build continues if its progress is not read, a command ends silently if its answer is not read", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "corpus"));
  writeFileSync(join(folder, "corpus", "story.txt"), "Herons\n\nThis is the report about herons.\n");
  const build = new DatelineProcess(["build"], { cwd: folder });
  build.child.stderr?.destroy();
  expect(await build.ended()).toBe(0);
  expect(build.stdout).toMatch(/^Indexed 1 article/);
  const search = new DatelineProcess(["search", "herons"], { cwd: folder });
  search.child.stdout?.destroy();
  expect([await search.ended(), search.stderr]).toEqual([0, ""]);
});
