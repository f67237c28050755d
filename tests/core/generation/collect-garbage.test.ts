import { randomUUID } from "node:crypto";
import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { collectGarbage } from "@dateline-search/core/generation/collect-garbage";
import { takeGarbageLock } from "@dateline-search/core/generation/garbage-lock";
import { GARBAGE_LOCK_KEY } from "@dateline-search/core/generation/garbage-lock-state";
import { LATEST_KEY } from "@dateline-search/core/generation/latest-pointer";
import { LEASE_SILENT_MS, withLease } from "@dateline-search/core/generation/lease";
import type { CollectionWait } from "@dateline-search/core/generation/lock-watch";
import type { LocalGeneration } from "@dateline-search/core/generation/open-generation";
import type { PublishProgress } from "@dateline-search/core/generation/publish-generation";
import { rollBack } from "@dateline-search/core/generation/roll-back";
import type { ObjectStore } from "@dateline-search/core/ports/object-store";
import { expect, test, vi } from "vitest";
import { buildRandomGeneration, SEGMENT_OBJECTS } from "../../fixtures/build-random-generation.ts";
import {
  InterceptingObjectStore,
  killedAtWrite,
  type StoreCall,
} from "../../fixtures/intercepting-object-store.ts";
import { keysIn } from "../../fixtures/keys-in.ts";
import { MemoryObjectStore } from "../../fixtures/memory-object-store.ts";
import { openFromStore } from "../../fixtures/open-from-store.ts";
import { publish } from "../../fixtures/publish.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";
import { VirtualTime } from "../../fixtures/virtual-time.ts";

test("the latest, the newest and their segments stay; everything else goes and is reported", async () => {
  const { source, generations } = await buildThree();
  const target = new FileObjectStore(temporaryFolder());
  for (const { id } of generations) await publish(source, target, { id });
  const [first, second, third] = generations as [LocalGeneration, LocalGeneration, LocalGeneration];
  const before = await bytesIn(target);
  const report = await collectGarbage(target, { keep: 2, graceMs: 0 });
  expect(report.kept).toEqual([third.id, second.id]);
  expect(report.deleted).toEqual([first.id]);
  // The second generation has the first one's segment, so only the manifest goes.
  expect(report.deletedKeys).toEqual([`generations/${first.id}.json`]);
  const { deletedKeys, deletedBytes } = await collectGarbage(target, { keep: 0, graceMs: 0 });
  expect(deletedKeys[0]).toBe(`generations/${second.id}.json`);
  expect(deletedKeys.slice(1).every((key) => key.startsWith("segments/"))).toBe(true);
  expect(deletedKeys).toHaveLength(1 + 2 * SEGMENT_OBJECTS);
  expect(before - (await bytesIn(target))).toBeGreaterThan(deletedBytes);
  expect(await openFromStore(target)).toBe(third.id);
});

test("a dry run reports the same and deletes nothing", async () => {
  const { source, generations } = await buildThree();
  const target = new MemoryObjectStore();
  for (const { id } of generations) await publish(source, target, { id });
  const keys = await keysIn(target);
  const planned = await collectGarbage(target, { keep: 0, graceMs: 0, dryRun: true });
  expect(await keysIn(target)).toEqual(keys);
  expect(await collectGarbage(target, { keep: 0, graceMs: 0 })).toEqual(planned);
  expect(planned.kept).toEqual([generations[2]?.id]);
});

test("objects that do not belong to an index are never deleted", async () => {
  const { source, generations } = await buildThree();
  const time = new VirtualTime();
  const target = new MemoryObjectStore({ now: time.clock() });
  for (const { id } of generations) await publish(source, target, { id });
  const segment = generations[0]?.manifest.segments[0]?.id;
  const foreign = [
    "README.md",
    "generations/notes.json",
    "generations/old/abc.json",
    "leases/readme.txt",
    "leases/important.json",
    "segments/notes.txt",
    `segments/${segment}/nested/file.sqlite`,
    `segments/${segment}/Read-Me`,
    "photos/segments/cat.jpg",
  ];
  for (const key of foreign) await target.putIfMatch(key, Buffer.from("mine"), null);
  await collectGarbage(target, { keep: 0, graceMs: 0 });
  time.advance(48 * 60 * 60_000);
  await collectGarbage(target, { keep: 0, graceMs: 0, timer: new VirtualTime() });
  const keys = await keysIn(target);
  expect(foreign.filter((key) => !keys.includes(key))).toEqual([]);
});

