import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runCommand } from "../fixtures/run-command.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { EDITED_COPY, OTHER_STORY, WIRE_REPORT } from "../fixtures/wire-report.ts";

test("a story is listed from its first report, by the id in hits", async () => {
  const folder = temporaryFolder();
  const index = join(folder, "index");
  mkdirSync(join(folder, "corpus"));
  writeFileSync(join(folder, "corpus", "news.json"), JSON.stringify([EDITED_COPY, OTHER_STORY, WIRE_REPORT]));
  expect((await runCommand(["build", join(folder, "corpus"), "--index", index])).exitCode).toBe(0);
  const search = await runCommand(["search", "ferry aground", "--index", index, "--json"]);
  const { id } = JSON.parse(search.stdout).hits[0].story;
  const { stdout } = await runCommand(["story", id, "--index", index]);
  expect(stdout).toContain(`${WIRE_REPORT.publishedAt} · Wire`);
  expect(stdout).toContain(`2 reports, `);
  expect(stdout).toContain(`story ${id}`);
  const json = JSON.parse((await runCommand(["story", id, "--index", index, "--json"])).stdout);
  expect(json).toMatchObject({ story: { id, size: 2 }, redirectedFrom: null });
  const missing = await runCommand(["story", "none", "--index", index]);
  expect(missing).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('there is no story "none"'),
  });
});
