import { existsSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describePublished } from "@dateline-search/cli/doctor/published-generation";
import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { afterEach, expect, test, vi } from "vitest";
import { buildRandomGeneration, lastSegmentFiles } from "../fixtures/build-random-generation.ts";
import { publish } from "../fixtures/publish.ts";
import { runCommand } from "../fixtures/run-command.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

afterEach(() => vi.unstubAllEnvs());

test.each([
  [["generations"]],
  [["generations", "--json"]],
  [["gc"]],
  [["check"]],
  [["compact"]],
  [["rollback"]],
  [["rollback", "abcdef"]],
])("%j on a folder without an index names it and gives advice", async (args) => {
  const store = temporaryFolder();
  const { exitCode, stdout, stderr } = await runCommand([...args, "--store", store]);
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
  expect(stderr).toBe(
    `error: Cannot use the store "${store}": it has no generation; run "dateline build" first, or name another store with --store\n`,
  );
});

test("generations without a latest.json are listed, and the error names the store", async () => {
  const store = temporaryFolder();
  const { id } = await buildRandomGeneration(store, { seed: 1 });
  await new FileObjectStore(store).delete(["latest.json"]);
  const { exitCode, stdout, stderr } = await runCommand(["generations", "--store", store]);
  expect(exitCode).toBe(1);
  expect(stdout).toContain(id.slice(0, 12));
  expect(stderr).toContain(`there is no latest.json (store "${store}")`);
});

test("rolling back explains how to undo it, and fails without a predecessor", async () => {
  const store = temporaryFolder();
  const first = await buildRandomGeneration(store, { seed: 1 });
  const alone = await runCommand(["rollback", "--store", store]);
  expect(alone).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(`(store "${store}")`) });
  const second = await buildRandomGeneration(store, { seed: 2 });
  const back = await runCommand(["rollback", "--store", store]);
  expect(back.stdout).toBe(
    `Generation ${first.id.slice(0, 12)} is now the latest, instead of ${second.id.slice(0, 12)}. Run it again to undo.\n`,
  );
  const forth = await runCommand(["rollback", "--store", store, "--json"]);
  const report = { generation: second.id, previous: first.id, takenDown: 0 };
  expect(forth.stdout).toBe(`${JSON.stringify(report, null, 2)}\n`);
  const named = await runCommand(["rollback", first.id, "--store", store]);
  expect(named.stdout).not.toContain("undo");
});

test("gc deletes day-old leftovers of a folder, unless it is a dry run", async () => {
  const store = temporaryFolder();
  await buildRandomGeneration(store, { seed: 1 });
  const [old, young] = [".dateline-old.tmp", ".dateline-young.tmp"].map((name) => join(store, name)) as [
    string,
    string,
  ];
  for (const path of [old, young]) writeFileSync(path, "");
  const twoDaysAgo = new Date(Date.now() - 48 * 3_600_000);
  utimesSync(old, twoDaysAgo, twoDaysAgo);
  await runCommand(["gc", "--store", store, "--dry-run"]);
  expect([existsSync(old), existsSync(young)]).toEqual([true, true]);
  expect((await runCommand(["gc", "--store", store])).exitCode).toBe(0);
  expect([existsSync(old), existsSync(young)]).toEqual([false, true]);
});

test("an empty DATELINE_STORE counts as unset", async () => {
  const index = temporaryFolder();
  const { id } = await buildRandomGeneration(index, { seed: 1 });
  vi.stubEnv("DATELINE_STORE", "");
  vi.stubEnv("DATELINE_INDEX", index);
  const { stdout } = await runCommand(["generations", "--json"]);
  expect(JSON.parse(stdout)).toMatchObject([{ id, isLatest: true }]);
});