/** A store with a clock that stands, one generation, and what a killed publication of another left: two files and a lease. */
async function killedPublication() {
  const { source, generations } = await buildThree();
  const [first, , third] = generations as [LocalGeneration, LocalGeneration, LocalGeneration];
  const target = new MemoryObjectStore({ now: new VirtualTime().clock() });
  await publish(source, target, { id: first.id });
  await expect(publish(source, killedAtWrite(target, 4, "before"), { id: third.id })).rejects.toThrow(
    "killed",
  );
  return { target, first };
}

test("the remains of a killed publication are deleted once its lease was not renewed for five minutes by the collector's clock", async () => {
  const { target, first } = await killedPublication();
  const timer = new VirtualTime();
  const waits: CollectionWait[] = [];
  const { deletedKeys } = await collectGarbage(target, {
    keep: 0,
    graceMs: 0,
    timer,
    onWait: (wait) => waits.push(wait),
  });
  expect(deletedKeys.map((key) => key.split("/")[0])).toEqual(["segments", "segments", "leases"]);
  expect(timer.monotonicMs()).toBeGreaterThanOrEqual(LEASE_SILENT_MS);
  expect(timer.monotonicMs()).toBeLessThan(LEASE_SILENT_MS + 10_000);
  expect(waits.at(-1)).toMatchObject({ waitsFor: "publication", staleMs: LEASE_SILENT_MS });
  expect(await openFromStore(target)).toBe(first.id);
});

test("a collector that waits less deletes the rest, and the next one deletes the objects of the lease", async () => {
  const { target } = await killedPublication();
  const timer = new VirtualTime();
  const options = { keep: 0, graceMs: 0, timer };
  expect((await collectGarbage(target, { ...options, patienceMs: 60_000 })).deletedKeys).toEqual([]);
  expect(timer.monotonicMs()).toBeLessThanOrEqual(60_000);
  expect((await collectGarbage(target, options)).deletedKeys).toHaveLength(3);
});

test("many leases on a slow store take no longer than one", async () => {
  const { target } = await killedPublication();
  const lease = (await keysIn(target)).find((key) => key.startsWith("leases/")) as string;
  const { bytes } = (await target.get(lease)) as { bytes: Uint8Array };
  for (let other = 0; other < 11; other++) {
    await target.putIfMatch(`leases/${randomUUID()}.json`, bytes, null);
  }
  const timer = new VirtualTime();
  vi.spyOn(target, "getIfChanged").mockImplementation(async (key, etag) => {
    timer.advance(1_000);
    return (await target.get(key))?.etag === etag ? "unchanged" : undefined;
  });
  const patienceMs = 10 * 60_000;
  const { deletedKeys } = await collectGarbage(target, { keep: 0, graceMs: 0, timer, patienceMs });
  expect(deletedKeys.filter((key) => key.startsWith("leases/"))).toHaveLength(12);
});

test("time in which the collector was suspended does not count", async () => {
  const { target } = await killedPublication();
  const timer = new VirtualTime();
  let sleeps = 0;
  const sleep = async (ms: number) => {
    await timer.sleep(ms);
    sleeps += 1;
    if (sleeps === 3) timer.advance(60 * 60_000);
  };
  const { monotonicMs, wallMs } = timer;
  await collectGarbage(target, { keep: 0, graceMs: 0, timer: { monotonicMs, wallMs, sleep } });
  expect(sleeps).toBeGreaterThan(100);
});

test("a publication that takes an hour loses nothing, because it renews its lease", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  try {
    const { source, generations } = await buildThree();
    const [first, , third] = generations as [LocalGeneration, LocalGeneration, LocalGeneration];
    const target = new MemoryObjectStore();
    for (const { id } of [third, first]) await publish(source, target, { id });
    await target.delete([`generations/${third.id}.json`]);
    const timer = new VirtualTime();
    const sleep = async (ms: number) => {
      vi.advanceTimersByTime(ms);
      await timer.sleep(ms);
    };
    const { monotonicMs, wallMs } = timer;
    const keys = await keysIn(target, "segments/");
    await withLease(target, { keys }, async () => {
      for (let minute = 0; minute < 60; minute++) {
        const options = { keep: 0, graceMs: 0, timer: { monotonicMs, wallMs, sleep } };
        expect((await collectGarbage(target, options)).deletedKeys).toEqual([]);
        await sleep(60_000);
      }
    });
    expect(await keysIn(target, "leases/")).toEqual([]);
    expect((await collectGarbage(target, { keep: 0, graceMs: 0 })).deletedKeys).not.toEqual([]);
  } finally {
    vi.useRealTimers();
  }
});

