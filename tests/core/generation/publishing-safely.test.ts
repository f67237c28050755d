import { DatelineError } from "@dateline-search/core/errors";
import { collectGarbage, GARBAGE_GRACE_MS } from "@dateline-search/core/generation/collect-garbage";
import { fetchManifest } from "@dateline-search/core/generation/fetch-manifest";
import { takeGarbageLock } from "@dateline-search/core/generation/garbage-lock";
import {
  ABANDONED_MS,
  GARBAGE_LOCK_KEY,
  readLock,
} from "@dateline-search/core/generation/garbage-lock-state";
import { assertComplete, generationObjects } from "@dateline-search/core/generation/generation-objects";
import { fetchLatest, LATEST_KEY } from "@dateline-search/core/generation/latest-pointer";
import type { CollectionWait } from "@dateline-search/core/generation/lock-watch";
import type { LocalGeneration } from "@dateline-search/core/generation/open-generation";
import { rollBack } from "@dateline-search/core/generation/roll-back";
import type { ObjectStore, StoredObject } from "@dateline-search/core/ports/object-store";
import { expect, test } from "vitest";
import { buildRandomGeneration } from "../../fixtures/build-random-generation.ts";
import { InterceptingObjectStore, type StoreCall } from "../../fixtures/intercepting-object-store.ts";
import { keysIn } from "../../fixtures/keys-in.ts";
import { MemoryObjectStore } from "../../fixtures/memory-object-store.ts";
import { publish } from "../../fixtures/publish.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";
import { VirtualTime } from "../../fixtures/virtual-time.ts";

// docs/decisions/0012-publishing-safely.md has the argument that these try to break. Every test ends with the promise:
// latest.json names nothing that was deleted.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOTHING_YOUNG = { graceMs: 0 };

test("a publisher whose clock is 6 minutes ahead waits for a collection that is about to delete", async () => {
  const { store, time, old } = await publishOldAndNew();
  const collecting = pauseAt(store, isDeletion("generations/"));
  const collection = collectGarbage(collecting.store, { keep: 0, ...NOTHING_YOUNG, timer: time });
  await collecting.reached;
  const waits: CollectionWait[] = [];
  let isPublished = false;
  const publication = publish(old.folder, store, {
    id: old.id,
    smokeTest: async () => {},
    now: time.clock(6 * MINUTE),
    timer: new VirtualTime(),
    onProgress: (progress) => {
      if (progress.stage === "wait") waits.push(progress);
      if (waits.length > 2) collecting.resume();
    },
  }).then(() => {
    isPublished = true;
  });
  await collecting.resumed;
  expect(isPublished).toBe(false);
  expect(waits.map(({ waitedMs }) => Math.round(waitedMs / 10_000))).toEqual([0, 1, 2]);
  await collection;
  await publication;
  expect((await fetchLatest(store)).pointer.generation).toBe(old.id);
  await assertHealthy(store);
});

test("a collector whose clock is 25 hours ahead deletes nothing of a running publication", async () => {
  const { store, time, other } = await publishOldAndNew();
  const publishing = pauseAt(store, isSwitch);
  const publication = publish(other.folder, publishing.store, { smokeTest: async () => {} });
  await publishing.reached;
  const report = await collectGarbage(store, { keep: 0, timer: time.ahead(25 * HOUR) });
  expect(report.deletedKeys).toEqual([]);
  publishing.resume();
  await publication;
  expect((await fetchLatest(store)).pointer.generation).toBe(other.id);
  await assertHealthy(store);
});

test("a write of latest.json that arrives after its writer gave up loses against the epoch of a collection", async () => {
  const { store, time, other } = await publishOldAndNew();
  const before = (await fetchLatest(store)).pointer;
  let arrive: () => Promise<unknown> = async () => {};
  const lossy = new Proxy(store, {
    get: (target, name) => {
      if (name !== "putIfMatch") return Reflect.get(target, name).bind(target);
      return async (...args: Parameters<ObjectStore["putIfMatch"]>) => {
        if (args[0] !== LATEST_KEY) return await target.putIfMatch(...args);
        arrive = async () => await target.putIfMatch(...args);
        throw new DatelineError("store-unreachable", "no answer in time");
      };
    },
  });
  const late = publish(other.folder, lossy, { smokeTest: async () => {} });
  await expect(late).rejects.toMatchObject({ code: "store-unreachable" });
  time.advance(HOUR);
  const { deleted } = await collectGarbage(store, { keep: 0, timer: time });
  expect(deleted).toContain(other.id);
  await expect(arrive()).rejects.toMatchObject({ code: "write-conflict" });
  expect((await fetchLatest(store)).pointer).toMatchObject({
    generation: before.generation,
    epoch: before.epoch + 1,
  });
  await assertHealthy(store);
});

