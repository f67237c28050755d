import { createServer, type Server } from "node:http";
import { S3ObjectStore } from "@dateline-search/core/adapters/object-store/s3-object-store";
import { afterEach, expect, test } from "vitest";

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

const PAGE = `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult><Name>index</Name><Prefix>news/segments/</Prefix><KeyCount>1</KeyCount><MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated><Contents><Key>news/segments/a/passages.sqlite</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><Size>12</Size></Contents></ListBucketResult>`;

/** A fake S3 server that answers with these pages, the last one for ever. */
async function storeOf(...pages: readonly string[]) {
  let asked = 0;
  const started = createServer((_, response) => {
    const page = pages[Math.min(asked++, pages.length - 1)] ?? "";
    response.writeHead(200, { "content-type": "application/xml" }).end(page);
  });
  server = started;
  await new Promise<void>((resolve) => started.listen(0, "127.0.0.1", resolve));
  const { port } = started.address() as { port: number };
  const store = new S3ObjectStore({
    bucket: "index",
    prefix: "news",
    endpoint: `http://127.0.0.1:${port}`,
    region: "us-east-1",
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
  });
  const list = async () => {
    const keys: string[] = [];
    for await (const { key } of store.list("segments/")) keys.push(key);
    return keys;
  };
  return { list, asked: () => asked };
}

const flipped: readonly (readonly [string, string, string])[] = [
  ["an element's name", "</KeyCount>", "</KeyCouot>"],
  ["the prefix", "<Prefix>news/", "<Prefix>newt/"],
  ["the bucket", "<Name>index", "<Name>indey"],
  ["a key", "<Key>news/", "<Key>oews/"],
  ["the number of keys", "<KeyCount>1", "<KeyCount>3"],
  ["a size", "<Size>12", "<Size>1r"],
  ["a time", "<LastModified>2026", "<LastModified>202v"],
  ["that it goes on", "<IsTruncated>false", "<IsTruncated>true"],
];

test.each(flipped)("a listing with damage in %s is read again", async (_, from, to) => {
  const damaged = PAGE.replace(from, to);
  expect(damaged).not.toBe(PAGE);
  const { list, asked } = await storeOf(damaged, PAGE);
  expect(await list()).toEqual(["segments/a/passages.sqlite"]);
  expect(asked()).toBe(2);
});

test("a listing that is repeatedly damaged is an error", async () => {
  const { list, asked } = await storeOf(PAGE.replace("<KeyCount>1", "<KeyCount>2"));
  await expect(list()).rejects.toMatchObject({
    code: "object-corrupt",
    message: 'Cannot list "segments/": the listing has 1 keys but states 2',
  });
  expect(asked()).toBe(4);
});
