import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { hashBlocks, RangedBytes } from "@dateline-search/core/adapters/segment/stored-bytes";
import type { ByteRange } from "@dateline-search/core/ports/object-store";
import { Unfetched, whenFetched } from "@dateline-search/core/ports/unfetched";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";

const BLOCK = 16_384;

test.each([
  ["within a block", [{ start: 100, end: 200 }]],
  ["of a whole block", [{ start: BLOCK, end: 2 * BLOCK }]],
  ["across blocks", [{ start: BLOCK - 1, end: 3 * BLOCK + 1 }]],
  ["of the last byte", [{ start: 40 * BLOCK + 4, end: 40 * BLOCK + 5 }]],
  ["of nothing", [{ start: 77, end: 77 }]],
  ["of all", [{ start: 0, end: 40 * BLOCK + 5 }]],
  [
    "in any order, some of them twice",
    [
      { start: 9 * BLOCK, end: 9 * BLOCK + 5 },
      { start: 3, end: 4 },
      { start: 9 * BLOCK, end: 9 * BLOCK + 5 },
    ],
  ],
])("gives the bytes of ranges %s", async (_what, ranges) => {
  const { file, content } = write(40 * BLOCK + 5);
  const parts = await whenFetched(() => file.read(ranges));
  expect(parts.map((part) => Buffer.from(part).toString("hex"))).toEqual(
    ranges.map(({ start, end }) => content.subarray(start, end).toString("hex")),
  );
});

test("requests neighbouring blocks together, distant ones separately, and long runs in parts", async () => {
  const { file, asked } = write(400 * BLOCK);
  const at = (block: number) => ({ start: block * BLOCK + 1, end: block * BLOCK + 2 });
  await whenFetched(() => file.read([at(0), at(1), at(5), at(50), at(300)]));
  expect(asked.map(({ start, end }) => [start / BLOCK, end / BLOCK])).toEqual([
    [0, 6],
    [50, 51],
    [300, 301],
  ]);
  asked.length = 0;
  await whenFetched(() => file.read([{ start: 100 * BLOCK, end: 260 * BLOCK }]));
  expect(asked.length).toBe(3);
  expect(Math.max(...asked.map(({ start, end }) => end - start))).toBe(64 * BLOCK);
});

test("reports everything that is missing at once, and keeps fetched blocks", async () => {
  const { file, asked } = write(400 * BLOCK);
  const ranges = [0, 100, 200].map((block) => ({ start: block * BLOCK, end: block * BLOCK + 1 }));
  expect(() => file.read(ranges)).toThrow(Unfetched);
  let rounds = 0;
  await whenFetched(() => {
    rounds++;
    return file.read(ranges);
  });
  expect(rounds).toBe(2);
  expect(asked.length).toBe(3);
  file.read(ranges);
  expect(asked.length).toBe(3);
});

test("reads damaged blocks again, at most three times", async () => {
  const { file, asked, damage, content } = write(3 * BLOCK);
  const range = { start: BLOCK, end: BLOCK + 9 };
  damage.left = 2;
  const [part] = await whenFetched(() => file.read([range]));
  expect(Buffer.compare(part as Uint8Array, content.subarray(range.start, range.end))).toBe(0);
  expect(asked.length).toBe(3);
  const other = write(3 * BLOCK);
  other.damage.left = 100;
  await expect(whenFetched(() => other.file.read([range]))).rejects.toMatchObject({ code: "object-corrupt" });
  expect(other.asked.length).toBe(3);
  expect(() => other.file.read([range])).toThrow(Unfetched);
});

test("has at most forty concurrent requests", async () => {
  const { file, load } = write(3_000 * BLOCK);
  const ranges = Array.from({ length: 100 }, (_, index) => ({
    start: index * 30 * BLOCK,
    end: index * 30 * BLOCK + 1,
  }));
  await whenFetched(() => file.read(ranges));
  expect(load.most).toBe(40);
});

test("rejects hashes of a file of another size", () => {
  const hashes = new Uint8Array(16);
  const read = async () => new Uint8Array();
  expect(() => new RangedBytes({ name: "texts.bin", sizeBytes: BLOCK + 1, hashes, read })).toThrow(
    /"texts.bin": there are 16 bytes of hashes for 2 blocks/,
  );
  expect(new RangedBytes({ name: "empty", sizeBytes: 0, hashes: new Uint8Array(), read }).read([])).toEqual(
    [],
  );
});

function write(sizeBytes: number) {
  const content = randomBytes(sizeBytes);
  const path = join(temporaryFolder(), "file.bin");
  writeFileSync(path, content);
  const asked: ByteRange[] = [];
  const damage = { left: 0 };
  const load = { now: 0, most: 0 };
  const read = async (range: ByteRange) => {
    asked.push(range);
    load.most = Math.max(load.most, ++load.now);
    await new Promise((resolve) => setTimeout(resolve, 1));
    load.now--;
    const bytes = Uint8Array.from(content.subarray(range.start, range.end));
    if (damage.left-- > 0) bytes[0] = (bytes[0] as number) ^ 255;
    return bytes;
  };
  const file = new RangedBytes({ name: "file.bin", sizeBytes, hashes: hashBlocks(path), read });
  return { content, file, asked, damage, load };
}
