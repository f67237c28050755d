import { S3ObjectStore } from "@dateline-search/core/adapters/object-store/s3-object-store";
import { FetchMemory } from "@dateline-search/core/adapters/source/fetch-memory";
import { HttpReader } from "@dateline-search/core/adapters/source/http-reader";
import { openRemoteReader } from "@dateline-search/core/adapters/source/open-remote-reader";
import type { CorpusEntry } from "@dateline-search/core/corpus/corpus-entry";
import { readCorpus } from "@dateline-search/core/corpus/read-corpus";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeRemoteReader } from "../contracts/remote-reader.ts";
import { startNewsServer } from "../fixtures/news-server.ts";
import { startVersitygw, type VersityGateway } from "../setup/versitygw.ts";

const BUCKET = "articles-test";

let gateway: VersityGateway;
beforeAll(async () => {
  gateway = await startVersitygw();
  await gateway.createBucket(BUCKET);
});
afterAll(async () => {
  await gateway?.stop();
});

function connection() {
  const { endpoint, accessKeyId, secretAccessKey } = gateway;
  return { region: "us-east-1", endpoint, credentials: { accessKeyId, secretAccessKey } };
}

let places = 0;
describeRemoteReader("a bucket", async () => {
  const prefix = `place-${places++}`;
  const store = new S3ObjectStore({ bucket: BUCKET, prefix, ...connection() });
  const contents = { "b.txt": "two", "a/c.txt": "one" };
  for (const [key, text] of Object.entries(contents)) await store.putIfMatch(key, Buffer.from(text), null);
  return {
    reader: openRemoteReader({ s3: connection(), http: { userAgent: "dateline/test" } }),
    location: `s3://${BUCKET}/${prefix}`,
    contents,
    remove: async () => await store.delete(Object.keys(contents)),
  };
});

async function read(location: string): Promise<readonly CorpusEntry[]> {
  const remote = openRemoteReader({ s3: connection(), http: { userAgent: "dateline/test" } });
  const entries: CorpusEntry[] = [];
  for await (const entry of readCorpus(location, { remote })) entries.push(entry);
  return entries;
}

test("the objects of a bucket are read like files, in the order of their keys, below a folder or alone", async () => {
  const store = new S3ObjectStore({ bucket: BUCKET, ...connection() });
  const objects = {
    "news/b.json": '[{"title":"B1","text":"T."},{"title":7}]',
    "news/a/feed.xml": "<rss><channel><item><title>A</title></item></channel></rss>",
    "news/photo.jpeg": "x",
    "news/README.md": "About the articles.",
    "newspaper/c.txt": "Title: C\n\nAnother folder.",
  };
  for (const [key, text] of Object.entries(objects)) await store.putIfMatch(key, Buffer.from(text), null);
  const outline = (entries: readonly CorpusEntry[]) =>
    entries.map((entry) => {
      if (entry.kind === "article") return `${entry.origin.file} ${entry.article.title}`;
      return entry.kind === "problem" ? `${entry.problem.file} problem` : entry.kind;
    });
  expect(outline(await read(`s3://${BUCKET}/news`))).toEqual([
    `s3://${BUCKET}/news/a/feed.xml A`,
    `s3://${BUCKET}/news/b.json B1`,
    `s3://${BUCKET}/news/b.json problem`,
    "skipped",
  ]);
  expect(outline(await read(`s3://${BUCKET}/newspaper/c.txt`))).toEqual([`s3://${BUCKET}/newspaper/c.txt C`]);
  expect(await read(`s3://${BUCKET}/nothing`)).toEqual([]);
});

test("an error while listing a bucket stops the reading", async () => {
  await expect(read("s3://no-such-bucket-here/news")).rejects.toMatchObject({
    message: expect.stringContaining("no-such-bucket-here"),
  });
});

test("a function stores the state of feeds in a bucket", async () => {
  const server = await startNewsServer({
    "/feed": ({ headers }) =>
      headers["if-none-match"] === '"1"' ? { status: 304 } : { headers: { etag: '"1"' }, body: "the feed" },
  });
  try {
    for (const status of ["sent", "remembered"]) {
      const memory = new FetchMemory(new S3ObjectStore({ bucket: BUCKET, prefix: "state", ...connection() }));
      const { bytes } = await new HttpReader({ userAgent: "dateline/test", memory, delayMs: 0 }).read(
        `${server.origin}/feed`,
      );
      expect([status, Buffer.from(bytes).toString()]).toEqual([status, "the feed"]);
    }
    const conditions = server.requests
      .filter(({ path }) => path === "/feed")
      .map(({ headers }) => headers["if-none-match"]);
    expect(conditions).toEqual([undefined, '"1"']);
  } finally {
    await server.close();
  }
});