test("a publisher suspended for 25 hours before its last write uploads the collected objects again, and succeeds", async () => {
  const { store, time, other } = await publishOldAndNew();
  const publishing = pauseAt(store, isSwitch);
  const publication = publish(other.folder, publishing.store, { smokeTest: async () => {} });
  await publishing.reached;
  time.advance(25 * HOUR);
  const { deleted } = await collectGarbage(store, { keep: 0, timer: time });
  expect(deleted).toContain(other.id);
  publishing.resume();
  expect(await publication).toMatchObject({ generation: other.id });
  expect((await fetchLatest(store)).pointer.generation).toBe(other.id);
  await assertHealthy(store);
});

test("a collector suspended before its request deletes nothing that a publisher has stored again meanwhile", async () => {
  const { store, time, old, other } = await publishOldAndNew();
  const collecting = pauseAt(store, isDeletion("segments/"));
  const collection = collectGarbage(collecting.store, { keep: 0, ...NOTHING_YOUNG, timer: time });
  await collecting.reached;
  const timer = new VirtualTime();
  // Its lock was silent for five minutes and is taken away, but the request cannot be called back.
  const republished = publish(old.folder, store, { id: old.id, timer, smokeTest: async () => {} });
  await expect(republished).rejects.toMatchObject({
    code: "write-conflict",
    message: expect.stringContaining("its last request may still arrive"),
  });
  await publish(other.folder, store, { timer, smokeTest: async () => {} });
  collecting.resume();
  await collection;
  expect((await fetchLatest(store)).pointer.generation).toBe(other.id);
  await assertHealthy(store);
  time.advance(ABANDONED_MS + 1);
  await publish(old.folder, store, { id: old.id, timer, smokeTest: async () => {} });
  await assertHealthy(store);
});

test("a collector that was suspended sends no further request", async () => {
  const { store, time } = await publishOldAndNew();
  const collecting = pauseAt(store, ({ operation, key }) => operation === "list" && key === "segments/");
  const collection = collectGarbage(collecting.store, { keep: 0, ...NOTHING_YOUNG, timer: time });
  await collecting.reached;
  const keys = await keysIn(store, "segments/");
  time.advance(3 * MINUTE);
  collecting.resume();
  await expect(collection).rejects.toMatchObject({ code: "write-conflict" });
  expect(await keysIn(store, "segments/")).toEqual(keys);
  await assertHealthy(store);
});

test.each([0, 1])(
  "a collector that reads a stale latest.json deletes nothing (reading %d)",
  async (reading) => {
    const { store, time, old } = await publishOldAndNew();
    const stale = (await store.get(LATEST_KEY)) as StoredObject;
    await publish(old.folder, store, { id: old.id, smokeTest: async () => {} });
    let readings = 0;
    const forgetful = new Proxy(store, {
      get: (target, name) => {
        if (name !== "get") return Reflect.get(target, name).bind(target);
        return async (key: string) => {
          if (key === LATEST_KEY && readings++ >= reading) return stale;
          return await target.get(key);
        };
      },
    });
    const keys = await keysIn(store, "segments/");
    const collection = collectGarbage(forgetful, { keep: 0, ...NOTHING_YOUNG, timer: time });
    await expect(collection).rejects.toMatchObject({
      code: reading === 0 ? "write-conflict" : "store-unreachable",
    });
    expect(await keysIn(store, "segments/")).toEqual(keys);
    await assertHealthy(store);
  },
);

test("the lock of a dead collector stops writers for five minutes by their own clocks, whatever its date", async () => {
  const { store, other } = await publishOldAndNew();
  const holder = "11111111-1111-4111-8111-111111111111";
  const renewedAt = new Date(Date.now() + 24 * HOUR).toISOString();
  await store.putIfMatch(
    GARBAGE_LOCK_KEY,
    Buffer.from(JSON.stringify({ formatVersion: 2, holder, renewedAt })),
    null,
  );
  const timer = new VirtualTime();
  const waits: CollectionWait[] = [];
  await publish(other.folder, store, {
    timer,
    smokeTest: async () => {},
    onProgress: (progress) => {
      if (progress.stage === "wait") waits.push(progress);
    },
  });
  expect(timer.monotonicMs()).toBeGreaterThanOrEqual(5 * MINUTE);
  expect(timer.monotonicMs()).toBeLessThan(6 * MINUTE);
  expect(waits.length).toBeGreaterThan(20);
  await assertHealthy(store);
});

