import { LATEST_KEY } from "@dateline-search/core/generation/latest-pointer";
import { rollBack } from "@dateline-search/core/generation/roll-back";
import type { ObjectStore } from "@dateline-search/core/ports/object-store";
import { expect, test } from "vitest";
import { buildRandomGeneration } from "../../fixtures/build-random-generation.ts";
import { InterceptingObjectStore, killedAtWrite } from "../../fixtures/intercepting-object-store.ts";
import { keysIn } from "../../fixtures/keys-in.ts";
import { MemoryObjectStore } from "../../fixtures/memory-object-store.ts";
import { openFromStore } from "../../fixtures/open-from-store.ts";
import { publish } from "../../fixtures/publish.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";

test("without an id, it returns to the previous latest generation, and back again", async () => {
  const { target, ids } = await publishAll(3);
  expect(await rollBack(target)).toEqual({ generation: ids[1], previous: ids[2], takenDown: 0 });
  expect(await openFromStore(target)).toBe(ids[1]);
  expect(await rollBack(target)).toEqual({ generation: ids[2], previous: ids[1], takenDown: 0 });
  expect(await openFromStore(target)).toBe(ids[2]);
  expect(await keysIn(target, "leases/")).toEqual([]);
});

test("it accepts an id, its first six digits, or capitals", async () => {
  const { target, ids } = await publishAll(3);
  const [first, second] = ids as [string, string, string];
  expect((await rollBack(target, first)).generation).toBe(first);
  expect((await rollBack(target, second.slice(0, 6).toUpperCase())).generation).toBe(second);
  expect(await openFromStore(target)).toBe(second);
});

test("rolling back to the latest generation changes nothing", async () => {
  const { target, ids } = await publishAll(2);
  const before = await target.get(LATEST_KEY);
  expect(await rollBack(target, ids[1])).toEqual({ generation: ids[1], previous: ids[1], takenDown: 0 });
  expect(await target.get(LATEST_KEY)).toEqual(before);
});

test.each([
  ["a first publication has none before it", 1, undefined, "object-missing"],
  ["five digits are too few", 2, "abcde", "invalid-input"],
  ["it is no hex number", 2, "latest", "invalid-input"],
  ["it fits no generation", 2, "000000", "object-missing"],
])("it is rejected if %s", async (_, count, id, code) => {
  const { target, ids } = await publishAll(count);
  await expect(rollBack(target, id)).rejects.toMatchObject({ code });
  expect(await openFromStore(target)).toBe(ids.at(-1));
});

test("a prefix of two generations is rejected, naming both", async () => {
  const { target, ids } = await publishAll(1);
  const twins = ["a", "b"].map((end) => `${"c".repeat(63)}${end}`);
  for (const id of twins) await target.putIfMatch(`generations/${id}.json`, Buffer.from("{}"), null);
  const message = expect.stringContaining(`${twins[0]}, ${twins[1]}`);
  await expect(rollBack(target, "cccccc")).rejects.toMatchObject({ code: "invalid-input", message });
  expect(await openFromStore(target)).toBe(ids[0]);
});

test.each(["segments/", "generations/"])(
  "a generation that lacks an object below %s is rejected",
  async (prefix) => {
    const { target, ids } = await publishAll(2);
    const { manifest } = await buildRandomGeneration(temporaryFolder(), { seed: 1 });
    const needed = prefix === "segments/" ? (manifest.segments[0]?.id ?? "") : String(ids[0]);
    const keys = await keysIn(target, `${prefix}${needed}`);
    await target.delete(keys.slice(0, 1));
    await expect(rollBack(target)).rejects.toMatchObject({ code: "object-missing" });
    expect(await openFromStore(target)).toBe(ids[1]);
  },
);

test("a publication meanwhile wins", async () => {
  const { source, target, ids } = await publishAll(2);
  const third = await buildRandomGeneration(source, { seed: 99 });
  const interrupted = new InterceptingObjectStore(target, {
    before: async ({ operation, key }) => {
      if (operation === "putIfMatch" && key === LATEST_KEY) await publish(source, target);
    },
  });
  const message = expect.stringContaining(third.id);
  await expect(rollBack(interrupted, ids[0])).rejects.toMatchObject({ code: "write-conflict", message });
  expect(await openFromStore(target)).toBe(third.id);
});

test("a damaged latest.json is repaired by naming a generation", async () => {
  const { target, ids } = await publishAll(2);
  const etag = (await target.get(LATEST_KEY))?.etag ?? null;
  await target.putIfMatch(LATEST_KEY, Buffer.from("{"), etag);
  await expect(rollBack(target)).rejects.toMatchObject({ code: "index-missing" });
  expect(await rollBack(target, ids[0])).toEqual({ generation: ids[0], previous: null, takenDown: 0 });
  expect(await openFromStore(target)).toBe(ids[0]);
});

test.each(["before", "after"] as const)("killed %s any of its writes, it can be repeated", async (when) => {
  for (let n = 1; ; n++) {
    const { target, ids } = await publishAll(2);
    const outcome = await rollBack(killedAtWrite(target, n, when), ids[0]).catch(() => "killed");
    expect(ids).toContain(await openFromStore(target));
    await rollBack(target, ids[0]);
    expect(await openFromStore(target)).toBe(ids[0]);
    if (outcome !== "killed") break;
    expect(n).toBeLessThan(3);
  }
});

async function publishAll(count: number): Promise<{ source: string; target: ObjectStore; ids: string[] }> {
  const source = temporaryFolder();
  const target = new MemoryObjectStore();
  const ids: string[] = [];
  for (let seed = 1; seed <= count; seed++) {
    ids.push((await buildRandomGeneration(source, { seed })).id);
    await publish(source, target, { smokeTest: async () => {} });
  }
  return { source, target, ids };
}
