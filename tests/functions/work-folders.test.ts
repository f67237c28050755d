import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  newWorkFolder,
  removeStaleWorkFolders,
  removeWorkFolder,
} from "@dateline-search/functions/ingest/work-folders";
import { expect, test } from "vitest";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

const UUID = "0b8f1c7e-7f53-4f0e-9d6c-3f1d2a4b5c6d";

/** Of a process that has ended. */
function endedPid(): number {
  return spawnSync(process.execPath, ["--version"]).pid;
}

function leave(parent: string, name: string): string {
  const folder = join(parent, name);
  mkdirSync(folder);
  writeFileSync(join(folder, "object"), "half a download");
  return folder;
}

test("folders of ended processes are removed with their content, those of live ones stay", async () => {
  const parent = temporaryFolder();
  leave(parent, `dateline-ingest-${endedPid()}-${UUID}`);
  leave(parent, "dateline-ingest-aB3xYz");
  // Lambda may give a new process the id of the one before it.
  leave(parent, `dateline-ingest-${process.pid}-${UUID}`);
  const others = leave(parent, `dateline-ingest-${process.ppid}-${UUID}`);
  leave(parent, "something-else");
  const own = newWorkFolder(parent);
  mkdirSync(own);
  expect(await removeStaleWorkFolders(parent)).toBe(3);
  expect(existsSync(own)).toBe(true);
  expect(existsSync(others)).toBe(true);
  await removeWorkFolder(own);
  expect(readdirSync(parent).sort()).toEqual([others.slice(parent.length + 1), "something-else"].sort());
});

test("a folder unchanged for a day is removed even if its process id is in use", async () => {
  const parent = temporaryFolder();
  const old = leave(parent, `dateline-ingest-${process.ppid}-${UUID}`);
  const before = new Date(Date.now() - 25 * 3600_000);
  utimesSync(old, before, before);
  expect(await removeStaleWorkFolders(parent)).toBe(1);
});

test("a missing parent folder has none", async () => {
  expect(await removeStaleWorkFolders(join(temporaryFolder(), "none"))).toBe(0);
});
