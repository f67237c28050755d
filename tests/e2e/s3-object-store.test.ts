import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ListMultipartUploadsCommand, S3Client } from "@aws-sdk/client-s3";
import { openObjectStore } from "@dateline-search/core/adapters/object-store/open-object-store";
import {
  S3ObjectStore,
  type S3ObjectStoreOptions,
} from "@dateline-search/core/adapters/object-store/s3-object-store";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeObjectStore } from "../contracts/object-store.ts";
import { startVersitygw, type VersityGateway } from "../setup/versitygw.ts";

const MIB = 1024 * 1024;
const BUCKET = "dateline-test";

let gateway: VersityGateway;
let folder: string;
let count = 0;
beforeAll(async () => {
  gateway = await startVersitygw();
  await gateway.createBucket(BUCKET);
  folder = await mkdtemp(join(tmpdir(), "s3-object-store-"));
});
afterAll(async () => {
  await gateway?.stop();
  if (folder !== undefined) await rm(folder, { recursive: true });
});

function optionsOf(given: Partial<S3ObjectStoreOptions> = {}): S3ObjectStoreOptions {
  const { endpoint, accessKeyId, secretAccessKey } = gateway;
  const credentials = { accessKeyId, secretAccessKey };
  return { bucket: BUCKET, region: "us-east-1", endpoint, credentials, ...given };
}

/** A store below a prefix of its own. */
const make = async (given: Partial<S3ObjectStoreOptions> = {}) =>
  new S3ObjectStore(optionsOf({ prefix: `store-${count++}`, ...given }));

describeObjectStore("S3ObjectStore on versitygw", () => make());

describe("S3ObjectStore on versitygw", () => {
  it("works on a whole bucket without a prefix", async () => {
    await gateway.createBucket("whole-bucket");
    const store = new S3ObjectStore(optionsOf({ bucket: "whole-bucket" }));
    await store.putIfMatch("latest.json", Buffer.from("1"), null);
    const keys: string[] = [];
    for await (const { key } of store.list("")) keys.push(key);
    expect(keys).toEqual(["latest.json"]);
  });

  it("follows every page of a listing", async () => {
    const requests: string[] = [];
    const store = await make({ pageSize: 3, onRequest: ({ operation }) => requests.push(operation) });
    const names = Array.from({ length: 10 }, (_, i) => `k${i}`);
    for (const name of names) await store.putIfMatch(name, Buffer.from(name), null);
    const keys: string[] = [];
    for await (const { key } of store.list("")) keys.push(key);
    expect(keys.toSorted()).toEqual(names);
    expect(requests.filter((operation) => operation === "ListObjectsV2")).toHaveLength(4);
  });

  it("reports store-forbidden for a wrong secret, in every operation", async () => {
    const credentials = { accessKeyId: gateway.accessKeyId, secretAccessKey: "wrong-secret-key" };
    const prefix = `store-${count++}`;
    await (await make({ prefix })).putIfMatch("a", Buffer.from("1"), null);
    const store = await make({ prefix, credentials });
    const code = "store-forbidden";
    const path = join(folder, "forbidden");
    const sha256 = createHash("sha256").update("x").digest("hex");
    await expect(store.get("a")).rejects.toMatchObject({ code });
    await expect(store.get("missing")).rejects.toMatchObject({ code });
    await expect(store.getIfChanged("a", '"0"')).rejects.toMatchObject({ code });
    await expect(store.head("a")).rejects.toMatchObject({ code });
    await expect(store.getToFile("a", path, { sizeBytes: 1 })).rejects.toMatchObject({ code });
    await expect(store.putNew("b", Buffer.from("x"), { sha256 })).rejects.toMatchObject({ code });
    await expect(store.putIfMatch("b", Buffer.from("x"), null)).rejects.toMatchObject({ code });
    await expect(store.list("")[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code });
    await expect(store.delete(["a"])).rejects.toMatchObject({ code });
    expect(await readdir(folder)).toEqual([]);
  });

  it("reports store-forbidden for an unknown access key", async () => {
    const store = await make({ credentials: { accessKeyId: "nobody", secretAccessKey: "wrong-secret-key" } });
    const code = "store-forbidden";
    await expect(store.get("a")).rejects.toMatchObject({ code });
    await expect(store.putIfMatch("b", Buffer.from("x"), null)).rejects.toMatchObject({ code });
  });

  it("distinguishes a missing bucket from a missing object", async () => {
    const store = new S3ObjectStore(optionsOf({ bucket: "no-such-bucket" }));
    await expect(store.get("a")).rejects.toThrow(/bucket does not exist/);
    await expect(store.putIfMatch("a", Buffer.from("x"), null)).rejects.toThrow(/bucket does not exist/);
  });

  it("lets one of several large uploads win and leaves no unfinished uploads behind", async () => {
    const store = await make({ partSizeBytes: 5 * MIB });
    const paths = await Promise.all(Array.from({ length: 4 }, (_, i) => randomFile(`large-${i}`, 12 * MIB)));
    const outcomes = await Promise.all(
      paths.map(({ path, sha256 }) => store.putNew("large", { path }, { sha256 })),
    );
    expect(outcomes.filter((outcome) => outcome === "created")).toHaveLength(1);
    const winner = paths[outcomes.indexOf("created")];
    const target = join(folder, "winner");
    expect(await store.getToFile("large", target, { sha256: winner?.sha256 })).toBe(12 * MIB);
    await store.putNew("large-2", { path: paths[0]?.path ?? "" }, { sha256: "0".repeat(64) }).catch(() => {});
    expect(await unfinishedUploads()).toEqual([]);
    await Promise.all([target, ...paths.map(({ path }) => path)].map((path) => rm(path)));
  });

  it("uploads and downloads with the exact number of requests for the size", async () => {
    const requests: string[] = [];
    const store = await make({
      partSizeBytes: 5 * MIB,
      onRequest: ({ operation }) => requests.push(operation),
    });
    const { path, sha256 } = await randomFile("counted", 12 * MIB);
    await store.putNew("counted", { path }, { sha256 });
    expect(requests.splice(0).toSorted()).toEqual(
      [
        "HeadObject",
        "CreateMultipartUpload",
        ...Array(3).fill("UploadPart"),
        "CompleteMultipartUpload",
      ].toSorted(),
    );
    expect(await store.putNew("counted", { path }, { sha256 })).toBe("exists");
    expect(requests.splice(0)).toEqual(["HeadObject"]);
    await store.getToFile("counted", path, { sizeBytes: 12 * MIB, sha256 });
    expect(requests.splice(0)).toEqual(Array(3).fill("GetObject"));
    await rm(path);
  });

  it("opens by URL", async () => {
    const { endpoint, region, credentials } = optionsOf();
    const store = await openObjectStore(`s3://${BUCKET}/by/url/`, { s3: { endpoint, region, credentials } });
    await store.putIfMatch("latest.json", Buffer.from("1"), null);
    const whole = new S3ObjectStore(optionsOf());
    expect(await whole.head("by/url/latest.json")).toMatchObject({ sizeBytes: 1 });
  });
});

async function randomFile(name: string, sizeBytes: number): Promise<{ path: string; sha256: string }> {
  const path = join(folder, name);
  const bytes = randomBytes(sizeBytes);
  await writeFile(path, bytes);
  return { path, sha256: createHash("sha256").update(bytes).digest("hex") };
}

async function unfinishedUploads(): Promise<unknown[]> {
  const { endpoint, credentials } = optionsOf();
  const client = new S3Client({ endpoint, region: "us-east-1", forcePathStyle: true, credentials } as never);
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: BUCKET }));
  return Uploads;
}
