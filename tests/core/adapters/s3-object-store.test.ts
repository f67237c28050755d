import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  S3ObjectStore,
  type S3ObjectStoreOptions,
} from "@dateline-search/core/adapters/object-store/s3-object-store";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type FakeS3Server, startFakeS3Server } from "../../fixtures/fake-s3-server.ts";

const PART_BYTES = 256 * 1024;
const content = randomBytes(4 * PART_BYTES + 1000);
const contentSha256 = createHash("sha256").update(content).digest("hex");

let fake: FakeS3Server;
let folder: string;
beforeEach(async () => {
  fake = await startFakeS3Server();
  folder = await mkdtemp(join(tmpdir(), "s3-object-store-"));
});
afterEach(async () => {
  await fake.stop();
  await rm(folder, { recursive: true });
});

function storeOn(endpoint: string, options: Partial<S3ObjectStoreOptions> = {}): S3ObjectStore {
  const credentials = { accessKeyId: "fake", secretAccessKey: "fake" };
  const partSizeBytes = PART_BYTES;
  return new S3ObjectStore({
    bucket: "b",
    region: "us-east-1",
    endpoint,
    credentials,
    partSizeBytes,
    ...options,
  });
}

/** Short time-outs for those tests that wait for one. */
const impatient = { connectTimeoutMs: 300, idleTimeoutMs: 300, requestTimeoutMs: 300, maxAttempts: 2 };

describe("S3ObjectStore with a failing store (a fake)", () => {
  it("retries if the store throttles, fails or drops the connection", async () => {
    fake.objects.set("/b/a", Buffer.from("content"));
    fake.behave("slow-down", "fail", "reset", "serve");
    const requests: string[] = [];
    const store = storeOn(fake.endpoint, { onRequest: ({ operation }) => requests.push(operation) });
    expect(Buffer.from((await store.get("a"))?.bytes ?? []).toString()).toBe("content");
    expect(requests).toEqual(Array(4).fill("GetObject"));
    expect(fake.requests).toHaveLength(4);
  });

  it.each([
    ["slow-down", "store-throttled"],
    ["fail", "store-unreachable"],
    ["reset", "store-unreachable"],
    ["hang", "store-unreachable"],
    ["cut", "store-unreachable"],
    ["stall", "store-unreachable"],
    ["flip", "object-corrupt"],
  ] as const)(
    "after the last attempt, reports a store that keeps answering %s as %s",
    async (behaviour, code) => {
      fake.objects.set("/b/a", content);
      fake.behave(behaviour);
      const waits = behaviour === "hang" || behaviour === "stall";
      const store = storeOn(fake.endpoint, waits ? impatient : { maxAttempts: 2 });
      await expect(store.get("a")).rejects.toMatchObject({ name: "DatelineError", code });
      const download = store.getToFile("a", join(folder, "a"), {
        sizeBytes: content.length,
        sha256: contentSha256,
      });
      await expect(download).rejects.toMatchObject({ name: "DatelineError", code });
      expect(await readdir(folder)).toEqual([]);
    },
  );

  it("reports a closed port as unreachable", async () => {
    const store = storeOn(`http://127.0.0.1:${await unusedPort()}`, impatient);
    const code = "store-unreachable";
    await expect(store.get("a")).rejects.toMatchObject({ code });
    await expect(store.head("a")).rejects.toMatchObject({ code });
    await expect(store.putIfMatch("a", Buffer.from("x"), null)).rejects.toMatchObject({ code });
    await expect(store.delete(["a"])).rejects.toMatchObject({ code });
  });

  it("requests a small object again if its body breaks off", async () => {
    fake.objects.set("/b/a", Buffer.from("content"));
    fake.behave("cut", "serve");
    const found = await storeOn(fake.endpoint).get("a");
    expect(Buffer.from(found?.bytes ?? []).toString()).toBe("content");
    expect(fake.requests).toEqual(["GET /b/a", "GET /b/a"]);
  });

  it("resumes an interrupted download", async () => {
    fake.objects.set("/b/a", content);
    fake.behave("stall", "serve");
    const store = storeOn(fake.endpoint, { partSizeBytes: content.length });
    const path = join(folder, "a");
    const half = Math.floor(content.length / 2);
    await store.getToFile("a", path, {
      sizeBytes: content.length,
      sha256: contentSha256,
      // Bytes that have arrived and are not yet read are lost with their connection.
      onProgress: ({ doneBytes }) => {
        if (doneBytes === half) fake.dropStalled();
      },
    });
    expect((await readFile(path)).equals(content)).toBe(true);
    expect(fake.requests).toEqual(["GET /b/a", `GET /b/a bytes=${half}-${content.length - 1}`]);
  });

  it("repairs parts that break off or stall while others continue", async () => {
    fake.objects.set("/b/a", content);
    fake.behave("cut", "serve", "stall", "slow-down", "cut", "serve");
    const store = storeOn(fake.endpoint, { idleTimeoutMs: 300, maxAttempts: 20, concurrency: 3 });
    const path = join(folder, "a");
    await store.getToFile("a", path, { sizeBytes: content.length, sha256: contentSha256 });
    expect((await readFile(path)).equals(content)).toBe(true);
  });

  it("reads an object of known size with exactly one request per part", async () => {
    fake.objects.set("/b/a", content);
    const store = storeOn(fake.endpoint);
    await store.getToFile("a", join(folder, "a"), { sizeBytes: content.length });
    expect(fake.requests).toHaveLength(5);
    await store.getToFile("a", join(folder, "a"));
    expect(fake.requests).toHaveLength(5 + 1 + 5);
  });

  it("notices a store that ignores ranges", async () => {
    fake.objects.set("/b/a", content);
    fake.behave("ignore-range");
    const download = storeOn(fake.endpoint).getToFile("a", join(folder, "a"), { sizeBytes: content.length });
    await expect(download).rejects.toMatchObject({ code: "object-corrupt" });
  });

  it("stops at once when the caller aborts a request that hangs", async () => {
    fake.behave("hang");
    const signal = AbortSignal.timeout(50);
    await expect(storeOn(fake.endpoint).get("a", { signal })).rejects.toMatchObject({ code: "aborted" });
  });

  it("retries a conditional write after a temporary conflict", async () => {
    fake.behave("conflict", "serve");
    const etag = await storeOn(fake.endpoint).putIfMatch("a", Buffer.from("1"), null);
    expect(etag).toMatch(/^"[0-9a-f]{32}"$/);
    expect(fake.requests).toHaveLength(2);
  });

  it("gives up with write-conflict if the conflict persists", async () => {
    fake.behave("conflict");
    const write = storeOn(fake.endpoint, { maxAttempts: 2 }).putIfMatch("a", Buffer.from("1"), null);
    await expect(write).rejects.toMatchObject({ code: "write-conflict" });
  });

  it("recognises its own write if only the answer was lost", async () => {
    const store = storeOn(fake.endpoint);
    fake.behave("lose-answer", "serve");
    const first = await store.putIfMatch("a", Buffer.from("1"), null);
    fake.behave("lose-answer", "serve");
    const second = await store.putIfMatch("a", Buffer.from("2"), first);
    expect(await store.getIfChanged("a", first)).toMatchObject({ etag: second });
    expect(fake.objects.get("/b/a")?.toString()).toBe("2");
  });
});

