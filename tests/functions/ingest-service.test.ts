import { writeFileSync } from "node:fs";
import type { SourceEntry } from "@dateline-search/core/corpus/corpus-entry";
import type { ParserSource } from "@dateline-search/core/corpus/parser-messages";
import { readCorpusFile } from "@dateline-search/core/corpus/read-corpus-file";
import { DatelineError } from "@dateline-search/core/errors";
import { OriginVersions } from "@dateline-search/core/generation/origins";
import type { IncomingArticle } from "@dateline-search/core/indexing/incoming-articles";
import type { UpdateReport } from "@dateline-search/core/indexing/update-index";
import { EmbargoList } from "@dateline-search/functions/ingest/embargo-list";
import { type IngestMessage, parseIngestEvent } from "@dateline-search/functions/ingest/ingest-event";
import { IngestService } from "@dateline-search/functions/ingest/ingest-service";
import type {
  IngestChanges,
  IngestServiceOptions,
} from "@dateline-search/functions/ingest/ingest-service-options";
import { SlicePace } from "@dateline-search/functions/ingest/slice-pace";
import { Logger } from "@dateline-search/functions/logger";
import { describe, expect, test } from "vitest";
import { MemoryObjectStore } from "../fixtures/memory-object-store.ts";
import { s3Notification } from "../fixtures/queue-events.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { QueueStandIn } from "../setup/queue-stand-in.ts";

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
  languages: [],
  conflicts: 0,
};

function message(id: string, ...keys: string[]): IngestMessage {
  return { id, problem: null, objects: keys.map((key) => ({ bucket: "articles", key })) };
}

function record(id: string, fields: object = {}): string {
  return JSON.stringify({ id, title: id, text: `About ${id}.`, ...fields });
}

/** Changes with the articles that they brought. */
type Changes = Omit<IngestChanges, "articles"> & { readonly articles: readonly IncomingArticle[] };

async function collect({ articles, ...changes }: IngestChanges): Promise<Changes> {
  const collected: IncomingArticle[] = [];
  for await (const article of articles) collected.push(article);
  return { ...changes, articles: collected };
}

/** Parses right here, where nothing hostile is read. */
const parser: IngestServiceOptions["parser"] = {
  read: (source: ParserSource, options): AsyncGenerator<SourceEntry> => {
    if (source.kind !== "file") throw new Error("Objects are read from files");
    return readCorpusFile(source.file, { now: options?.now });
  },
};

/** A bucket in memory: the key of an object and its content. Each is a second younger than the one before. */
function memoryBucket(objects: ReadonlyMap<string, string>): IngestServiceOptions["reader"] {
  const head = (key: string) => {
    const etag = objects.get(key);
    if (etag === undefined) return undefined;
    const modifiedAt = new Date(1_000 * [...objects.keys()].indexOf(key));
    return { sizeBytes: Buffer.byteLength(etag), etag, modifiedAt };
  };
  return {
    head: async ({ key }) => head(key),
    getToFile: async ({ key }, path) => writeFileSync(path, objects.get(key) ?? ""),
  };
}

