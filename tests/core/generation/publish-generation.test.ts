import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CountingObjectStore } from "@dateline-search/core/adapters/object-store/counting-object-store";
import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { LATEST_KEY } from "@dateline-search/core/generation/latest-pointer";
import type { PublishProgress } from "@dateline-search/core/generation/publish-generation";
import type { ObjectStore } from "@dateline-search/core/ports/object-store";
import { expect, test } from "vitest";
import {
  buildRandomGeneration,
  lastSegmentFiles,
  SEGMENT_OBJECTS,
} from "../../fixtures/build-random-generation.ts";
import { InterceptingObjectStore, killedAtWrite } from "../../fixtures/intercepting-object-store.ts";
import { keysIn } from "../../fixtures/keys-in.ts";
import { MemoryObjectStore } from "../../fixtures/memory-object-store.ts";
import { openFromStore } from "../../fixtures/open-from-store.ts";
import { publish } from "../../fixtures/publish.ts";
import { racePublishers } from "../../fixtures/race-publishers.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";

const STORES: Record<string, () => ObjectStore> = {
  memory: () => new MemoryObjectStore(),
  folder: () => new FileObjectStore(temporaryFolder()),
};

test("a first publication uploads segments and manifest, and the target answers with it", async () => {
  const source = temporaryFolder();
  const { id } = await buildRandomGeneration(source, { seed: 1 });
  const target = new MemoryObjectStore();
  const report = await publish(source, target);
  expect(report).toMatchObject({ generation: id, previous: null, alreadyLatest: false });
  expect(report).toMatchObject({ uploadedObjects: 8, skippedObjects: 0 });
  expect(await openFromStore(target)).toBe(id);
  expect(await keysIn(target, "leases/")).toEqual([]);
});

test("only what the target lacks is uploaded", async () => {
  const source = temporaryFolder();
  const first = await buildRandomGeneration(source, { seed: 1 });
  const target = new CountingObjectStore(new MemoryObjectStore());
  await publish(source, target);
  const second = await buildRandomGeneration(source, { seed: 2, base: first.manifest });
  target.reset();
  const report = await publish(source, target, { smokeTest: async () => {} });
  expect(report).toMatchObject({ generation: second.id, previous: first.id });
  expect(report).toMatchObject({ uploadedObjects: SEGMENT_OBJECTS + 1, skippedObjects: SEGMENT_OBJECTS });
  // The files, the manifest and the lease.
  expect(target.counts.putNew?.calls).toBe(SEGMENT_OBJECTS + 2);
  expect(target.counts.getToFile).toBeUndefined();
});

test("publishing again uploads and writes nothing, and reports that", async () => {
  const source = temporaryFolder();
  await buildRandomGeneration(source, { seed: 1 });
  const target = new CountingObjectStore(new MemoryObjectStore());
  await publish(source, target);
  target.reset();
  const again = await publish(source, target);
  expect(again).toMatchObject({
    alreadyLatest: true,
    uploadedObjects: 0,
    uploadedBytes: 0,
    skippedObjects: SEGMENT_OBJECTS + 1,
  });
  expect(target.counts).toEqual({ get: expect.anything(), head: { calls: SEGMENT_OBJECTS + 1, bytes: 0 } });
});

test("a lost or truncated object of the latest generation is uploaded again", async () => {
  const source = temporaryFolder();
  const { id, manifest } = await buildRandomGeneration(source, { seed: 1 });
  const folder = temporaryFolder();
  const target = new FileObjectStore(folder);
  await publish(source, target);
  const [lost, cut] = lastSegmentFiles({ id, manifest }) as [string, string];
  await target.delete([lost.replaceAll("\\", "/")]);
  writeFileSync(join(folder, cut), "cut");
  await expect(openFromStore(target)).rejects.toThrow();
  expect(await publish(source, target)).toMatchObject({ alreadyLatest: true, uploadedObjects: 2 });
  expect(await openFromStore(target)).toBe(id);
});

test.each(["truncated", "altered"])(
  "a %s local file is rejected before anything is written",
  async (damage) => {
    const source = temporaryFolder();
    const generation = await buildRandomGeneration(source, { seed: 1 });
    const file = join(source, lastSegmentFiles(generation)[1] as string);
    if (damage === "truncated") writeFileSync(file, "");
    else writeFileSync(file, Buffer.alloc(statSync(file).size, 7));
    const target = new CountingObjectStore(new MemoryObjectStore());
    await expect(publish(source, target)).rejects.toMatchObject({
      code: "index-corrupt",
      message: expect.stringContaining(file),
    });
    expect(target.total.calls).toBe(0);
  },
);

test("an earlier generation of the source can be published by its id", async () => {
  const source = temporaryFolder();
  const first = await buildRandomGeneration(source, { seed: 1 });
  await buildRandomGeneration(source, { seed: 2 });
  const target = new MemoryObjectStore();
  await publish(source, target, { id: first.id });
  expect(await openFromStore(target)).toBe(first.id);
});

test("a failed smoke test leaves the old generation serving", async () => {
  const source = temporaryFolder();
  const first = await buildRandomGeneration(source, { seed: 1 });
  const target = new MemoryObjectStore();
  await publish(source, target);
  await buildRandomGeneration(source, { seed: 2 });
  const smokeTest = async () => {
    throw new Error("No hits");
  };
  await expect(publish(source, target, { smokeTest })).rejects.toThrow("No hits");
  expect(await openFromStore(target)).toBe(first.id);
  expect(await keysIn(target, "leases/")).toEqual([]);
});

