import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import type { SourceEntry } from "@dateline-search/core/corpus/corpus-entry";
import { readCorpusFile } from "@dateline-search/core/corpus/read-corpus-file";
import { readCurrent } from "@dateline-search/core/generation/amend-index";
import { hashOfId } from "@dateline-search/core/generation/article-identity";
import { IdentityReader } from "@dateline-search/core/generation/identity-reader";
import { IndexedArticles } from "@dateline-search/core/generation/indexed-articles";
import { OriginVersions } from "@dateline-search/core/generation/origins";
import { rollBack } from "@dateline-search/core/generation/roll-back";
import type { IncomingArticle } from "@dateline-search/core/indexing/incoming-articles";
import { removeArticles, restoreArticles } from "@dateline-search/core/indexing/remove-articles";
import { EmbargoList } from "@dateline-search/functions/ingest/embargo-list";
import { ingestFeeds } from "@dateline-search/functions/ingest/feed-service";
import type { IngestMessage } from "@dateline-search/functions/ingest/ingest-event";
import { IngestService } from "@dateline-search/functions/ingest/ingest-service";
import type {
  IngestChanges,
  IngestServiceOptions,
} from "@dateline-search/functions/ingest/ingest-service-options";
import { Logger } from "@dateline-search/functions/logger";
import { describe, expect, test } from "vitest";
import { exampleArticle } from "../fixtures/example-article.ts";
import { MemoryObjectStore } from "../fixtures/memory-object-store.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { updateTestIndex } from "../fixtures/update-test-index.ts";

const BUCKET = "news";
const logger = new Logger({ write: () => {} });

function messages(...keys: string[]): IngestMessage[] {
  return keys.map((key) => ({ id: `message of ${key}`, objects: [{ bucket: BUCKET, key }], problem: null }));
}

function record(id: string, fields: object = {}): string {
  return JSON.stringify({ id, title: `Report ${id}`, text: `About ${id} in the harbour.`, ...fields });
}

function newsItem(version: number, status: "usable" | "canceled", time: string): string {
  return `<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:1" version="${version}"><itemMeta><itemClass qcode="ninat:text"/><versionCreated>${time}</versionCreated><pubStatus qcode="stat:${status}"/></itemMeta><contentMeta><headline>Harbour</headline></contentMeta><contentSet><inlineXML contenttype="application/nitf+xml"><nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><body><body.content><p>Version ${version} of the story.</p></body.content></body></nitf></inlineXML></contentSet></newsItem>`;
}

/** Parses right here, where nothing hostile is read. */
const parser: IngestServiceOptions["parser"] = {
  read: (source, options): AsyncGenerator<SourceEntry> => {
    if (source.kind !== "file") throw new Error("Objects are read from files");
    return readCorpusFile(source.file, { now: options?.now });
  },
};

/** A bucket in memory, the index of its articles, and the service between them. */
function newsroom() {
  const store = new MemoryObjectStore();
  const objects = new Map<string, string>();
  const clock = { now: new Date("2026-03-01T06:00:00Z") };
  const etagOf = (key: string) => {
    const content = objects.get(key);
    return content === undefined ? null : createHash("md5").update(content).digest("hex");
  };
  const head = (key: string) => {
    const etag = etagOf(key);
    return etag === null ? undefined : { sizeBytes: 1, etag, modifiedAt: clock.now };
  };
  const reader: IngestServiceOptions["reader"] = {
    head: async ({ key }) => head(key),
    getToFile: async ({ key }, path) => writeFileSync(path, objects.get(key) ?? ""),
  };
  const update = async ({ articles, origins, withdrawals }: IngestChanges) => {
    const incoming: IncomingArticle[] = [];
    for await (const article of articles) incoming.push(article);
    return await updateTestIndex(store, { incoming, readings: origins, withdrawals });
  };
  const open = (changed: Partial<IngestServiceOptions> = {}) =>
    new IngestService({
      logger,
      reader,
      update,
      parser,
      readIndexed: async () => () => false,
      readVersions: async () => OriginVersions.of((await readCurrent(store, {})).manifest),
      maxObjectBytes: 1e6,
      cacheFolder: temporaryFolder(),
      embargoes: new EmbargoList(store),
      now: () => clock.now,
      ...changed,
    });
  const has = async (id: string) => {
    const { manifest } = await readCurrent(store, {});
    const articles = await IndexedArticles.load(manifest, new IdentityReader(store));
    return articles.find(hashOfId(id)) !== undefined;
  };
  const context = { store, identities: new IdentityReader(store) };
  return { objects, clock, update, open, service: open(), has, context };
}

