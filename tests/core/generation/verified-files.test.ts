import { createHash } from "node:crypto";
import { readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CountingObjectStore } from "@dateline-search/core/adapters/object-store/counting-object-store";
import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { syncGeneration } from "@dateline-search/core/generation/sync-generation";
import { isVerifiedFile, rememberVerifiedFile } from "@dateline-search/core/generation/verified-files";
import { openRecentSegments } from "@dateline-search/core/indexing/open-recent-segments";
import type { SegmentFormat } from "@dateline-search/core/ports/segment-format";
import { describe, expect, test } from "vitest";
import { buildRandomGeneration, lastSegmentFiles } from "../../fixtures/build-random-generation.ts";
import { MemoryObjectStore } from "../../fixtures/memory-object-store.ts";
import { publish } from "../../fixtures/publish.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";

const CONTENT = Buffer.from("a segment's file");
const DIGEST = { sha256: createHash("sha256").update(CONTENT).digest("hex"), sizeBytes: CONTENT.length };

function flipBit(path: string): void {
  const bytes = readFileSync(path);
  bytes[Math.floor(bytes.length / 2)] = (bytes[Math.floor(bytes.length / 2)] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}

describe("isVerifiedFile()", () => {
  test("is true for the right content, and false for none, another size, another content or a folder", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "file");
    expect(await isVerifiedFile(path, DIGEST)).toBe(false);
    expect(await isVerifiedFile(folder, DIGEST)).toBe(false);
    writeFileSync(path, CONTENT.subarray(1));
    expect(await isVerifiedFile(path, DIGEST)).toBe(false);
    writeFileSync(path, CONTENT);
    expect(await isVerifiedFile(path, DIGEST)).toBe(true);
    flipBit(path);
    expect(await isVerifiedFile(path, DIGEST)).toBe(false);
  });

  test("notices a file that changed after its verification", async () => {
    const path = join(temporaryFolder(), "file");
    writeFileSync(path, CONTENT);
    await rememberVerifiedFile(path, DIGEST);
    expect(await isVerifiedFile(path, DIGEST)).toBe(true);
    flipBit(path);
    utimesSync(path, new Date(2026, 0, 1), new Date(2026, 0, 1));
    expect(await isVerifiedFile(path, DIGEST)).toBe(false);
  });
});

/** Opens nothing that is damaged: native code would take the process down. */
const recordingFormat = (opened: string[]): SegmentFormat => ({
  ...localSegmentFormat,
  open: (folder, dimensions) => {
    opened.push(folder);
    return localSegmentFormat.open(folder, dimensions);
  },
});

test("a flipped bit in the store's own folder is reported before the segment is opened", async () => {
  const folder = temporaryFolder();
  const generation = await buildRandomGeneration(folder, { seed: 1 });
  flipBit(join(folder, lastSegmentFiles(generation)[1] as string));
  const opened: string[] = [];
  const store = new FileObjectStore(folder);
  const context = { store, folder, format: recordingFormat(opened), maxBytes: 1 << 28 };
  await expect(openRecentSegments(context, generation.manifest)).rejects.toMatchObject({
    code: "object-corrupt",
  });
  expect(opened).toEqual([]);
});

test("a flipped bit in a folder of copies is repaired from the store, with one check per process", async () => {
  const source = temporaryFolder();
  const generation = await buildRandomGeneration(source, { seed: 1 });
  const target = new MemoryObjectStore();
  await publish(source, target);
  const folder = temporaryFolder();
  const store = new CountingObjectStore(target);
  const context = { store, folder, format: recordingFormat([]), maxBytes: 1 << 28 };
  const fetched = async () => {
    store.reset();
    (await openRecentSegments(context, generation.manifest)).close();
    return store.counts.getToFile?.calls ?? 0;
  };
  expect(await fetched()).toBe(6);
  expect(await fetched()).toBe(0);
  flipBit(join(folder, lastSegmentFiles(generation)[0] as string));
  expect(await fetched()).toBe(1);
  expect(await fetched()).toBe(0);
});

test("a generation that an earlier process downloaded is not opened with a flipped bit", async () => {
  const source = temporaryFolder();
  const generation = await buildRandomGeneration(source, { seed: 1 });
  const target = new MemoryObjectStore();
  await publish(source, target);
  const folder = temporaryFolder();
  await syncGeneration(target, folder);
  const damaged = lastSegmentFiles(generation)[1] as string;
  flipBit(join(folder, damaged));
  const { requests, downloadedBytes } = await syncGeneration(target, folder);
  expect({ requests, downloadedBytes }).toEqual({
    requests: 2,
    downloadedBytes: readFileSync(join(folder, damaged)).length,
  });
  expect(readdirSync(join(folder, "segments"))).toHaveLength(1);
});