test("a damaged latest.json is reported with its path, the fault and how to replace it", async () => {
  const store = temporaryFolder();
  const { id } = await buildRandomGeneration(store, { seed: 1 });
  const path = join(store, "latest.json");
  writeFileSync(path, "{");
  const { exitCode, stderr } = await runCommand(["search", "bridge", "--index", store]);
  expect(exitCode).toBe(1);
  expect(stderr).toContain(`Cannot read "${path}": it is not JSON; make a generation the latest with`);
  const listed = await runCommand(["generations", "--store", store]);
  expect(listed.stderr).toContain(`"dateline rollback <id>"`);
  expect(listed.stderr).toContain(`(store "${store}")`);
  const added = await runCommand(["add", "corpus", "--store", store]);
  expect(added).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(`(store "${store}")`) });
  await expect(describePublished(store)).rejects.toThrow(`Cannot read "${path}": it is not JSON`);
  expect(await runCommand(["rollback", id, "--store", store])).toMatchObject({ exitCode: 0 });
  const mended = await runCommand(["generations", "--store", store]);
  expect(mended).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(id.slice(0, 12)) });
});

test("publish without a store explains how to name one", async () => {
  vi.stubEnv("DATELINE_STORE", "");
  const { exitCode, stderr } = await runCommand(["publish"]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain("missing required argument 'store'");
  expect(stderr).toContain('"dateline publish s3://my-bucket/news", or set DATELINE_STORE');
});

test("a --smoke query without any of its words in the index stops the publication with exit code 4", async () => {
  const folder = temporaryFolder();
  const [corpus, index, store] = ["corpus.txt", "index", "store"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(corpus, "Herons are back\n\nHerons were seen at the river again on Monday.\n");
  expect((await runCommand(["build", corpus, "--index", index])).exitCode).toBe(0);
  const refused = await runCommand(["publish", store, "--index", index, "--smoke", "zxqv"]);
  expect(refused.exitCode).toBe(4);
  expect(refused.stderr).toContain('no hit for "zxqv" holds any of its words');
  expect(existsSync(join(store, "latest.json"))).toBe(false);
  const published = await runCommand(["publish", store, "--index", index, "--smoke", "herons"]);
  expect(published.exitCode).toBe(0);
});

test("an invalid language tag is rejected with its value, even if a later one is valid", async () => {
  const store = temporaryFolder();
  await buildRandomGeneration(store, { seed: 1 });
  const args = ["search", "bridge", "--index", store, "--language", "xx-yy-!!", "--language", "en"];
  const { exitCode, stderr } = await runCommand(args);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('language must be a BCP 47 tag such as en or en-GB, it is "xx-yy-!!"');
});

test("check finds wrong bytes of the right size by their hash, and repairs them from the local index", async () => {
  const [index, store] = [temporaryFolder(), temporaryFolder()];
  const generation = await buildRandomGeneration(index, { seed: 1 });
  await publish(index, new FileObjectStore(store));
  vi.stubEnv("DATELINE_INDEX", index);
  const whole = await runCommand(["check", "--store", store]);
  expect(whole).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining("no damage found"),
  });
  const [file] = lastSegmentFiles(generation) as [string];
  const path = join(store, file);
  writeFileSync(path, Buffer.alloc(statSync(path).size, 7));
  const damaged = await runCommand(["check", "--store", store]);
  expect(damaged.exitCode).toBe(5);
  expect(damaged.stdout).toContain(`damaged: ${file} has a different sha256 than its manifest states\n`);
  expect(damaged.stdout).toContain('run "dateline check --repair"');
  const elsewhere = await runCommand(["check", "--store", store, "--repair", "--from", temporaryFolder()]);
  expect(elsewhere).toMatchObject({ exitCode: 5, stdout: expect.stringContaining("has no good copy") });
  const mended = await runCommand(["check", "--store", store, "--repair", "--json"]);
  expect(mended.exitCode).toBe(0);
  expect(JSON.parse(mended.stdout)).toMatchObject({ healthy: true, damaged: [], repaired: [file] });
  expect(await runCommand(["check", "--index", store, "--all"])).toMatchObject({ exitCode: 0 });
});
