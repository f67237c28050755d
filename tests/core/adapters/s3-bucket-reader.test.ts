import { readFileSync } from "node:fs";
import { join } from "node:path";
import { S3BucketReader } from "@dateline-search/core/adapters/object-store/s3-bucket-reader";
import { expect, onTestFinished, test } from "vitest";
import { startFakeS3Server } from "../../fixtures/fake-s3-server.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";

const OBJECT = { bucket: "articles", key: "ferry.json" };
const TEXT = '{"id":"ferry","text":"The ferry is late."}';

async function openBucket() {
  const server = await startFakeS3Server();
  onTestFinished(() => server.stop());
  server.objects.set("/articles/ferry.json", Buffer.from(TEXT));
  const credentials = { accessKeyId: "a", secretAccessKey: "b" };
  const reader = new S3BucketReader({ endpoint: server.endpoint, region: "us-east-1", credentials });
  const path = join(temporaryFolder(), "object");
  const read = async (etag?: string) => {
    const info = await reader.head(OBJECT);
    if (info === undefined) throw new Error("there is no object");
    await reader.getToFile(OBJECT, path, { ...info, etag: etag ?? info.etag });
    return readFileSync(path, "utf8");
  };
  return { server, read };
}

test("an object with a bit flipped in transit is fetched again", async () => {
  const { server, read } = await openBucket();
  server.behave("serve", "flip", "serve");
  expect(await read()).toBe(TEXT);
  expect(server.requests).toHaveLength(3);
});

test("an object that matches its etag is read once", async () => {
  const { server, read } = await openBucket();
  expect(await read()).toBe(TEXT);
  expect(server.requests).toHaveLength(2);
});

test("an etag that only looks like an MD5 causes no error: the same bytes twice are accepted", async () => {
  const { server, read } = await openBucket();
  server.behave("serve", "flip");
  expect(await read()).not.toBe(TEXT);
  expect(server.requests).toHaveLength(3);
});
