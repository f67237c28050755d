import { LATEST_KEY } from "@dateline-search/core/generation/latest-pointer";
import { listGenerations } from "@dateline-search/core/generation/list-generations";
import type { ObjectStore } from "@dateline-search/core/ports/object-store";
import { expect, test, vi } from "vitest";
import { buildRandomGeneration } from "../../fixtures/build-random-generation.ts";
import { InterceptingObjectStore } from "../../fixtures/intercepting-object-store.ts";
import { MemoryObjectStore } from "../../fixtures/memory-object-store.ts";
import { publish } from "../../fixtures/publish.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";

test("generations are listed newest first with their counts and sizes", async () => {
  const { target, ids } = await publishTwo();
  const { generations, latest, problem } = await listGenerations(target);
  expect(problem).toBeNull();
  expect(latest).toMatchObject({ generation: ids[1], previous: ids[0] });
  expect(generations).toMatchObject([
    { id: ids[1], isLatest: true, problem: null, articles: 7, passages: 7 },
    { id: ids[0], isLatest: false, problem: null, articles: 3, passages: 3 },
  ]);
  let sizeBytes = 0;
  for await (const object of target.list("")) {
    if (object.key !== LATEST_KEY && object.key !== `generations/${ids[0]}.json`)
      sizeBytes += object.sizeBytes;
  }
  // The second one has the segments of both.
  expect(generations[0]).toMatchObject({ sizeBytes });
});

test("damaged manifests and those of another format are listed with their problem", async () => {
  const { target, ids } = await publishTwo();
  await target.delete([`generations/${ids[0]}.json`]);
  await target.putIfMatch(`generations/${ids[0]}.json`, Buffer.from("{}"), null);
  const { generations } = await listGenerations(target);
  const damaged = generations.find(({ id }) => id === ids[0]);
  expect(damaged).toMatchObject({ isLatest: false, problem: { code: "index-corrupt" } });
  expect(damaged).not.toHaveProperty("sizeBytes");
});

test("a latest generation without a manifest is listed as missing", async () => {
  const { target, ids } = await publishTwo();
  await target.delete([`generations/${ids[1]}.json`]);
  const { generations } = await listGenerations(target);
  expect(generations.find(({ isLatest }) => isLatest)).toMatchObject({
    id: ids[1],
    problem: { code: "object-missing" },
  });
});

test("without a readable latest.json, the generations are still listed", async () => {
  const { target } = await publishTwo();
  await target.delete([LATEST_KEY]);
  const missing = await listGenerations(target);
  expect(missing).toMatchObject({ latest: null, problem: { code: "index-missing" } });
  expect(missing.generations).toHaveLength(2);
  await target.putIfMatch(LATEST_KEY, Buffer.from("?"), null);
  expect(await listGenerations(target)).toMatchObject({ latest: null, problem: { code: "index-corrupt" } });
});

test("an unreachable store is an error, not an empty or damaged list", async () => {
  const { target } = await publishTwo();
  const before = ({ key }: { key: string }) => {
    if (key.startsWith("generations/")) throw new Error("store down");
  };
  const broken = new InterceptingObjectStore(target, { before });
  await expect(listGenerations(broken)).rejects.toThrow("store down");
});

/** The second one a minute after the first. */
async function publishTwo(): Promise<{ target: ObjectStore; ids: readonly [string, string] }> {
  const source = temporaryFolder();
  const first = await buildRandomGeneration(source, { seed: 1 });
  const second = await buildRandomGeneration(source, { seed: 2, passages: 4, base: first.manifest });
  const target = new MemoryObjectStore();
  vi.useFakeTimers({ toFake: ["Date"] });
  try {
    await publish(source, target, { id: first.id });
    vi.advanceTimersByTime(60_000);
    await publish(source, target, { id: second.id });
  } finally {
    vi.useRealTimers();
  }
  return { target, ids: [first.id, second.id] };
}
