import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FileObjectStore } from "@dateline/core/adapters/file-object-store";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeObjectStore } from "../../contracts/object-store.ts";

let root: string;
let count = 0;
const make = async () => new FileObjectStore(join(root, `store-${count++}`));
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "file-object-store-"));
});
afterAll(() => rm(root, { recursive: true }));

describeObjectStore("FileObjectStore", make);

describe("FileObjectStore", () => {
  it("keeps every object in the file that its key names and nothing beside it", async () => {
    const store = await make();
    const etag = await store.putIfMatch("latest.json", Buffer.from("1"), null);
    await store.putIfMatch("latest.json", Buffer.from("2"), etag);
    await store.putIfMatch("segments/ab/vectors.hnsw", Buffer.from("3"), null);
    expect((await readdir(store.folder, { recursive: true })).toSorted()).toEqual(
      ["latest.json", "segments", join("segments", "ab"), join("segments", "ab", "vectors.hnsw")].toSorted(),
    );
    expect(await readFile(store.pathOf("latest.json"), "utf8")).toBe("2");
  });

  it("removes folders that became empty, but not the store's own", async () => {
    const store = await make();
    await store.putIfMatch("segments/ab/x", Buffer.from("1"), null);
    await store.delete(["segments/ab/x"]);
    expect(await readdir(store.folder)).toEqual([]);
  });

  it("hides what a killed writer left behind", async () => {
    const store = await make();
    await store.putIfMatch("a", Buffer.from("1"), null);
    await writeFile(join(store.folder, ".dateline-0000.tmp"), "half");
    const keys: string[] = [];
    for await (const { key } of store.list("")) keys.push(key);
    expect(keys).toEqual(["a"]);
  });

  it("refuses a key that is the folder of another, and the reverse", async () => {
    const store = await make();
    await store.putIfMatch("a/b", Buffer.from("1"), null);
    const code = "invalid-input";
    await expect(store.putIfMatch("a", Buffer.from("2"), null)).rejects.toMatchObject({ code });
    await expect(store.putIfMatch("a/b/c", Buffer.from("2"), null)).rejects.toMatchObject({ code });
  });
});