test("neither a redelivered message nor a rewritten object restores a removed article", async () => {
  const { objects, service, has, context } = newsroom();
  objects.set("day.jsonl", [record("x"), record("y")].join("\n"));
  await service.ingest(messages("day.jsonl"));
  await removeArticles(context, ["x"]);
  expect(await service.ingest(messages("day.jsonl"))).toEqual([]);
  expect([await has("x"), await has("y")]).toEqual([false, true]);
  objects.set("day.jsonl", [record("x", { updatedAt: "2026-02-28" }), record("y"), record("z")].join("\n"));
  expect(await service.ingest(messages("day.jsonl"))).toEqual([]);
  expect([await has("x"), await has("y"), await has("z")]).toEqual([false, true, true]);
  await restoreArticles(context, ["x"]);
  await service.ingest(messages("day.jsonl"));
  expect(await has("x")).toBe(true);
});

test("a feed does not restore a removed article that it still lists", async () => {
  const { update, has, context } = newsroom();
  const origin = { file: "feed", line: 1, encoding: "utf-8" };
  const read = async function* () {
    for (const id of ["x", "y"]) yield { kind: "article" as const, article: exampleArticle({ id }), origin };
  };
  await ingestFeeds({ read, update, logger }, {});
  await removeArticles(context, ["x"]);
  expect(await ingestFeeds({ read, update, logger }, {})).toMatchObject({ added: 0, takenDown: 1 });
  expect([await has("x"), await has("y")]).toEqual([false, true]);
});

test("a withdrawal that arrives first blocks its article, and admits a later version", async () => {
  const { objects, service, has } = newsroom();
  objects.set("v1.xml", newsItem(1, "usable", "2025-12-01T10:00:00Z"));
  objects.set("v2.xml", newsItem(2, "canceled", "2025-12-01T11:00:00Z"));
  objects.set("v3.xml", newsItem(3, "usable", "2025-12-01T12:00:00Z"));
  for (const [key, isThere] of [
    ["v2.xml", false],
    ["v1.xml", false],
    ["v3.xml", true],
    ["v2.xml", true],
    ["v1.xml", true],
  ] as const) {
    expect(await service.ingest(messages(key))).toEqual([]);
    expect(await has("urn:1")).toBe(isThere);
  }
});

test.each([
  ["12:00", "11:00", true],
  ["11:00", "12:00", false],
  ["11:00", "11:00", false],
])(
  "published at %s and withdrawn at %s in one batch ends as the later of the two says",
  async (published, withdrawn, isThere) => {
    for (const keys of [
      ["withdrawn.xml", "published.xml"],
      ["published.xml", "withdrawn.xml"],
    ]) {
      const { objects, service, has } = newsroom();
      objects.set("published.xml", newsItem(2, "usable", `2025-12-01T${published}:00Z`));
      objects.set("withdrawn.xml", newsItem(2, "canceled", `2025-12-01T${withdrawn}:00Z`));
      expect(await service.ingest(messages(...keys))).toEqual([]);
      expect(await has("urn:1")).toBe(isThere);
    }
  },
);

test("an article in two objects stays until both are gone", async () => {
  for (const order of [
    ["a.jsonl", "b.jsonl"],
    ["b.jsonl", "a.jsonl"],
  ]) {
    const { objects, service, has } = newsroom();
    objects.set("a.jsonl", record("z"));
    objects.set("b.jsonl", record("z"));
    await service.ingest(messages("a.jsonl"));
    await service.ingest(messages("b.jsonl"));
    for (const [key, isThere] of [
      [order[0] ?? "", true],
      [order[1] ?? "", false],
    ] as const) {
      objects.delete(key);
      expect(await service.ingest(messages(key))).toEqual([]);
      expect(await has("z")).toBe(isThere);
    }
  }
});

