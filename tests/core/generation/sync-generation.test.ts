import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CountingObjectStore } from "@dateline-search/core/adapters/object-store/counting-object-store";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { DatelineError } from "@dateline-search/core/errors";
import { collectGarbage } from "@dateline-search/core/generation/collect-garbage";
import { LATEST_KEY } from "@dateline-search/core/generation/latest-pointer";
import { type LocalGeneration, openGeneration } from "@dateline-search/core/generation/open-generation";
import { syncGeneration } from "@dateline-search/core/generation/sync-generation";
import type { ObjectStore } from "@dateline-search/core/ports/object-store";
import { expect, test } from "vitest";
import {
  buildRandomGeneration,
  lastSegmentFiles,
  SEARCHED_OBJECTS,
} from "../../fixtures/build-random-generation.ts";
import { InterceptingObjectStore } from "../../fixtures/intercepting-object-store.ts";
import { MemoryObjectStore } from "../../fixtures/memory-object-store.ts";
import { publish } from "../../fixtures/publish.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";

test("an empty folder downloads the pointer, the manifest and every object once", async () => {
  const { target, first } = await publishOne();
  const store = new CountingObjectStore(target);
  const folder = temporaryFolder();
  const report = await syncGeneration(store, folder);
  expect(report).toMatchObject({ id: first.id, manifest: first.manifest, requests: 2 + SEARCHED_OBJECTS });
  expect(report.etag).toBe((await target.get(LATEST_KEY))?.etag);
  expect(store.counts).toMatchObject({ get: { calls: 2 }, getToFile: { calls: SEARCHED_OBJECTS } });
  expect(store.total.calls).toBe(2 + SEARCHED_OBJECTS);
  await expectToOpen(folder, first.id);
});

test("the same generation again downloads only the pointer, or nothing if named by its id", async () => {
  const { target, first } = await publishOne();
  const folder = temporaryFolder();
  await syncGeneration(target, folder);
  const store = new CountingObjectStore(target);
  expect(await syncGeneration(store, folder)).toMatchObject({ requests: 1, downloadedBytes: 0 });
  expect(store.total.calls).toBe(1);
  expect(await syncGeneration(store, folder, { id: first.id })).toMatchObject({ requests: 0, etag: null });
  expect(store.total.calls).toBe(1);
});

test("only the missing segments of a newer generation are downloaded", async () => {
  const { source, target, first } = await publishOne();
  const folder = temporaryFolder();
  await syncGeneration(target, folder);
  const second = await buildRandomGeneration(source, { seed: 2, base: first.manifest });
  await publish(source, target);
  const store = new CountingObjectStore(target);
  const report = await syncGeneration(store, folder);
  expect(report).toMatchObject({ id: second.id, requests: 2 + SEARCHED_OBJECTS });
  expect(store.counts.getToFile?.calls).toBe(SEARCHED_OBJECTS);
  expect(report.downloadedBytes).toBe(
    (store.counts.getToFile?.bytes ?? 0) +
      Number((await target.head(`generations/${second.id}.json`))?.sizeBytes),
  );
  await expectToOpen(folder, second.id);
});

test("a truncated local file or manifest is downloaded again", async () => {
  const { target, first } = await publishOne();
  const folder = temporaryFolder();
  await syncGeneration(target, folder);
  writeFileSync(join(folder, lastSegmentFiles(first)[0] as string), "cut");
  writeFileSync(join(folder, "generations", `${first.id}.json`), "{");
  expect(await syncGeneration(target, folder)).toMatchObject({ requests: 3 });
  await expectToOpen(folder, first.id);
});

test.each([
  ["cut short", (bytes: Uint8Array) => bytes.subarray(1), "object-corrupt"],
  ["altered", (bytes: Uint8Array) => bytes.map((byte) => byte ^ 1), "object-corrupt"],
  ["missing", () => undefined, "object-missing"],
] as const)(
  "an object that is %s is rejected, leaves no file, and is fetched once it is repaired",
  async (_, damage, code) => {
    const { target, first } = await publishOne();
    const key = String(lastSegmentFiles(first)[1]).replaceAll("\\", "/");
    const good = (await target.get(key))?.bytes as Uint8Array;
    await target.delete([key]);
    const bad = damage(good);
    if (bad !== undefined) await target.putIfMatch(key, bad, null);
    const folder = temporaryFolder();
    const message = expect.stringContaining(key);
    await expect(syncGeneration(target, folder)).rejects.toMatchObject({ code, message });
    expect(readdirSync(folder, { recursive: true })).not.toContain(join(...key.split("/")));
    await expect(
      openGeneration(folder, { format: localSegmentFormat, id: first.id, verify: "size" }),
    ).rejects.toThrow();
    await target.delete([key]);
    await target.putIfMatch(key, good, null);
    // Pointer, manifest and the one object: the other one is there.
    expect(await syncGeneration(target, folder)).toMatchObject({ requests: 3 });
    await expectToOpen(folder, first.id);
  },
);

