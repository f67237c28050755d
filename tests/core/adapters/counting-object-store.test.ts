import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CountingObjectStore } from "@dateline-search/core/adapters/object-store/counting-object-store";
import { describe, expect, it } from "vitest";
import { describeObjectStore } from "../../contracts/object-store.ts";
import { MemoryObjectStore } from "../../fixtures/memory-object-store.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";

describeObjectStore("CountingObjectStore", async () => new CountingObjectStore(new MemoryObjectStore()));

describe("CountingObjectStore", () => {
  it("counts calls and bytes by operation, failed calls without bytes", async () => {
    const store = new CountingObjectStore(new MemoryObjectStore());
    const folder = temporaryFolder();
    const body = { path: join(folder, "body") };
    await writeFile(body.path, "12345");
    const sha256 = createHash("sha256").update("12345").digest("hex");
    await store.putNew("five", body, { sha256 });
    await store.putNew("five", body, { sha256 });
    const etag = await store.putIfMatch("three", Buffer.from("123"), null);
    await expect(store.putIfMatch("three", Buffer.from("1"), null)).rejects.toThrow();
    await store.get("five");
    await store.get("missing");
    await store.getIfChanged("three", etag);
    await store.getIfChanged("three", "other");
    await store.getToFile("five", join(folder, "five"));
    await store.head("five");
    for await (const _ of store.list(""));
    await store.delete(["five"]);
    expect(store.counts).toEqual({
      putNew: { calls: 2, bytes: 5 },
      putIfMatch: { calls: 2, bytes: 3 },
      get: { calls: 2, bytes: 5 },
      getIfChanged: { calls: 2, bytes: 3 },
      getToFile: { calls: 1, bytes: 5 },
      head: { calls: 1, bytes: 0 },
      list: { calls: 1, bytes: 0 },
      delete: { calls: 1, bytes: 0 },
    });
    expect(store.total).toEqual({ calls: 12, bytes: 21 });
    store.reset();
    expect(store.counts).toEqual({});
    expect(store.total).toEqual({ calls: 0, bytes: 0 });
  });
});