test("an object deleted while another function processes it stays deleted", async () => {
  const { objects, clock, update, open, service, has } = newsroom();
  objects.set("s.jsonl", record("s"));
  let goOn = () => {};
  const gate = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  let hasBegun = () => {};
  const begun = new Promise<void>((resolve) => {
    hasBegun = resolve;
  });
  const slow = open({
    update: async (changes) => {
      hasBegun();
      await gate;
      return await update(changes);
    },
  });
  const late = slow.ingest(messages("s.jsonl"));
  await begun;
  objects.delete("s.jsonl");
  clock.now = new Date(clock.now.getTime() + 1_000);
  expect(await service.ingest(messages("s.jsonl"))).toEqual([]);
  goOn();
  // It comes again, and then finds that there is nothing any more.
  expect(await late).toEqual(["message of s.jsonl"]);
  expect(await has("s")).toBe(false);
});

describe("a message redelivered late is acknowledged", () => {
  const change = (sequencer: string): IngestMessage[] => [
    { id: sequencer, objects: [{ bucket: BUCKET, key: "s.jsonl", sequencer }], problem: null },
  ];

  test("after a rollback to a generation with a later change of the object", async () => {
    const { objects, service, has, context } = newsroom();
    objects.set("s.jsonl", record("s1"));
    await service.ingest(change("01"));
    objects.set("s.jsonl", record("s2"));
    await service.ingest(change("02"));
    const before = await readCurrent(context.store, {});
    objects.set("s.jsonl", record("s3"));
    await service.ingest(change("03"));
    await rollBack(context.store, before.generation ?? "");
    expect([await has("s2"), await has("s3")]).toEqual([true, false]);
    // It has seen everything that the index knows, though its own change was an earlier one.
    expect(await service.ingest(change("01"))).toEqual([]);
    expect([await has("s2"), await has("s3")]).toEqual([false, true]);
  });

  test("although the index has the object with a clock that was ahead", async () => {
    const { objects, clock, service, has } = newsroom();
    const ahead = clock.now.getTime() + 25 * 3600_000;
    const late = clock.now;
    objects.set("s.jsonl", record("s1"));
    clock.now = new Date(ahead);
    expect(await service.ingest(messages("s.jsonl"))).toEqual([]);
    clock.now = late;
    objects.set("s.jsonl", record("s2"));
    expect(await service.ingest(messages("s.jsonl"))).toEqual([]);
    expect([await has("s1"), await has("s2")]).toEqual([false, true]);
  });
});

test.each(["01", undefined])(
  "an object read before another function read a later version is ignored, with the sequencer %s",
  async (sequencer) => {
    const { objects, clock, update, open, service, has } = newsroom();
    objects.set("s.jsonl", record("early"));
    const slow = open({
      update: async (changes) => {
        objects.set("s.jsonl", record("late"));
        // Its clock is behind: no clock tells that it read later.
        clock.now = new Date(clock.now.getTime() - 3600_000);
        expect(await service.ingest(messages("s.jsonl"))).toEqual([]);
        return await update(changes);
      },
    });
    const object = { bucket: BUCKET, key: "s.jsonl", ...(sequencer && { sequencer }) };
    expect(await slow.ingest([{ id: "m", objects: [object], problem: null }])).toEqual(["m"]);
    expect([await has("early"), await has("late")]).toEqual([false, true]);
  },
);

test("the end of an embargo does not restore a removed article", async () => {
  const { objects, clock, service, has, context } = newsroom();
  objects.set("other.json", record("other"));
  objects.set("e.json", record("e", { embargo: "2026-03-02T00:00:00Z" }));
  await service.ingest(messages("other.json", "e.json"));
  await removeArticles(context, ["e"]);
  clock.now = new Date("2026-03-02T00:00:01Z");
  expect(await service.ingestEmbargoed()).toMatchObject({ ingested: 1, failed: 0 });
  expect(await has("e")).toBe(false);
});
