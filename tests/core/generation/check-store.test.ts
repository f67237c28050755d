import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CountingObjectStore } from "@dateline-search/core/adapters/object-store/counting-object-store";
import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { checkStore, isHealthy, type StoreCheck } from "@dateline-search/core/generation/check-store";
import { commitGeneration } from "@dateline-search/core/generation/commit-generation";
import { fetchManifest } from "@dateline-search/core/generation/fetch-manifest";
import { fetchLatest } from "@dateline-search/core/generation/latest-pointer";
import { repairLists, repairObjects } from "@dateline-search/core/generation/repair-store";
import type { ObjectStore } from "@dateline-search/core/ports/object-store";
import { expect, test } from "vitest";
import {
  buildRandomGeneration,
  lastSegmentFiles,
  SEGMENT_OBJECTS,
} from "../../fixtures/build-random-generation.ts";
import { openFromStore } from "../../fixtures/open-from-store.ts";
import { publish } from "../../fixtures/publish.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";

test("an intact index is healthy, and each of its objects is read once", async () => {
  const { target } = await publishTwo();
  const store = new CountingObjectStore(target);
  const check = await look(store);
  expect(isHealthy(check)).toBe(true);
  expect(check).toMatchObject({ objects: 2 * SEGMENT_OBJECTS + 1, damaged: [] });
  expect(store.counts.getToFile?.calls).toBe(2 * SEGMENT_OBJECTS);
  expect(store.counts.getToFile?.bytes).toBe(check.bytes);
});

test.each([
  ["a flipped bit", "wrong-content"],
  ["a byte too few", "wrong-size"],
  ["an object that is gone", "missing"],
] as const)("%s is found and repaired from a copy", async (damage, problem) => {
  const { source, folder, target, second } = await publishTwo();
  for (const file of lastSegmentFiles(second)) spoil(join(folder, file), damage);
  const check = await look(target);
  const files = lastSegmentFiles(second);
  expect(check.damaged.map(({ key }) => key)).toEqual(files);
  expect(new Set(check.damaged.map((one) => one.problem))).toEqual(new Set([problem]));
  expect([isHealthy(check), check.lists]).toEqual([false, null]);
  const from = new FileObjectStore(source);
  const { repaired, unrepaired } = await repairObjects(target, check.damaged, {
    from,
    folder: temporaryFolder(),
  });
  expect([repaired, unrepaired]).toEqual([files, []]);
  expect(isHealthy(await look(target))).toBe(true);
  expect(await openFromStore(target)).toBe(second.id);
});

test("a copy that is damaged or lacks the object repairs nothing and destroys nothing", async () => {
  const { source, folder, target, second } = await publishTwo();
  const [one, other] = lastSegmentFiles(second) as [string, string];
  for (const file of [one, other]) spoil(join(folder, file), "a flipped bit");
  spoil(join(source, one), "a flipped bit");
  spoil(join(source, other), "an object that is gone");
  const { damaged } = await look(target);
  const from = new FileObjectStore(source);
  const { unrepaired } = await repairObjects(target, damaged, { from, folder: temporaryFolder() });
  expect(unrepaired).toEqual([one, other]);
  expect(statSync(join(folder, one)).size).toBeGreaterThan(0);
});

test("a damaged manifest is repaired, and then its objects are checked", async () => {
  const { source, folder, target, second } = await publishTwo();
  spoil(join(folder, "generations", `${second.id}.json`), "a flipped bit");
  const check = await look(target);
  expect(check.damaged).toMatchObject([{ key: `generations/${second.id}.json`, problem: "wrong-content" }]);
  await repairObjects(target, check.damaged, {
    from: new FileObjectStore(source),
    folder: temporaryFolder(),
  });
  expect(isHealthy(await look(target))).toBe(true);
});

test("older generations are checked only with `all`", async () => {
  const { folder, target, first } = await publishTwo({ isApart: true });
  const [file] = lastSegmentFiles(first) as [string];
  spoil(join(folder, file), "a flipped bit");
  expect(isHealthy(await look(target))).toBe(true);
  const check = await look(target, true);
  expect(check.damaged).toMatchObject([{ key: file, generations: [first.id] }]);
});

test("bytes corrupted only in transit are not damage", async () => {
  const { target } = await publishTwo();
  const spoiled = new Set<string>();
  const flipping = new Proxy(target, {
    get: (store, name) => {
      if (name !== "getToFile") return Reflect.get(store, name).bind(store);
      return async (...[key, path, options]: Parameters<ObjectStore["getToFile"]>) => {
        const isFirst = !spoiled.has(key);
        spoiled.add(key);
        return await store.getToFile(key, path, isFirst ? { ...options, sha256: "0".repeat(64) } : options);
      };
    },
  });
  expect(isHealthy(await look(flipping))).toBe(true);
});

test("wrong counts are found and repaired by a new generation", async () => {
  const { target, second } = await publishTwo();
  const manifest = await fetchManifest(target, second.id);
  const wrong = await commitGeneration(target, { manifest: { ...manifest, articles: 99 } });
  expect((await look(target)).lists).toMatchObject({ isMiscounted: true });
  const repaired = await repairLists(target);
  expect(repaired).not.toBe(wrong);
  expect((await fetchLatest(target)).pointer.generation).toBe(repaired);
  expect(isHealthy(await look(target))).toBe(true);
  expect(await repairLists(target)).toBeNull();
});

async function look(store: ObjectStore, all = false): Promise<StoreCheck> {
  return await checkStore(store, { all, folder: temporaryFolder() });
}

/** @param isApart the generations share no segment */
async function publishTwo({ isApart = false } = {}) {
  const source = temporaryFolder();
  const first = await buildRandomGeneration(source, { seed: 1 });
  const second = await buildRandomGeneration(source, { seed: 2, ...(!isApart && { base: first.manifest }) });
  const folder = temporaryFolder();
  const target = new FileObjectStore(folder);
  for (const { id } of [first, second]) await publish(source, target, { id, smokeTest: async () => {} });
  return { source, folder, target, first, second };
}

function spoil(path: string, damage: string): void {
  if (damage === "an object that is gone") {
    rmSync(path);
    return;
  }
  const bytes = readFileSync(path);
  const middle = bytes.length >> 1;
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  writeFileSync(path, damage === "a byte too few" ? bytes.subarray(1) : bytes);
}
