import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
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
  it("stores every object in the file named by its key, and nothing else", async () => {
    const store = await make();
    const etag = await store.putIfMatch("latest.json", Buffer.from("1"), null);
    await store.putIfMatch("latest.json", Buffer.from("2"), etag);
    await store.putIfMatch("segments/ab/vectors.hnsw", Buffer.from("3"), null);
    expect((await readdir(store.folder, { recursive: true })).toSorted()).toEqual(
      ["latest.json", "segments", join("segments", "ab"), join("segments", "ab", "vectors.hnsw")].toSorted(),
    );
    expect(await readFile(store.pathOf("latest.json"), "utf8")).toBe("2");
  });

  it("removes empty folders, but not the store's own", async () => {
    const store = await make();
    await store.putIfMatch("segments/ab/x", Buffer.from("1"), null);
    await store.delete(["segments/ab/x"]);
    expect(await readdir(store.folder)).toEqual([]);
  });

  it("lets writers use a folder that others keep removing while it is empty", async () => {
    const store = await make();
    const writeAndDelete = async (writer: number) => {
      for (let round = 0; round < 50; round++) {
        const key = `leases/of/${writer}.json`;
        await store.putIfMatch(key, Buffer.from("1"), null);
        await store.delete([key]);
      }
    };
    await Promise.all(Array.from({ length: 8 }, (_, writer) => writeAndDelete(writer)));
    expect(await readdir(store.folder)).toEqual([]);
  });

  it("hides leftovers of killed writers, and removes old ones", async () => {
    const store = await make();
    await store.putIfMatch("a/b", Buffer.from("1"), null);
    const leftover = join(store.folder, "a", ".dateline-0000.tmp");
    await writeFile(leftover, "half");
    const keys: string[] = [];
    for await (const { key } of store.list("")) keys.push(key);
    expect(keys).toEqual(["a/b"]);
    expect(await store.removeLeftovers(new Date(Date.now() - 60_000))).toBe(0);
    const old = new Date(Date.now() - 61_000);
    await utimes(leftover, old, old);
    await utimes(store.pathOf("a/b"), old, old);
    expect(await store.removeLeftovers(new Date(Date.now() - 60_000))).toBe(1);
    expect(await readdir(join(store.folder, "a"))).toEqual(["b"]);
  });

  it("loses no update of several processes if one is killed", async () => {
    const store = await make();
    const names = ["one", "two", "three"];
    const script = fileURLToPath(new URL("../../fixtures/append-to-log.ts", import.meta.url));
    const start = (name: string, rounds: number) =>
      spawn(process.execPath, ["--import", "tsx", script, store.folder, name, `${rounds}`], {
        stdio: "inherit",
      });
    const killed = start("killed", 1_000_000);
    const exits = names.map(async (name) => (await once(start(name, 30), "exit"))[0]);
    await Promise.race(exits);
    killed.kill("SIGKILL");
    expect(await Promise.all(exits)).toEqual([0, 0, 0]);
    const lines = (await readFile(store.pathOf("log"), "utf8")).split("\n");
    for (const name of names) expect(lines.filter((line) => line === name)).toHaveLength(30);
    expect([...names, "killed", ""]).toEqual(expect.arrayContaining(lines));
  });

  it("rejects a key that is another key's folder, and vice versa", async () => {
    const store = await make();
    await store.putIfMatch("a/b", Buffer.from("1"), null);
    const code = "invalid-input";
    await expect(store.putIfMatch("a", Buffer.from("2"), null)).rejects.toMatchObject({ code });
    await expect(store.putIfMatch("a/b/c", Buffer.from("2"), null)).rejects.toMatchObject({ code });
  });
});