test("a collection takes over the lock of a dead one, and is rejected by a live one", async () => {
  const { store, time } = await publishOldAndNew();
  const dead = new VirtualTime();
  const living = await takeGarbageLock(store, { timer: dead });
  const refused = collectGarbage(store, {
    keep: 1,
    timer: {
      monotonicMs: time.monotonicMs,
      wallMs: time.wallMs,
      sleep: async (ms) => {
        await time.sleep(ms);
        dead.advance(20_000);
        await living.keep();
      },
    },
  });
  await expect(refused).rejects.toMatchObject({ code: "write-conflict" });
  const waits: CollectionWait[] = [];
  await collectGarbage(store, { keep: 1, timer: time, onWait: (wait) => waits.push(wait) });
  expect(waits.at(-1)?.silentMs).toBeGreaterThan(4 * MINUTE);
  await assertHealthy(store);
});

test("a collection without an answer to its renewal releases the lock, and reports what it may have deleted", async () => {
  const { store, time, old } = await publishOldAndNew();
  let renewals = 0;
  const deaf = new InterceptingObjectStore(store, {
    after: ({ operation, key }) => {
      if (operation !== "putIfMatch" || key !== GARBAGE_LOCK_KEY) return;
      renewals += 1;
      if (renewals === 2) throw new DatelineError("store-unreachable", "no answer in time");
    },
  });
  const collection = collectGarbage(deaf, { keep: 0, ...NOTHING_YOUNG, timer: time });
  await expect(collection).rejects.toMatchObject({ code: "store-unreachable" });
  expect((await readLock(store, {}))?.state).toMatchObject({ holder: null, abandoned: [{ ids: [old.id] }] });
  await assertHealthy(store);
});

test("a collection that takes many minutes renews its lock and finishes", async () => {
  const { store, time, old } = await publishOldAndNew();
  const slow = new InterceptingObjectStore(store, {
    before: () => {
      time.advance(35_000);
    },
  });
  const { deleted } = await collectGarbage(slow, { keep: 0, ...NOTHING_YOUNG, timer: time });
  expect(deleted).toEqual([old.id]);
  expect(time.monotonicMs()).toBeGreaterThan(7 * MINUTE);
  await assertHealthy(store);
});

test("a collection finishes on a store to which others publish constantly", async () => {
  const { store, time, old, other } = await publishOldAndNew();
  const turns = [old, other];
  let publications = 0;
  const busy = new InterceptingObjectStore(store, {
    before: async (call) => {
      if (!isSwitch(call) || publications >= 25) return;
      const { folder, id } = turns[publications++ % 2] as (typeof turns)[number];
      // By a publisher that has seen that no collection is under way before this one began.
      const free = new InterceptingObjectStore(store, {});
      const lock = await store.get(GARBAGE_LOCK_KEY);
      await store.delete([GARBAGE_LOCK_KEY]);
      await publish(folder, free, { id, smokeTest: async () => {} });
      if (lock !== undefined) await store.putIfMatch(GARBAGE_LOCK_KEY, lock.bytes, null);
    },
  });
  await collectGarbage(busy, { keep: 0, timer: time });
  expect(publications).toBe(25);
  await assertHealthy(store);
});

test("objects younger than the grace time by the store's clock stay, whatever the collector's clock", async () => {
  const { store, time, old } = await publishOldAndNew();
  const young = await collectGarbage(store, { keep: 0, timer: time.ahead(365 * 24 * HOUR) });
  expect(young.deletedKeys).toEqual([]);
  expect(young.tooYoung).toBeGreaterThan(0);
  time.advance(GARBAGE_GRACE_MS);
  const { deleted } = await collectGarbage(store, { keep: 0, timer: time.ahead(-HOUR) });
  expect(deleted).toEqual([old.id]);
  await assertHealthy(store);
});

