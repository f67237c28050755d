import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ObjectInfo, ObjectStore } from "@dateline-search/core/ports/object-store";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const WRITERS = 20;
/** More than one page of S3. */
const MANY_KEYS = 1_050;
const LARGE_BYTES = 40 * 1024 * 1024;
const ODD_KEYS = [
  "a b/c+d%20e&f=g;h,i@j$k!l~m'(n)[o]{p}^q`r",
  "#hash/question-mark-is-refused",
  "Zürich/서울/東京/😀.json",
  "cafe\u0301", // decomposed, must stay so
  ".hidden/..two/...three",
  `${"k".repeat(250)}.json`,
];
const REFUSED_KEYS: readonly (readonly [string, string])[] = [
  ["nothing", ""],
  ["a slash at the start", "/absolute"],
  ["an empty segment", "a//b"],
  ["a slash at the end", "a/"],
  ["a way up", "a/../b"],
  ["only a way up", ".."],
  ["a dot segment", "./a"],
  ["a backslash", "a\\b"],
  ["a drive letter", "c:/a"],
  ["a NUL", "nul\u0000"],
  ["a line break", "new\nline"],
  ["half a character", "lone\ud800"],
  ["a dot at the end of a segment", "dot./a"],
  ["a name that stores keep for themselves", "a/.dateline-x"],
  ["a segment of 256 bytes", "k".repeat(256)],
  ["more than 1,024 bytes", `${"abc/".repeat(300)}x`],
];

/**
 * What every store must do, whatever is behind it.
 *
 * @param make gives a store that is empty and that no other test uses
 */
export function describeObjectStore(name: string, make: () => Promise<ObjectStore>): void {
  describe(`${name} as an ObjectStore`, () => {
    let store: ObjectStore;
    let folder: string;
    beforeEach(async () => {
      store = await make();
      folder = await mkdtemp(join(tmpdir(), "object-store-"));
    });
    afterEach(() => rm(folder, { recursive: true }));

    const put = (key: string, text: string) =>
      store.putNew(key, bytesOf(text), { sha256: sha256(bytesOf(text)) });
    const read = async (key: string) => textOf((await store.get(key))?.bytes);

    describeReading({ store: () => store, folder: () => folder, put });
    describeWriting({ store: () => store, folder: () => folder, put });
    describeReplacing({ store: () => store, folder: () => folder, put });
    describeListing({ store: () => store, folder: () => folder, put });

    it("keeps objects under Unicode and odd keys apart", async () => {
      for (const key of ODD_KEYS) expect(await put(key, `content of ${key}`)).toBe("created");
      for (const key of ODD_KEYS) expect(await read(key)).toBe(`content of ${key}`);
      expect((await keysOf(store)).toSorted()).toEqual(ODD_KEYS.toSorted());
      await store.delete(ODD_KEYS);
      expect(await keysOf(store)).toEqual([]);
    });

    it.each(REFUSED_KEYS)("rejects a key with %s", async (_what, key) => {
      const code = "invalid-input";
      const options = { sha256: sha256(bytesOf("x")) };
      await expect(store.get(key)).rejects.toMatchObject({ code });
      await expect(store.head(key)).rejects.toMatchObject({ code });
      await expect(store.getToFile(key, join(folder, "file"))).rejects.toMatchObject({ code });
      await expect(store.getRange(key, { start: 0, end: 1 })).rejects.toMatchObject({ code });
      await expect(store.putNew(key, bytesOf("x"), options)).rejects.toMatchObject({ code });
      await expect(store.putIfMatch(key, bytesOf("x"), null)).rejects.toMatchObject({ code });
      await expect(store.delete(["good", key])).rejects.toMatchObject({ code });
    });

    it("rejects with aborted if the signal has fired before", async () => {
      const options = { signal: AbortSignal.abort() };
      await put("a", "1");
      const code = "aborted";
      await expect(store.get("a", options)).rejects.toMatchObject({ code });
      await expect(store.head("a", options)).rejects.toMatchObject({ code });
      await expect(store.getToFile("a", join(folder, "a"), options)).rejects.toMatchObject({ code });
      await expect(store.getRange("a", { start: 0, end: 1 }, options)).rejects.toMatchObject({ code });
      const created = store.putNew("b", bytesOf("x"), { ...options, sha256: sha256(bytesOf("x")) });
      await expect(created).rejects.toMatchObject({ code });
      await expect(store.putIfMatch("c", bytesOf("x"), null, options)).rejects.toMatchObject({ code });
      await expect(store.delete(["a"], options)).rejects.toMatchObject({ code });
      expect(await keysOf(store)).toEqual(["a"]);
    });
  });
}