/** A service over a bucket in memory; `onUpdate` stands in for the index. */
function serviceOn(
  objects: Map<string, string>,
  onUpdate: (changes: Changes) => void | Promise<void> = () => {},
  options: Partial<IngestServiceOptions> = {},
) {
  const updates: Changes[] = [];
  const logs: Record<string, unknown>[] = [];
  const clock = { now: new Date("2026-03-01T06:00:00Z") };
  const embargoes = new EmbargoList(new MemoryObjectStore());
  const service = new IngestService({
    logger: new Logger({ write: (line) => logs.push(JSON.parse(line)) }),
    embargoes,
    now: () => clock.now,
    reader: memoryBucket(objects),
    parser,
    readIndexed: async () => () => false,
    readVersions: async () => OriginVersions.of(null),
    maxObjectBytes: 1e6,
    cacheFolder: temporaryFolder(),
    update: async (changes) => {
      const collected = await collect(changes);
      await onUpdate(collected);
      updates.push(collected);
      return { ...NOTHING, added: collected.articles.map(({ article }) => article.id) };
    },
    ...options,
  });
  return { service, updates, clock, embargoes, logs };
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

test("versions of one article in a batch are updated in the order of the messages", async () => {
  const objects = new Map([
    ["1.json", record("plain", { text: "Before." })],
    ["2.json", record("plain", { text: "After." })],
  ]);
  const { service, updates } = serviceOn(objects);
  await service.ingest([message("all", ...objects.keys())]);
  expect(updates[0]?.articles.map(({ article }) => article.text)).toEqual(["Before.", "After."]);
});

test("an object that changes during ingestion makes its message return", async () => {
  const objects = new Map([
    ["a.json", record("a")],
    ["b.json", record("b")],
  ]);
  const { service } = serviceOn(objects, () => {
    objects.set("b.json", record("b", { text: "Another text." }));
  });
  expect(await service.ingest([message("1", "a.json"), message("2", "b.json")])).toEqual(["2"]);
});

test("if a batch fails, each of its objects is tried alone", async () => {
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

test("articles that an unreadable record may contain are not removed", async () => {
  const objects = new Map([["a.jsonl", `${record("a")}\n{"text":""}`]]);
  const { service, updates } = serviceOn(objects);
  expect(await service.ingest([message("1", "a.jsonl")])).toEqual(["1"]);
  expect(updates[0]).toMatchObject({
    articles: [{ article: { id: "a" } }],
    origins: [{ origin: "articles/a.jsonl", isWhole: false }],
  });
});

test("a store that cannot be read fails the message and nothing else", async () => {
  const objects = new Map([
    ["a.json", record("a")],
    ["b.json", record("b")],
  ]);
  const bucket = memoryBucket(objects);
  const reader: typeof bucket = {
    ...bucket,
    head: async (object) => {
      if (object.key === "a.json") throw new DatelineError("store-unreachable", "no answer");
      return await bucket.head(object);
    },
  };
  const { service, updates } = serviceOn(objects, () => {}, { reader });
  expect(await service.ingest([message("1", "a.json"), message("2", "b.json")])).toEqual(["1"]);
  expect(updates).toMatchObject([{ origins: [{ origin: "articles/b.json" }] }]);
});

test("articles that a publisher withdraws are removed, whichever object contained them", async () => {
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
  const idsOf = (update: Changes | undefined) => update?.articles.map(({ article }) => article.id);

  test("is ingested when its time has come, and then no longer remembered", async () => {
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

  test("without an end does not wait, nor does one whose object is gone", async () => {
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

  test("is retried for a day if it cannot be ingested", async () => {
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

  test("makes its message return if it cannot be remembered", async () => {
    const store = new MemoryObjectStore();
    await store.putIfMatch("embargoes.json", Buffer.from("{"), null);
    const objects = new Map([["a.json", embargoed("urn:x:1", "2099-01-01")]]);
    const { service } = serviceOn(objects, () => {}, { embargoes: new EmbargoList(store) });
    expect(await service.ingest([message("1", "a.json")])).toEqual(["1"]);
    await expect(service.ingestEmbargoed()).rejects.toMatchObject({ code: "object-corrupt" });
  });
});

test("functions that remember embargoes simultaneously lose none", async () => {
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

describe("what can never be an article", () => {
  test.each(["2025/", "photo.jpg", "README.md", "2025/LICENSE", ".DS_Store", "noending"])(
    "%s is skipped with a warning, and not retried",
    async (key) => {
      const { service, updates, logs } = serviceOn(new Map([[key, "content"]]));
      expect(await service.ingest([message("1", key)])).toEqual([]);
      expect(updates).toEqual([]);
      expect(logs).toMatchObject([{ level: "warn", message: "object passed over", key }]);
    },
  );

  test("an object that is too large is rejected before it is read", async () => {
    const objects = new Map([["large.jsonl", "x".repeat(1_000_001)]]);
    const { service, logs } = serviceOn(objects);
    expect(await service.ingest([message("1", "large.jsonl")])).toEqual(["1"]);
    const reason = expect.stringContaining("it has 2 MB, more than 1");
    expect(logs).toMatchObject([{ level: "error", message: "object refused", reason }]);
  });
});

/** Learns nothing from a clock that stands still. */
class SteadyPace extends SlicePace {
  override took(): void {}
}

describe("slices", () => {
  /** A clock of the invocation that moves on with every update, by what it brought. */
  function timed(budgetMs: number, msPerArticle: number) {
    const time = { leftMs: budgetMs };
    const onUpdate = ({ articles }: Changes) => {
      if (time.leftMs <= 0) throw new DatelineError("aborted", "over");
      time.leftMs -= articles.length * msPerArticle;
    };
    return { onUpdate, options: { timeLeftMs: () => Math.max(0, time.leftMs) } };
  }

  const lines = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, index) => record(`${prefix}-${index}`)).join("\n");

  test("are committed one after the other, and messages without time return", async () => {
    const keys = Array.from({ length: 40 }, (_, index) => `${index}.json`);
    const objects = new Map(keys.map((key) => [key, record(key)]));
    const { onUpdate, options } = timed(1_000, 40);
    const { service, updates } = serviceOn(objects, onUpdate, { pace: new SteadyPace() });
    const failed = await service.ingest(
      keys.map((key) => message(key, key)),
      options,
    );
    const committed = updates.flatMap(({ articles }) => articles.map(({ article }) => article.id));
    expect(updates.length).toBeGreaterThan(1);
    // The oldest first, and each is either in or comes again.
    expect(committed).toEqual(keys.slice(0, committed.length));
    expect(failed).toEqual(keys.slice(committed.length));
    expect(failed.length).toBeGreaterThan(0);
  });

  test("an object larger than one waits for smaller objects, and loses nothing", async () => {
    const objects = new Map([
      ["large.jsonl", lines("l", 300)],
      ["small.json", record("s")],
    ]);
    const { service, updates } = serviceOn(objects);
    const options = { timeLeftMs: () => 4_000 };
    expect(await service.ingest([message("1", "large.jsonl"), message("2", "small.json")], options)).toEqual(
      [],
    );
    expect(updates[0]).toMatchObject({ origins: [{ origin: "articles/small.json" }] });
    const parts = updates.slice(1, -1);
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.flatMap(({ origins }) => origins).some(({ isWhole }) => isWhole)).toBe(false);
    // The last one has all of it, so that only what the object no longer holds is taken out.
    expect(updates.at(-1)?.origins).toMatchObject([{ origin: "articles/large.jsonl", isWhole: true }]);
    expect(updates.at(-1)?.articles).toHaveLength(300);
  });

  test("one large object and 99 small ones are all indexed after few deliveries, without a dead letter", async () => {
    const small = Array.from({ length: 99 }, (_, index) => `small-${index}`);
    const objects = new Map([["large.jsonl", lines("large", 600)]]);
    for (const id of small) objects.set(`${id}.json`, record(id));
    const index = new Set<string>();
    const time = { leftMs: 0 };
    // Each article that is new takes the time of 20 ms; nothing of an update is in when the time ends within it.
    const onUpdate = ({ articles }: Changes) => {
      const ids = articles.map(({ article }) => article.id).filter((id) => !index.has(id));
      time.leftMs -= 20 * ids.length;
      if (time.leftMs < 0) throw new DatelineError("aborted", "over");
      for (const id of ids) index.add(id);
    };
    const readIndexed: IngestServiceOptions["readIndexed"] = async () => (article) => index.has(article.id);
    const queue = new QueueStandIn({ maxReceives: 6, batchSize: 100, duplicateEvery: 7 });
    for (const key of objects.keys()) queue.send(key, s3Notification({ bucket: "articles", key }));
    let deliveries = 0;
    for (; queue.pending > 0; deliveries++) {
      time.leftMs = 4_000;
      const { service } = serviceOn(objects, onUpdate, { readIndexed, pace: new SteadyPace() });
      await queue.deliver(async (event) => {
        const parsed = parseIngestEvent(event);
        if (parsed.kind !== "messages") throw new Error("The queue delivers messages");
        const failed = await service.ingest(parsed.messages, { timeLeftMs: () => Math.max(0, time.leftMs) });
        return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
      });
      queue.passVisibility();
    }
    expect(queue.deadLetters).toEqual([]);
    expect(deliveries).toBeGreaterThan(2);
    expect(index.size).toBe(600 + 99);
  });

  test("a redelivered large object adds only missing articles, and then is complete", async () => {
    const objects = new Map([["large.jsonl", lines("l", 300)]]);
    const readIndexed: IngestServiceOptions["readIndexed"] = async () => (article) => article.id !== "l-7";
    const { service, updates } = serviceOn(objects, () => {}, { readIndexed });
    await service.ingest([message("1", "large.jsonl")], { timeLeftMs: () => 4_000 });
    const brought = updates.map(({ articles }) => articles.length);
    expect(brought).toEqual([1, 300]);
  });

  test("a large object with an unreadable line removes nothing", async () => {
    const objects = new Map([["large.jsonl", `${lines("l", 300)}\n{"text":""}`]]);
    const { service, updates } = serviceOn(objects);
    expect(await service.ingest([message("1", "large.jsonl")], { timeLeftMs: () => 4_000 })).toEqual(["1"]);
    expect(updates.at(-1)).toMatchObject({ origins: [{ isWhole: false }] });
  });

  test("grow on a fast machine and shrink after a failure", () => {
    const pace = new SlicePace();
    const first = pace.maxCost(900_000);
    pace.took(100_000, 1_000);
    expect(pace.maxCost(900_000)).toBeGreaterThan(first);
    pace.failed();
    pace.failed();
    pace.failed();
    expect(pace.maxCost(900_000)).toBeLessThan(first);
    // What was known already says nothing.
    const before = pace.maxCost(900_000);
    pace.took(0, 5);
    expect(pace.maxCost(900_000)).toBe(before);
  });
});