test("paused before any of its calls, a publication loses nothing to a garbage collection", async () => {
  const { source, generations } = await buildThree();
  const [first, second, third] = generations as [LocalGeneration, LocalGeneration, LocalGeneration];
  let steps = 0;
  for (let n = 1; ; n++) {
    const target = new MemoryObjectStore();
    for (const { id } of [second, third, first]) await publish(source, target, { id });
    await target.delete([`generations/${third.id}.json`]);
    // The third one's first segment is there already, and nothing but a lease protects it. The lease is silent for as long as the publication is paused, so it is taken for dead.
    const { paused, done } = pauseBefore(n, target, async () => {
      await collectGarbage(target, { keep: 0, graceMs: 0, timer: new VirtualTime() });
    });
    await publish(source, paused, { id: third.id });
    expect(await openFromStore(target)).toBe(third.id);
    if (!done()) break;
    steps += 1;
  }
  expect(steps).toBeGreaterThan(10);
});

test("paused before any of its calls, a garbage collection deletes nothing that a publication needs", async () => {
  const { source, generations } = await buildThree();
  const [first, second, third] = generations as [LocalGeneration, LocalGeneration, LocalGeneration];
  let waited = 0;
  for (let n = 1; ; n++) {
    const target = new MemoryObjectStore();
    for (const { id } of [second, third, first]) await publish(source, target, { id });
    await target.delete([`generations/${third.id}.json`]);
    let publishing: Promise<unknown> = Promise.resolve();
    const onProgress = ({ stage }: PublishProgress) => {
      if (stage === "wait") waited += 1;
    };
    const { paused, done } = pauseBefore(n, target, async () => {
      const waits = waited;
      publishing = publish(source, target, { id: third.id, onProgress });
      // It ends, or comes to wait for this collection, which goes on then.
      await Promise.race([publishing, until(() => waited > waits)]);
    });
    await collectGarbage(paused, { keep: 0, graceMs: 0, timer: new VirtualTime() });
    await publishing;
    if (!done()) break;
    expect(await openFromStore(target)).toBe(third.id);
  }
  expect(waited).toBeGreaterThan(3);
});

test("a simultaneous rollback and garbage collection leave the generation intact", async () => {
  const { source, generations } = await buildThree();
  const [first, second] = generations as [LocalGeneration, LocalGeneration];
  for (let n = 1; ; n++) {
    const target = new MemoryObjectStore();
    for (const { id } of [first, second]) await publish(source, target, { id });
    // The lease is silent for as long as the publication is paused, so it is taken for dead.
    const { paused, done } = pauseBefore(n, target, async () => {
      await collectGarbage(target, { keep: 0, graceMs: 0, timer: new VirtualTime() });
    });
    // Either it is told that the generation is gone, or it goes back to all of it.
    const outcome = await rollBack(paused, first.id).catch((error) => error.code);
    const latest = await openFromStore(target);
    expect(latest).toBe(outcome === "object-missing" ? second.id : first.id);
    if (!done()) break;
  }
});

test("a running commit into the same folder loses nothing to a garbage collection", async () => {
  const source = temporaryFolder();
  const first = await buildRandomGeneration(source, { seed: 1 });
  const store = new FileObjectStore(source);
  await Promise.all([
    buildRandomGeneration(source, { seed: 2, base: first.manifest }),
    collectGarbage(store, { keep: 0, graceMs: 0 }),
  ]);
  expect(await openFromStore(store)).not.toBe(first.id);
});

test.each(["before", "after"] as const)(
  "killed %s any of its writes, a garbage collection leaves no manifest without its files",
  async (when) => {
    const { source, generations } = await buildThree();
    for (let n = 1; ; n++) {
      const target = new MemoryObjectStore();
      for (const { id } of generations) await publish(source, target, { id });
      const outcome = await collectGarbage(killedAtWrite(target, n, when), { keep: 0, graceMs: 0 }).catch(
        () => "killed",
      );
      for (const key of await keysIn(target, "generations/")) await openFromStore(target, key.slice(12, -5));
      await collectGarbage(target, { keep: 0, graceMs: 0, timer: new VirtualTime() });
      expect((await keysIn(target, "segments/")).length).toBe(7);
      if (outcome !== "killed") break;
      expect(n).toBeLessThan(24);
    }
  },
);

test("a second collection is rejected while one is running", async () => {
  const { source } = await buildThree();
  const target = new MemoryObjectStore();
  await publish(source, target);
  const time = new VirtualTime();
  let second: Promise<unknown> | undefined;
  const paused = new InterceptingObjectStore(target, {
    before: async ({ operation }) => {
      if (operation !== "list") return;
      second ??= collectGarbage(target, { keep: 1, graceMs: 0, timer: new VirtualTime() }).catch(
        ({ code }) => code,
      );
      await new Promise((resolve) => setTimeout(resolve, 1));
      // Long enough for the first to show that it lives.
      time.advance(20_000);
    },
  });
  await collectGarbage(paused, { keep: 1, graceMs: 0, timer: time });
  expect(await second).toBe("write-conflict");
});