describe("S3ObjectStore", () => {
  it("refuses a prefix that could not start a key", () => {
    expect(() => storeOn(fake.endpoint, { prefix: "../other" })).toThrow(/"\.\.\/other"/);
    expect(() => storeOn(fake.endpoint, { prefix: "a/" })).toThrow(/empty segment/);
  });

  it("puts the prefix before every key", async () => {
    const store = storeOn(fake.endpoint, { prefix: "news/2026" });
    await store.putIfMatch("latest.json", Buffer.from("1"), null);
    expect([...fake.objects.keys()]).toEqual(["/b/news/2026/latest.json"]);
  });
});

async function unusedPort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

describe("S3ObjectStore and a body that trickles or changes in transit", () => {
  const small = randomBytes(2_000);
  const smallSha256 = createHash("sha256").update(small).digest("hex");

  it("gives up on a body that trickles, however regularly, and reads it over another connection", async () => {
    fake.objects.set("/b/a", small);
    const store = storeOn(fake.endpoint, impatient);
    const path = join(folder, "a");
    fake.behave("drip", "serve");
    await store.getToFile("a", path, { sizeBytes: small.length, sha256: smallSha256 });
    expect(await readFile(path)).toEqual(small);
    fake.behave("drip", "serve");
    expect(Buffer.from((await store.get("a"))?.bytes ?? [])).toEqual(small);
    fake.behave("drip");
    const slow = store.getToFile("a", path, { sizeBytes: small.length });
    await expect(slow).rejects.toMatchObject({ code: "store-unreachable" });
    await expect(store.get("a")).rejects.toMatchObject({ code: "store-unreachable" });
  });

  it("reads an object again if a bit changed in transit", async () => {
    fake.objects.set("/b/a", content);
    const store = storeOn(fake.endpoint, { concurrency: 1 });
    fake.behave("serve", "flip", "serve");
    const path = join(folder, "a");
    await store.getToFile("a", path, { sizeBytes: content.length, sha256: contentSha256 });
    expect(await readFile(path)).toEqual(content);
    expect(fake.requests).toHaveLength(2 * 5);
  });

  it("attributes the same wrong bytes twice to the store", async () => {
    fake.objects.set("/b/a", small);
    fake.behave("flip");
    const wrong = storeOn(fake.endpoint).getToFile("a", join(folder, "a"), {
      sizeBytes: small.length,
      sha256: smallSha256,
    });
    await expect(wrong).rejects.toMatchObject({ code: "object-corrupt" });
    expect(fake.requests).toHaveLength(2);
    expect(await readdir(folder)).toEqual([]);
  });
});