test("an aborted publication leaves the old generation serving and no lease", async () => {
  const source = temporaryFolder();
  const first = await buildRandomGeneration(source, { seed: 1 });
  const target = new MemoryObjectStore();
  await publish(source, target);
  await buildRandomGeneration(source, { seed: 2 });
  const stop = new AbortController();
  const onProgress = ({ stage }: PublishProgress) => {
    if (stage === "upload") stop.abort();
  };
  const aborted = publish(source, target, { onProgress, signal: stop.signal });
  await expect(aborted).rejects.toMatchObject({ code: "aborted" });
  expect(await openFromStore(target)).toBe(first.id);
  expect(await keysIn(target, "leases/")).toEqual([]);
});

test("progress reports the stages in order and ends with every byte", async () => {
  const source = temporaryFolder();
  await buildRandomGeneration(source, { seed: 1 });
  const seen: PublishProgress[] = [];
  const report = await publish(source, new MemoryObjectStore(), {
    onProgress: (progress) => seen.push(progress),
  });
  expect([...new Set(seen.map(({ stage }) => stage))]).toEqual(["verify", "upload", "smoke-test", "switch"]);
  const uploads = seen.flatMap((progress) => (progress.stage === "upload" ? [progress.doneBytes] : []));
  expect(uploads).toEqual([...uploads].sort((a, b) => a - b));
  expect(uploads.at(-1)).toBe(report.uploadedBytes);
});

test("a damaged latest.json is replaced, one of a newer format is not", async () => {
  const source = temporaryFolder();
  const { id } = await buildRandomGeneration(source, { seed: 1 });
  const damaged = new MemoryObjectStore();
  await damaged.putIfMatch(LATEST_KEY, Buffer.from("{"), null);
  await publish(source, damaged);
  expect(await openFromStore(damaged)).toBe(id);
  const newer = new MemoryObjectStore();
  await newer.putIfMatch(LATEST_KEY, Buffer.from('{"formatVersion":99}'), null);
  await expect(publish(source, newer)).rejects.toMatchObject({ code: "index-format" });
});

test("the loser of a race learns who won, and publishing again works", async () => {
  const [mine, theirs] = [temporaryFolder(), temporaryFolder()];
  const first = await buildRandomGeneration(mine, { seed: 1 });
  const second = await buildRandomGeneration(theirs, { seed: 2 });
  const target = new MemoryObjectStore();
  const smokeTest = async () => {
    await publish(theirs, target);
  };
  await expect(publish(mine, target, { smokeTest })).rejects.toMatchObject({
    code: "write-conflict",
    message: expect.stringContaining(second.id),
  });
  expect(await openFromStore(target)).toBe(second.id);
  const again = await publish(mine, target);
  expect(again).toMatchObject({ generation: first.id, previous: second.id, uploadedObjects: 0 });
});

test("a publisher whose reply was lost after the switch is not reported as the loser", async () => {
  const source = temporaryFolder();
  const { id } = await buildRandomGeneration(source, { seed: 1 });
  const inner = new MemoryObjectStore();
  // As an SDK does that sends the request again when the reply to the first one got lost.
  const target = new InterceptingObjectStore(inner, {
    before: async ({ operation, key }) => {
      if (operation === "putIfMatch" && key === LATEST_KEY) await publish(source, inner);
    },
  });
  expect(await publish(source, target)).toMatchObject({ generation: id });
  expect(await openFromStore(inner)).toBe(id);
});

test.each(Object.keys(STORES))(
  "of 20 publishers at the same time one wins each round, and in the end all have won (%s)",
  async (kind) => {
    const target = (STORES[kind] as () => ObjectStore)();
    const { winners, ids } = await racePublishers(target, 20);
    expect([...winners].sort()).toEqual([...ids].sort());
    expect(await openFromStore(target)).toBe(winners.at(-1));
    for (const id of ids) expect(await openFromStore(target, id)).toBe(id);
  },
);

test.each(["before", "after"] as const)(
  "killed %s any of its writes, a publication leaves an intact generation and can be repeated",
  async (when) => {
    const source = temporaryFolder();
    const old = await buildRandomGeneration(source, { seed: 1 });
    const next = await buildRandomGeneration(source, { seed: 2, base: old.manifest });
    let kills = 0;
    for (let n = 1; ; n++) {
      const target = new MemoryObjectStore();
      await publish(source, target, { id: old.id });
      const outcome = await publish(source, killedAtWrite(target, n, when)).catch(() => "killed" as const);
      const serving = await openFromStore(target);
      expect([old.id, next.id]).toContain(serving);
      await publish(source, target);
      expect(await openFromStore(target)).toBe(next.id);
      if (outcome !== "killed") break;
      kills += 1;
    }
    // Lease, seven files, manifest and latest.json.
    expect(kills).toBe(10);
  },
);

test("a publication succeeds even if its lease cannot be removed", async () => {
  const source = temporaryFolder();
  const { id } = await buildRandomGeneration(source, { seed: 1 });
  const inner = new MemoryObjectStore();
  const before = ({ operation }: { operation: string }) => {
    if (operation === "delete") throw new Error("store down");
  };
  const report = await publish(source, new InterceptingObjectStore(inner, { before }));
  expect([report.generation, await openFromStore(inner)]).toEqual([id, id]);
});

test("a source without an index is index-missing", async () => {
  const nothing = publish(temporaryFolder(), new MemoryObjectStore());
  await expect(nothing).rejects.toMatchObject({ code: "index-missing" });
});
