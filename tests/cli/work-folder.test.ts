import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { removeStaleWorkFolders, workFolderName } from "@dateline-search/cli/work-folder";
import { expect, test } from "vitest";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

const TWO_DAYS_AGO = new Date(Date.now() - 48 * 3_600_000);

test("leftovers of ended processes on this machine are removed, folders of running ones are not", async () => {
  const index = temporaryFolder();
  const running = workFolderName();
  const ended = running.replace(`-${process.pid}-`, `-${spawnSync(process.execPath, ["-v"]).pid}-`);
  for (const name of [running, ended]) mkdirSync(join(index, name));
  await removeStaleWorkFolders(index);
  expect(readdirSync(index)).toEqual([running]);
});

test("leftovers of another machine are removed a day after their last write", async () => {
  const index = temporaryFolder();
  const [young, old, written] = ["a", "b", "c"].map((host) => `.dateline-build-other-${host}-1-1`) as [
    string,
    string,
    string,
  ];
  for (const name of [young, old, written]) mkdirSync(join(index, name));
  writeFileSync(join(index, written, "passages.sqlite"), "");
  for (const name of [old, written]) utimesSync(join(index, name), TWO_DAYS_AGO, TWO_DAYS_AGO);
  await removeStaleWorkFolders(index);
  expect(readdirSync(index).sort()).toEqual([young, written]);
});

test("the name of a work folder is valid on every file system", () => {
  expect(workFolderName()).toMatch(/^\.dateline-build-[A-Za-z0-9._-]{1,60}-\d+-\d+$/);
});