interface Context {
  readonly store: () => ObjectStore;
  readonly folder: () => string;
  readonly put: (key: string, text: string) => Promise<"created" | "exists">;
}

function describeReading({ store, folder, put }: Context): void {
  it("returns undefined for a missing object, and object-missing for a download to a file", async () => {
    await put("folder/object", "x");
    for (const key of ["nothing", "folder", "folder/object/below", "folder/obj"]) {
      expect(await store().get(key)).toBeUndefined();
      expect(await store().head(key)).toBeUndefined();
      expect(await store().getIfChanged(key, '"0123"')).toBeUndefined();
      const path = join(folder(), "file");
      await expect(store().getToFile(key, path)).rejects.toMatchObject({ code: "object-missing" });
      await expect(store().getRange(key, { start: 0, end: 1 })).rejects.toMatchObject({
        code: "object-missing",
      });
      await expect(store().getToFile(key, path, { sizeBytes: 3 })).rejects.toMatchObject({
        code: "object-missing",
      });
    }
    expect(await readdir(folder())).toEqual([]);
  });

  it("reads an object back, with size and time", async () => {
    const before = Date.now();
    await put("folder/object", "grüß dich");
    const info = await store().head("folder/object");
    expect(textOf((await store().get("folder/object"))?.bytes)).toBe("grüß dich");
    expect(info).toMatchObject({ key: "folder/object", sizeBytes: 11 });
    // S3 gives whole seconds.
    expect(info?.modifiedAt.getTime()).toBeGreaterThan(before - 2_000);
    expect(info?.modifiedAt.getTime()).toBeLessThan(Date.now() + 2_000);
  });

  it.each([
    ["the beginning", { start: 0, end: 3 }, "012"],
    ["the middle", { start: 4, end: 5 }, "4"],
    ["the end", { start: 7, end: 10 }, "789"],
    ["all", { start: 0, end: 10 }, "0123456789"],
  ])("reads %s of an object", async (_what, range, expected) => {
    await put("digits", "0123456789");
    expect(textOf(await store().getRange("digits", range))).toBe(expected);
  });

  it.each([
    ["ends after the object", { start: 8, end: 11 }, "object-corrupt"],
    ["begins after the object", { start: 10, end: 12 }, "object-corrupt"],
    ["is empty", { start: 3, end: 3 }, "invalid-input"],
    ["ends before it begins", { start: 3, end: 2 }, "invalid-input"],
    ["begins before the object", { start: -1, end: 2 }, "invalid-input"],
    ["is not of whole bytes", { start: 0.5, end: 2 }, "invalid-input"],
  ])("rejects a range that %s", async (_what, range, code) => {
    await put("digits", "0123456789");
    await expect(store().getRange("digits", range)).rejects.toMatchObject({ code });
  });

  it("reads many ranges of a large object concurrently, each complete", async () => {
    const { body, hash } = await largeFile(folder());
    await store().putNew("large", body, { sha256: hash });
    const path = join(folder(), "large.out");
    await store().getToFile("large", path, { sha256: hash });
    const whole = await readFile(path);
    const ranges = Array.from({ length: 30 }, (_, index) => {
      const start = index * 1_300_001;
      return { start, end: start + 70_001 };
    });
    const parts = await Promise.all(ranges.map((range) => store().getRange("large", range)));
    parts.forEach((part, index) => {
      const { start, end } = ranges[index] as { start: number; end: number };
      expect(Buffer.compare(part, whole.subarray(start, end))).toBe(0);
    });
  });

  it("is not affected by later changes to the caller's bytes", async () => {
    const bytes = bytesOf("abc");
    await store().putNew("a", bytes, { sha256: sha256(bytes) });
    bytes.fill(0);
    (await store().get("a"))?.bytes.fill(0);
    expect(textOf((await store().get("a"))?.bytes)).toBe("abc");
  });

  it("transfers an object again only if it changed", async () => {
    const first = await store().putIfMatch("latest.json", bytesOf("1"), null);
    expect((await store().get("latest.json"))?.etag).toBe(first);
    expect(await store().getIfChanged("latest.json", first)).toBe("unchanged");
    const second = await store().putIfMatch("latest.json", bytesOf("2"), first);
    const changed = await store().getIfChanged("latest.json", first);
    expect(changed).toMatchObject({ etag: second });
    expect(changed === "unchanged" ? undefined : textOf(changed?.bytes)).toBe("2");
  });

  it("keeps an empty object", async () => {
    await put("empty", "");
    expect((await store().get("empty"))?.bytes.length).toBe(0);
    expect(await store().head("empty")).toMatchObject({ sizeBytes: 0 });
    const path = join(folder(), "empty");
    expect(await store().getToFile("empty", path, { sizeBytes: 0, sha256: sha256(bytesOf("")) })).toBe(0);
    expect((await readFile(path)).length).toBe(0);
  });

  it("downloads into a file, creating folders and replacing an existing file", async () => {
    await put("a", "new");
    const path = join(folder(), "deep/down/file");
    await store().getToFile("a", path);
    await writeFile(path, "something older and longer");
    expect(await store().getToFile("a", path, { sizeBytes: 3, sha256: sha256(bytesOf("new")) })).toBe(3);
    expect(await readFile(path, "utf8")).toBe("new");
    expect(await readdir(join(folder(), "deep/down"))).toEqual(["file"]);
  });

  it.each([
    ["sha256", { sha256: sha256(bytesOf("other")) }],
    ["size", { sizeBytes: 4 }],
    ["smaller size", { sizeBytes: 2 }],
  ])("reports an object with a different %s as corrupt, and keeps the old file", async (_what, options) => {
    await put("a", "new");
    const path = join(folder(), "file");
    await writeFile(path, "old");
    await expect(store().getToFile("a", path, options)).rejects.toMatchObject({ code: "object-corrupt" });
    expect(await readFile(path, "utf8")).toBe("old");
    expect(await readdir(folder())).toEqual(["file"]);
  });

  it("transfers a large object from file to file with monotonic progress", async () => {
    const { body, hash } = await largeFile(folder());
    const sent: number[] = [];
    const received: number[] = [];
    const put = { sha256: hash, onProgress: ({ doneBytes }: { doneBytes: number }) => sent.push(doneBytes) };
    expect(await store().putNew("large", body, put)).toBe("created");
    expect(await store().head("large")).toMatchObject({ sizeBytes: LARGE_BYTES });

    const path = join(folder(), "large.out");
    const onProgress = ({ doneBytes, totalBytes }: { doneBytes: number; totalBytes: number }) => {
      received.push(doneBytes);
      expect(totalBytes).toBe(LARGE_BYTES);
    };
    expect(await store().getToFile("large", path, { sha256: hash, onProgress })).toBe(LARGE_BYTES);
    expect(sha256(await readFile(path))).toBe(hash);
    for (const steps of [sent, received]) {
      expect(steps).toEqual(steps.toSorted((a, b) => a - b));
      expect(steps.at(-1)).toBe(LARGE_BYTES);
    }
  });

  it("leaves no file if a download is aborted half-way", async () => {
    const { body, hash } = await largeFile(folder());
    await store().putNew("large", body, { sha256: hash });
    const controller = new AbortController();
    const target = join(folder(), "target");
    const download = store().getToFile("large", join(target, "large"), {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(download).rejects.toMatchObject({ code: "aborted" });
    expect(await readdir(target)).toEqual([]);
  });
}

function describeWriting({ store, folder, put }: Context): void {
  it("creates an object once and never overwrites it", async () => {
    expect(await put("a", "first")).toBe("created");
    expect(await put("a", "second")).toBe("exists");
    expect(textOf((await store().get("a"))?.bytes)).toBe("first");
  });

  it("lets exactly one of many writers create an object, completely", async () => {
    const texts = Array.from({ length: WRITERS }, (_, i) => `writer ${i} `.repeat(1_000));
    const outcomes = await Promise.all(texts.map((text) => put("contested", text)));
    expect(outcomes.filter((outcome) => outcome === "created")).toHaveLength(1);
    const winner = texts[outcomes.indexOf("created")];
    expect(textOf((await store().get("contested"))?.bytes)).toBe(winner);
  });

  it("does not store a body with a different sha256", async () => {
    const options = { sha256: sha256(bytesOf("other")) };
    await expect(store().putNew("a", bytesOf("x"), options)).rejects.toMatchObject({
      code: "object-corrupt",
    });
    const { body } = await largeFile(folder());
    await expect(store().putNew("a", body, options)).rejects.toMatchObject({ code: "object-corrupt" });
    expect(await keysOf(store())).toEqual([]);
  });

  it("rejects an invalid sha256", async () => {
    const options = { sha256: "ABC" };
    await expect(store().putNew("a", bytesOf("x"), options)).rejects.toMatchObject({ code: "invalid-input" });
  });

  it("reports a missing file for a body", async () => {
    const body = { path: join(folder(), "nothing") };
    const upload = store().putNew("a", body, { sha256: sha256(bytesOf("")) });
    await expect(upload).rejects.toThrow(/nothing": it does not exist/);
    expect(await keysOf(store())).toEqual([]);
  });

  it("stores nothing if an upload is aborted half-way", async () => {
    const { body, hash } = await largeFile(folder());
    const controller = new AbortController();
    const signal = controller.signal;
    const upload = store().putNew("large", body, {
      sha256: hash,
      signal,
      onProgress: () => controller.abort(),
    });
    const outcome = await upload.catch((error) => error.code);
    // A store that takes the whole body at once may be done before it hears of the abort.
    expect(["aborted", "created"]).toContain(outcome);
    expect(await keysOf(store())).toEqual(outcome === "created" ? ["large"] : []);
  });
}

function describeReplacing({ store, put }: Context): void {
  it("replaces an object only in the version that the caller read", async () => {
    const first = await store().putIfMatch("latest.json", bytesOf("1"), null);
    const second = await store().putIfMatch("latest.json", bytesOf("2"), first);
    expect(second).not.toBe(first);
    const code = "write-conflict";
    await expect(store().putIfMatch("latest.json", bytesOf("3"), first)).rejects.toMatchObject({ code });
    await expect(store().putIfMatch("latest.json", bytesOf("3"), null)).rejects.toMatchObject({ code });
    await expect(store().putIfMatch("missing.json", bytesOf("3"), first)).rejects.toMatchObject({ code });
    expect(textOf((await store().get("latest.json"))?.bytes)).toBe("2");
    expect(await keysOf(store())).toEqual(["latest.json"]);
  });

  it("lets exactly one of many writers with the same version win", async () => {
    const first = await store().putIfMatch("latest.json", bytesOf("start"), null);
    const writes = Array.from({ length: WRITERS }, (_, i) =>
      store().putIfMatch("latest.json", bytesOf(`${i}`), first),
    );
    const outcomes = await Promise.allSettled(writes);
    const winners = outcomes.flatMap(({ status }, i) => (status === "fulfilled" ? [i] : []));
    const codes = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason.code] : []));
    expect(winners).toHaveLength(1);
    expect(codes).toEqual(Array(WRITERS - 1).fill("write-conflict"));
    expect(textOf((await store().get("latest.json"))?.bytes)).toBe(`${winners[0]}`);
  });

  it("lets exactly one of many writers create an object that must not exist", async () => {
    const writes = Array.from({ length: WRITERS }, (_, i) => store().putIfMatch("a", bytesOf(`${i}`), null));
    const outcomes = await Promise.allSettled(writes);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  it("loses no update if many writers retry until they succeed", async () => {
    await store().putIfMatch("log", bytesOf(""), null);
    const names = Array.from({ length: WRITERS }, (_, i) => `<${i}>`);
    await Promise.all(names.map((name) => append(store(), "log", name)));
    const log = textOf((await store().get("log"))?.bytes) ?? "";
    expect(log.match(/<\d+>/g)?.toSorted()).toEqual(names.toSorted());
  });

  it("replaces objects from putNew, and putNew keeps objects from putIfMatch", async () => {
    await put("a", "1");
    const etag = (await store().get("a"))?.etag ?? null;
    await store().putIfMatch("a", bytesOf("2"), etag);
    expect(await put("a", "3")).toBe("exists");
    expect(textOf((await store().get("a"))?.bytes)).toBe("2");
  });
}

function describeListing({ store, put }: Context): void {
  it("lists nothing in an empty store", async () => {
    expect(await keysOf(store())).toEqual([]);
    expect(await keysOf(store(), "a/b")).toEqual([]);
  });

  it("lists by any prefix of a key, with sizes and times", async () => {
    const keys = ["segments/ab/x", "segments/ab/y", "segments/ac/x", "segments-old/x", "latest.json"];
    for (const key of keys) await put(key, key);
    expect((await keysOf(store(), "segments/a")).toSorted()).toEqual(keys.slice(0, 3));
    expect((await keysOf(store(), "segments/ab/")).toSorted()).toEqual(keys.slice(0, 2));
    expect((await keysOf(store(), "segments")).toSorted()).toEqual([...keys.slice(0, 4)].toSorted());
    expect(await keysOf(store(), "latest.json")).toEqual(["latest.json"]);
    const [info] = await infosOf(store(), "latest");
    expect(info).toMatchObject({ key: "latest.json", sizeBytes: 11 });
    expect(info?.modifiedAt.getTime()).toBeGreaterThan(Date.now() - 60_000);
  });

  it("rejects a prefix that leads outside", async () => {
    await expect(keysOf(store(), "../")).rejects.toMatchObject({ code: "invalid-input" });
    await expect(keysOf(store(), "/")).rejects.toMatchObject({ code: "invalid-input" });
  });

  it(`lists and deletes all of ${MANY_KEYS} objects`, async () => {
    const keys = Array.from({ length: MANY_KEYS }, (_, i) => `many/${i % 7}/${i}`);
    for (let i = 0; i < keys.length; i += 50)
      await Promise.all(keys.slice(i, i + 50).map((key) => put(key, key)));
    expect((await keysOf(store(), "many/")).toSorted()).toEqual(keys.toSorted());
    await store().delete(keys.slice(1));
    expect(await keysOf(store())).toEqual(["many/0/0"]);
  });

  it("deletes existing objects, ignores missing ones, and allows a new object after that", async () => {
    await put("a/b", "1");
    await put("a/c", "1");
    await store().delete(["a/b", "a/none", "none/at/all"]);
    await store().delete([]);
    expect(await keysOf(store())).toEqual(["a/c"]);
    expect(await put("a/b", "2")).toBe("created");
    await store().delete(["a/b", "a/c"]);
    expect(await keysOf(store())).toEqual([]);
    expect(await put("a", "where a folder was")).toBe("created");
  });
}

async function append(store: ObjectStore, key: string, text: string): Promise<void> {
  for (;;) {
    const current = await store.get(key);
    const next = bytesOf((textOf(current?.bytes) ?? "") + text);
    try {
      await store.putIfMatch(key, next, current?.etag ?? null);
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== "write-conflict") throw error;
    }
  }
}

async function largeFile(folder: string): Promise<{ body: { path: string }; hash: string }> {
  const path = join(folder, "large.in");
  const bytes = randomBytes(LARGE_BYTES);
  await writeFile(path, bytes);
  return { body: { path }, hash: sha256(bytes) };
}

async function infosOf(store: ObjectStore, prefix = ""): Promise<ObjectInfo[]> {
  const infos: ObjectInfo[] = [];
  for await (const info of store.list(prefix)) infos.push(info);
  return infos;
}

async function keysOf(store: ObjectStore, prefix = ""): Promise<string[]> {
  return (await infosOf(store, prefix)).map(({ key }) => key);
}

function bytesOf(text: string): Uint8Array {
  return Buffer.from(text);
}

function textOf(bytes: Uint8Array | undefined): string | undefined {
  return bytes && Buffer.from(bytes).toString();
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
