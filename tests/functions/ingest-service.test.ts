import { MemoryObjectStore } from "@dateline-search/core/adapters/object-store/memory-object-store";
import { DatelineError } from "@dateline-search/core/errors";
import type { StoredObject } from "@dateline-search/core/ports/object-store";
import type { UpdateReport } from "@dateline-search/core/update-index";
import { EmbargoList } from "@dateline-search/functions/ingest/embargo-list";
import type { IngestMessage } from "@dateline-search/functions/ingest/ingest-event";
import { type IngestChanges, IngestService } from "@dateline-search/functions/ingest/ingest-service";
import { Logger } from "@dateline-search/functions/logger";
import { describe, expect, test } from "vitest";

const NOTHING: UpdateReport = {
  generation: null,
  manifest: null,
  added: [],
  replaced: [],
  unchanged: [],
  outdated: [],
  repeated: [],
  takenDown: [],
  stale: [],
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
  embargoes = new EmbargoList(new MemoryObjectStore()),
) {
  const updates: IngestChanges[] = [];
  const clock = { now: new Date("2026-03-01T06:00:00Z") };
  const read = (key: string): StoredObject | undefined => {
    const content = objects.get(key);
    return content === undefined ? undefined : { bytes: Buffer.from(content), etag: content };
  };
  const service = new IngestService({
    logger: new Logger({ write: () => {} }),
    embargoes,
    now: () => clock.now,
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
  return { service, updates, clock, embargoes };
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
  expect(updates[0]?.origins.map(({ origin }) => origin)).toEqual(["articles/a.json", "articles/b.json"]);
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
  expect(updates.map(({ origins }) => origins.map(({ origin }) => origin))).toEqual([["articles/good.json"]]);
});

test("what an unreadable record may stand for is not removed", async () => {
  const objects = new Map([["a.jsonl", `${record("a")}\n{"text":""}`]]);
  const { service, updates } = serviceOn(objects);
  expect(await service.ingest([message("1", "a.jsonl")])).toEqual(["1"]);
  expect(updates[0]).toMatchObject({
    articles: [{ article: { id: "a" } }],
    origins: [{ origin: "articles/a.jsonl", isWhole: false }],
  });
});

test("a store that cannot be read fails the message and nothing else", async () => {
  const { service, updates } = serviceOn(new Map([["a.json", record("a")]]));
  const broken = new IngestService({
    logger: new Logger({ write: () => {} }),
    embargoes: new EmbargoList(new MemoryObjectStore()),
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
  expect(updates).toMatchObject([
    {
      articles: [],
      origins: [{ origin: "articles/a.json", isWhole: true }],
      withdrawals: [{ id: "urn:x:1" }],
    },
  ]);
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

describe("an article under embargo", () => {
  const embargoed = (uri: string, until: string) =>
    JSON.stringify({ uri, type: "text", headline: uri, body_text: "Text.", embargoed: until });
  const idsOf = (update: IngestChanges | undefined) => update?.articles.map(({ article }) => article.id);

  test("is ingested when its time has come, and forgotten then", async () => {
    const lines = [
      embargoed("urn:x:1", "2026-03-01T08:00:00Z"),
      embargoed("urn:x:2", "2026-03-01T09:00:00Z"),
    ];
    const { service, updates, clock, embargoes } = serviceOn(new Map([["a.jsonl", lines.join("\n")]]));
    expect(await service.ingest([message("1", "a.jsonl")])).toEqual([]);
    expect(idsOf(updates[0])).toEqual([]);
    expect(await service.ingestEmbargoed()).toEqual({ ingested: 0, failed: 0, waiting: 1 });
    expect(updates).toHaveLength(1);
    clock.now = new Date("2026-03-01T08:00:00Z");
    expect(await service.ingestEmbargoed()).toEqual({ ingested: 1, failed: 0, waiting: 0 });
    expect(idsOf(updates[1])).toEqual(["urn:x:1"]);
    expect(await embargoes.read()).toEqual([
      { bucket: "articles", key: "a.jsonl", until: "2026-03-01T09:00:00Z" },
    ]);
    clock.now = new Date("2026-03-01T09:00:01Z");
    expect(await service.ingestEmbargoed()).toEqual({ ingested: 1, failed: 0, waiting: 0 });
    expect(idsOf(updates[2])).toEqual(["urn:x:1", "urn:x:2"]);
    expect(await embargoes.read()).toEqual([]);
  });

  test("without an end does not wait, nor does one whose object is gone by then", async () => {
    const objects = new Map([["a.json", embargoed("urn:x:1", "2026-03-02")]]);
    const { service, updates, clock, embargoes } = serviceOn(objects);
    await service.ingest([message("1", "a.json")]);
    objects.delete("a.json");
    clock.now = new Date("2026-03-02T00:00:00Z");
    expect(await service.ingestEmbargoed()).toMatchObject({ ingested: 1, failed: 0 });
    expect(updates[1]).toMatchObject({
      articles: [],
      origins: [{ origin: "articles/a.json", isWhole: true }],
    });
    const endless = `<newsItem guid="urn:x:2"><itemMeta><embargoed/></itemMeta></newsItem>`;
    objects.set("b.xml", endless);
    expect(await service.ingest([message("2", "b.xml")])).toEqual([]);
    expect(await embargoes.read()).toEqual([]);
  });

  test("is tried again for a day when it cannot be ingested", async () => {
    let isBroken = false;
    const objects = new Map([["a.json", embargoed("urn:x:1", "2026-03-02")]]);
    const { service, clock, embargoes } = serviceOn(objects, () => {
      if (isBroken) throw new DatelineError("store-unreachable", "no answer");
    });
    await service.ingest([message("1", "a.json")]);
    isBroken = true;
    clock.now = new Date("2026-03-02T23:59:00Z");
    expect(await service.ingestEmbargoed()).toEqual({ ingested: 0, failed: 1, waiting: 0 });
    expect(await embargoes.read()).toHaveLength(1);
    clock.now = new Date("2026-03-03T00:00:00Z");
    expect(await service.ingestEmbargoed()).toEqual({ ingested: 0, failed: 1, waiting: 0 });
    expect(await embargoes.read()).toEqual([]);
  });

  test("makes its message come again when it cannot be remembered", async () => {
    const store = new MemoryObjectStore();
    await store.putIfMatch("embargoes.json", Buffer.from("{"), null);
    const objects = new Map([["a.json", embargoed("urn:x:1", "2099-01-01")]]);
    const { service } = serviceOn(objects, () => {}, new EmbargoList(store));
    expect(await service.ingest([message("1", "a.json")])).toEqual(["1"]);
    await expect(service.ingestEmbargoed()).rejects.toMatchObject({ code: "object-corrupt" });
  });
});

test("functions that remember embargoes at the same time forget none", async () => {
  const store = new MemoryObjectStore();
  const keys = Array.from({ length: 5 }, (_, index) => `${index}.json`);
  const add = async (key: string) => {
    const one = { bucket: "articles", key, until: "2099-01-01" };
    await new EmbargoList(store).change({ add: [one], remove: [] });
  };
  await Promise.all(keys.map(add));
  const waiting = await new EmbargoList(store).read();
  expect(waiting.map(({ key }) => key).sort()).toEqual(keys);
});