test("the generation before the latest stays, and keeping none takes it out of latest.json before it is deleted", async () => {
  const { store, time, old, other } = await publishOldAndNew();
  await publish(other.folder, store, { smokeTest: async () => {} });
  await rollBack(store, old.id);
  // The newest is the other one, and the one before is neither that nor the latest.
  await rollBack(store, other.id);
  await collectGarbage(store, { keep: 1, ...NOTHING_YOUNG, timer: time });
  expect((await rollBack(store)).generation).toBe(old.id);
  await collectGarbage(store, { keep: 0, ...NOTHING_YOUNG, timer: time });
  await expect(rollBack(store)).rejects.toMatchObject({
    message: expect.stringContaining("names no previous generation"),
  });
  await assertHealthy(store);
});

test("an index of an earlier format is replaced, and its leases, lock and manifests do not stop a collection", async () => {
  const { store, time, other } = await publishOldAndNew();
  const { createHash } = await import("node:crypto");
  const manifest = Buffer.from('{"formatVersion":2}');
  const id = createHash("sha256").update(manifest).digest("hex");
  const earlier: [string, string][] = [
    [`generations/${id}.json`, manifest.toString()],
    ["leases/00000000-0000-4000-8000-000000000000.json", '{"formatVersion":2,"startedAt":"","keys":["x"]}'],
    [GARBAGE_LOCK_KEY, '{"formatVersion":2,"holder":null,"renewedAt":"2026-01-01T00:00:00.000Z"}'],
  ];
  for (const [key, content] of earlier) await store.putIfMatch(key, Buffer.from(content), null);
  const { etag } = await fetchLatest(store);
  const pointer = { formatVersion: 2, generation: id, publishedAt: "2026-01-01T00:00:00.000Z" };
  await store.putIfMatch(LATEST_KEY, Buffer.from(JSON.stringify(pointer)), etag);
  await expect(fetchLatest(store)).rejects.toMatchObject({ code: "index-format" });
  await publish(other.folder, store, { smokeTest: async () => {} });
  const { deleted } = await collectGarbage(store, { keep: 0, ...NOTHING_YOUNG, timer: time });
  expect(deleted).toContain(id);
  await assertHealthy(store);
});

interface Built extends LocalGeneration {
  readonly folder: string;
}

/** A store with its own clock that has had two generations, the new one the latest, and a third that it never had. */
async function publishOldAndNew(): Promise<{
  store: ObjectStore;
  time: VirtualTime;
  old: Built;
  other: Built;
}> {
  const time = new VirtualTime();
  const store = new MemoryObjectStore({ now: time.clock() });
  const [old, latest, other] = (await Promise.all([1, 2, 3].map(build))) as [Built, Built, Built];
  for (const { folder } of [old, latest]) await publish(folder, store, { smokeTest: async () => {} });
  // So that no two generations are of one instant.
  time.advance(1);
  return { store, time, old, other };
}

async function build(seed: number): Promise<Built> {
  const folder = temporaryFolder();
  return { folder, ...(await buildRandomGeneration(folder, { seed })) };
}

/** Everything that `latest.json` names is there as it should be. */
async function assertHealthy(store: ObjectStore): Promise<void> {
  const { generation, previous } = (await fetchLatest(store)).pointer;
  for (const id of [generation, previous]) {
    if (id === undefined) continue;
    await assertComplete(store, { id, objects: generationObjects(id, await fetchManifest(store, id)) });
  }
}

function isSwitch({ operation, key }: StoreCall): boolean {
  return operation === "putIfMatch" && key === LATEST_KEY;
}

function isDeletion(prefix: string): (call: StoreCall) => boolean {
  return ({ operation, key }) => operation === "delete" && key.startsWith(prefix);
}

/** A store whose first such call waits. */
function pauseAt(store: ObjectStore, isPoint: (call: StoreCall) => boolean) {
  const [reached, resumed] = [new Signal(), new Signal()];
  let isPaused = false;
  const before = async (call: StoreCall) => {
    if (isPaused || !isPoint(call)) return;
    isPaused = true;
    reached.give();
    await resumed.given;
  };
  return {
    store: new InterceptingObjectStore(store, { before }),
    reached: reached.given,
    resumed: resumed.given,
    resume: () => resumed.give(),
  };
}

class Signal {
  give: () => void = () => {};
  readonly given = new Promise<void>((resolve) => {
    this.give = resolve;
  });
}