test("a collection that loses its lock stops", async () => {
  const { source, generations } = await buildThree();
  const target = new MemoryObjectStore();
  for (const { id } of generations) await publish(source, target, { id });
  const time = new VirtualTime();
  const lock = await takeGarbageLock(target, { timer: time });
  await publish(source, target, { id: generations[0]?.id, timer: new VirtualTime() });
  await expect(lock.condemn(["x"])).rejects.toMatchObject({
    code: "write-conflict",
    message: expect.stringContaining("taken over"),
  });
});

test.each([
  ["latest.json is missing", LATEST_KEY, null, "index-missing"],
  ["latest.json is damaged", LATEST_KEY, "{", "index-corrupt"],
  [
    "a lease is damaged",
    `leases/${"0".repeat(8)}-0000-4000-8000-${"0".repeat(12)}.json`,
    "{",
    "index-corrupt",
  ],
  ["the lock is damaged", GARBAGE_LOCK_KEY, "{}", "index-corrupt"],
] as const)("nothing is deleted when %s", async (_, key, content, code) => {
  const { source, generations } = await buildThree();
  const target = new MemoryObjectStore();
  for (const { id } of generations) await publish(source, target, { id });
  await target.delete([key]);
  if (content !== null) await target.putIfMatch(key, Buffer.from(content), null);
  const segments = await keysIn(target, "segments/");
  await expect(collectGarbage(target, { keep: 0, graceMs: 0 })).rejects.toMatchObject({ code });
  expect(await keysIn(target, "segments/")).toEqual(segments);
});

test("nothing is deleted when the latest manifest is missing or a manifest is of a newer format", async () => {
  const { source, generations } = await buildThree();
  const target = new MemoryObjectStore();
  for (const { id } of generations) await publish(source, target, { id });
  const newer = Buffer.from('{"formatVersion":99}');
  const { createHash } = await import("node:crypto");
  const newerKey = `generations/${createHash("sha256").update(newer).digest("hex")}.json`;
  await target.putIfMatch(newerKey, newer, null);
  await expect(collectGarbage(target, { keep: 0, graceMs: 0 })).rejects.toMatchObject({
    code: "index-format",
  });
  await target.delete([newerKey, `generations/${generations[2]?.id}.json`]);
  await expect(collectGarbage(target, { keep: 0, graceMs: 0 })).rejects.toMatchObject({
    code: "object-missing",
  });
  expect((await keysIn(target, "segments/")).length).toBe(21);
});

test("a damaged manifest that is not the latest is garbage and does not count as kept", async () => {
  const { source, generations } = await buildThree();
  const [first, second, third] = generations as [LocalGeneration, LocalGeneration, LocalGeneration];
  const target = new MemoryObjectStore();
  for (const { id } of generations) await publish(source, target, { id });
  const key = `generations/${first.id}.json`;
  await target.delete([key]);
  await target.putIfMatch(key, Buffer.from("{"), null);
  const { kept, deleted } = await collectGarbage(target, { keep: 2, graceMs: 0 });
  expect([...kept].sort()).toEqual([second.id, third.id].sort());
  expect(deleted).toEqual([first.id]);
});

test.each([-1, 1.5, Number.NaN])("keep %d is rejected", async (keep) => {
  await expect(collectGarbage(new MemoryObjectStore(), { keep })).rejects.toMatchObject({
    code: "invalid-input",
  });
});

/** The second generation has the first one's segment and one of its own; the third has only one of its own. */
async function buildThree(): Promise<{ source: string; generations: LocalGeneration[] }> {
  const source = temporaryFolder();
  const first = await buildRandomGeneration(source, { seed: 1 });
  const second = await buildRandomGeneration(source, { seed: 2, base: first.manifest });
  const third = await buildRandomGeneration(source, { seed: 3 });
  return { source, generations: [first, second, third] };
}

/** A store whose n-th call (from 1) waits until `meanwhile` has run. */
function pauseBefore(
  n: number,
  store: ObjectStore,
  meanwhile: () => Promise<void>,
): { paused: ObjectStore; done: () => boolean } {
  let calls = 0;
  const before = async (_: StoreCall) => {
    calls += 1;
    if (calls === n) await meanwhile();
  };
  return { paused: new InterceptingObjectStore(store, { before }), done: () => calls >= n };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 1));
}

async function bytesIn(store: ObjectStore): Promise<number> {
  let bytes = 0;
  for await (const { sizeBytes } of store.list("")) bytes += sizeBytes;
  return bytes;
}
