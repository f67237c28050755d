import { DatelineError } from "@dateline/core/errors";
import type { StoredObject } from "@dateline/core/ports/object-store";
import type { UpdateReport } from "@dateline/core/update-index";
import type { IngestMessage } from "@dateline/functions/ingest/ingest-event";
import { type IngestChanges, IngestService } from "@dateline/functions/ingest/ingest-service";
import { Logger } from "@dateline/functions/logger";
import { expect, test } from "vitest";

const NOTHING: UpdateReport = {
  generation: null,
  manifest: null,
  added: [],
  replaced: [],
  unchanged: [],
  outdated: [],
  repeated: [],
  removed: 0,
  missing: [],
  passages: 0,
  conflicts: 0,
};

function message(id: string, ...keys: string[]): IngestMessage {
  return { id, problem: null, objects: keys.map((key) => ({ bucket: "articles", key })) };
}

function record(id: string, fields: object = {}): string {
  return JSON.stringify({ id, title: id, text: `About ${id}.`, ...fields });
}

/** A service over a bucket in memory; `onUpdate` stands in for the index. */
function serviceOn(
  objects: Map<string, string>,
  onUpdate: (changes: IngestChanges) => void | Promise<void> = () => {},
) {
  const updates: IngestChanges[] = [];
  const read = (key: string): StoredObject | undefined => {
    const content = objects.get(key);
    return content === undefined ? undefined : { bytes: Buffer.from(content), etag: content };
  };
  const service = new IngestService({
    logger: new Logger({ write: () => {} }),
    reader: {
      get: async ({ key }) => read(key),
      isUnchanged: async ({ key }, etag) => (read(key)?.etag ?? null) === etag,
    },
    update: async (changes) => {
      await onUpdate(changes);
      updates.push(changes);
      return NOTHING;
    },
  });
  return { service, updates };
}

test("a batch is one update, and an object of several messages is read once", async () => {
  const objects = new Map([
    ["a.json", record("a")],
    ["b.json", record("b")],
  ]);
  const { service, updates } = serviceOn(objects);
  expect(await service.ingest([message("1", "a.json", "b.json"), message("2", "a.json")])).toEqual([]);
  expect(updates).toHaveLength(1);
  expect(updates[0]?.articles.map(({ article }) => article.id).sort()).toEqual(["a", "b"]);
  expect(updates[0]?.origins).toEqual(["articles/a.json", "articles/b.json"]);
});

test("versions of one article in a batch reach the update in the order of the messages", async () => {
  const objects = new Map([
    ["1.json", record("plain", { text: "Before." })],
    ["2.json", record("plain", { text: "After." })],
  ]);
  const { service, updates } = serviceOn(objects);
  await service.ingest([message("all", ...objects.keys())]);
  expect(updates[0]?.articles.map(({ article }) => article.text)).toEqual(["Before.", "After."]);
});

test("an object that changes while it is ingested makes its message come again", async () => {
  const objects = new Map([
    ["a.json", record("a")],
    ["b.json", record("b")],
  ]);
  const { service } = serviceOn(objects, () => {
    objects.set("b.json", record("b", { text: "Another text." }));
  });
  expect(await service.ingest([message("1", "a.json"), message("2", "b.json")])).toEqual(["2"]);
});

test("when all of a batch cannot be ingested together, each object is tried alone", async () => {
  const objects = new Map([
    ["good.json", record("good")],
    ["bad.json", record("bad")],
  ]);
  const { service, updates } = serviceOn(objects, ({ articles }) => {
    if (articles.some(({ article }) => article.id === "bad")) throw new DatelineError("internal", "defect");
  });
  expect(await service.ingest([message("1", "bad.json"), message("2", "good.json")])).toEqual(["1"]);
  expect(updates.map(({ origins }) => origins)).toEqual([["articles/good.json"]]);
});

test("what an unreadable record may stand for is not removed", async () => {
  const objects = new Map([["a.jsonl", `${record("a")}\n{"text":""}`]]);
  const { service, updates } = serviceOn(objects);
  expect(await service.ingest([message("1", "a.jsonl")])).toEqual(["1"]);
  expect(updates[0]).toMatchObject({ articles: [{ article: { id: "a" } }], origins: [] });
});

test("a store that cannot be read fails the message and nothing else", async () => {
  const { service, updates } = serviceOn(new Map([["a.json", record("a")]]));
  const broken = new IngestService({
    logger: new Logger({ write: () => {} }),
    reader: {
      get: async () => Promise.reject(new DatelineError("store-unreachable", "no answer")),
      isUnchanged: async () => true,
    },
    update: async () => NOTHING,
  });
  expect(await broken.ingest([message("1", "a.json")])).toEqual(["1"]);
  expect(await service.ingest([message("1", "a.json")])).toEqual([]);
  expect(updates).toHaveLength(1);
});

test("what a publisher takes back is removed, whichever object brought it", async () => {
  const objects = new Map([["a.json", JSON.stringify({ uri: "urn:x:1", pubstatus: "canceled" })]]);
  const { service, updates } = serviceOn(objects);
  expect(await service.ingest([message("1", "a.json")])).toEqual([]);
  expect(updates).toMatchObject([{ articles: [], origins: ["articles/a.json"], removeIds: ["urn:x:1"] }]);
});

test("feeds and news items are read by the names of their objects", async () => {
  const rss = "<rss><channel><item><guid>urn:x:2</guid><title>T</title></item></channel></rss>";
  const nitf =
    "<nitf><head><docdata><doc-id id-string='urn:x:3'/></docdata></head><body><body.content><p>T.</p></body.content></body></nitf>";
  const { service, updates } = serviceOn(
    new Map([
      ["feeds/a.rss", rss],
      ["wire/b.xml", nitf],
    ]),
  );
  expect(await service.ingest([message("1", "feeds/a.rss", "wire/b.xml")])).toEqual([]);
  expect(updates[0]?.articles.map(({ article }) => article.id).sort()).toEqual(["urn:x:2", "urn:x:3"]);
});