test.each([
  ["no latest.json", LATEST_KEY, null, "index-missing"],
  ["a damaged latest.json", LATEST_KEY, "{", "index-corrupt"],
  ["a latest.json of a newer format", LATEST_KEY, '{"formatVersion":99}', "index-format"],
  ["no manifest", "manifest", null, "object-missing"],
  ["a damaged manifest", "manifest", "{}", "index-corrupt"],
] as const)("a store with %s is rejected", async (_, what, content, code) => {
  const { target, first } = await publishOne();
  const key = what === "manifest" ? `generations/${first.id}.json` : what;
  await target.delete([key]);
  if (content !== null) await target.putIfMatch(key, Buffer.from(content), null);
  await expect(syncGeneration(target, temporaryFolder())).rejects.toMatchObject({ code });
});

test("a generation that is collected during its download is abandoned for the newer one", async () => {
  const { source, target, first } = await publishOne();
  const second = await buildRandomGeneration(source, { seed: 2 });
  let isCollected = false;
  const store = new InterceptingObjectStore(target, {
    before: async ({ operation }) => {
      if (operation !== "getToFile" || isCollected) return;
      isCollected = true;
      await publish(source, target);
      await collectGarbage(target, { keep: 0, graceMs: 0 });
    },
  });
  const folder = temporaryFolder();
  expect((await syncGeneration(store, folder)).id).toBe(second.id);
  await expectToOpen(folder, second.id);
  expect(isCollected).toBe(true);
  await expect(syncGeneration(target, folder, { id: first.id })).rejects.toMatchObject({
    code: "object-missing",
  });
});

test("an error from onManifest stops the download before any segment", async () => {
  const { target } = await publishOne();
  const store = new CountingObjectStore(target);
  const onManifest = () => {
    throw new DatelineError("model-mismatch", "Cannot search");
  };
  const refused = syncGeneration(store, temporaryFolder(), { onManifest });
  await expect(refused).rejects.toMatchObject({ code: "model-mismatch" });
  expect(store.counts.getToFile).toBeUndefined();
});

test("progress ends with every byte; an aborted download leaves no generation", async () => {
  const { target, first } = await publishOne();
  const seen: { doneBytes: number; totalBytes: number }[] = [];
  await syncGeneration(target, temporaryFolder(), { onProgress: (progress) => seen.push(progress) });
  expect(seen.at(-1)?.doneBytes).toBe(seen[0]?.totalBytes);
  const stop = new AbortController();
  const folder = temporaryFolder();
  const aborted = syncGeneration(target, folder, { signal: stop.signal, onManifest: () => stop.abort() });
  await expect(aborted).rejects.toMatchObject({ code: "aborted" });
  await expect(
    openGeneration(folder, { format: localSegmentFormat, id: first.id, verify: "size" }),
  ).rejects.toThrow();
});

test("an unwritable folder is reported", async () => {
  const { target } = await publishOne();
  const folder = temporaryFolder();
  mkdirSync(join(folder, "inside"));
  writeFileSync(join(folder, "inside", "segments"), "a file where a folder would have to be");
  await expect(syncGeneration(target, join(folder, "inside"))).rejects.toBeInstanceOf(DatelineError);
});

async function publishOne(): Promise<{ source: string; target: ObjectStore; first: LocalGeneration }> {
  const source = temporaryFolder();
  const first = await buildRandomGeneration(source, { seed: 1 });
  const target = new MemoryObjectStore();
  await publish(source, target);
  return { source, target, first };
}

async function expectToOpen(folder: string, id: string): Promise<void> {
  const generation = await openGeneration(folder, { format: localSegmentFormat, id, verify: "sha256" });
  generation.close();
  expect(generation.id).toBe(id);
}
