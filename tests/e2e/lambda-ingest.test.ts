import { openTransformersEmbedder } from "@dateline-search/core/adapters/model/transformers-embedder";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { openGeneration } from "@dateline-search/core/generation/open-generation";
import { syncGeneration } from "@dateline-search/core/generation/sync-generation";
import { DEFAULT_MODEL_NAME } from "@dateline-search/core/model/model-registry";
import type { Embedder } from "@dateline-search/core/ports/embedder";
import { parseQuery } from "@dateline-search/core/search/parse-query";
import { searchPassages } from "@dateline-search/core/search/search-passages";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { startNewsServer } from "../fixtures/news-server.ts";
import { queueEvent, s3Notification, s3TestEvent } from "../fixtures/queue-events.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import {
  type IngestBuckets,
  type IngestLambdaSetup,
  invoke,
  setUpIngestLambda,
} from "../setup/ingest-lambda.ts";
import type { RunningLambda } from "../setup/lambda-rie.ts";
import { MODELS_FOLDER } from "../setup/pull-model.ts";

const FERRY = { id: "ferry", title: "Ferry sails again", text: "The ferry to the islands sailed on Monday." };
const WHEAT = { id: "wheat", title: "Wheat prices fall", text: "Farmers brought in a large wheat harvest." };
const DONE = { batchItemFailures: [] };

let setup: IngestLambdaSetup;
let embedder: Embedder;
beforeAll(async () => {
  setup = await setUpIngestLambda();
  embedder = await openTransformersEmbedder({ modelsFolder: MODELS_FOLDER, modelName: DEFAULT_MODEL_NAME });
});
afterAll(async () => {
  await embedder?.close();
  await setup?.stop();
});

async function start(): Promise<{ buckets: IngestBuckets; lambda: RunningLambda }> {
  const buckets = await setup.newBuckets();
  return { buckets, lambda: await startBeside(buckets) };
}

async function startBeside(buckets: IngestBuckets): Promise<RunningLambda> {
  const lambda = await setup.start(buckets);
  onTestFinished(() => lambda.stop());
  return lambda;
}

/** The event of one message about one object. */
function event({ articles }: IngestBuckets, key: string, eventName?: string): object {
  const change = { bucket: articles, key, ...(eventName !== undefined && { eventName }) };
  return queueEvent({ "message-1": s3Notification(change) });
}

/** Texts of the passages that a search of the bucket finds, best first. */
async function answers({ store }: IngestBuckets, text: string): Promise<string[]> {
  const folder = temporaryFolder();
  const { id } = await syncGeneration(store, folder);
  const generation = await openGeneration(folder, { format: localSegmentFormat, id, verify: "sha256" });
  try {
    const { hits } = await searchPassages({ generation, embedder }, parseQuery({ text }));
    return hits.map(({ passage }) => passage.text);
  } finally {
    generation.close();
  }
}

test("an article in the bucket is found, and a repeated message costs nothing", async () => {
  const { buckets, lambda } = await start();
  await buckets.put("2025/ferry & co: Monday.json", JSON.stringify(FERRY));
  const dropped = event(buckets, "2025/ferry & co: Monday.json");
  expect(await invoke(lambda, dropped)).toEqual(DONE);
  expect(await answers(buckets, "Which boat sails?")).toEqual([FERRY.text]);
  const before = await buckets.store.get("latest.json");
  expect(await invoke(lambda, dropped)).toEqual(DONE);
  expect((await buckets.store.get("latest.json"))?.etag).toBe(before?.etag);
});

test("only the messages of unreadable objects in a batch fail, and S3's test event is not one of them", async () => {
  const { buckets, lambda } = await start();
  await buckets.put("ferry.json", JSON.stringify(FERRY));
  await buckets.put("half.jsonl", `${JSON.stringify(WHEAT)}\n{"id":"empty","text":""}`);
  await buckets.put("photo.jpg", "no article");
  const about = (key: string) => s3Notification({ bucket: buckets.articles, key });
  const batch = queueEvent({
    test: s3TestEvent(buckets.articles),
    good: about("ferry.json"),
    half: about("half.jsonl"),
    photo: about("photo.jpg"),
    nonsense: "{",
    strange: { hello: "world" },
  });
  const { batchItemFailures } = (await invoke(lambda, batch)) as { batchItemFailures: object[] };
  expect(batchItemFailures).toEqual(
    ["half", "nonsense", "strange"].map((itemIdentifier) => ({ itemIdentifier })),
  );
  expect((await answers(buckets, "ferry wheat")).sort()).toEqual([WHEAT.text, FERRY.text].sort());
  const problems = lambda.logs().filter(({ level }) => level === "error");
  expect(problems.map(({ key, problem }) => [key, problem])).toContainEqual([
    "half.jsonl",
    expect.stringContaining("line 2: text is empty"),
  ]);
});

test("a rewritten object replaces its articles, a deleted one removes them", async () => {
  const { buckets, lambda } = await start();
  await buckets.put("news.jsonl", [FERRY, WHEAT].map((record) => JSON.stringify(record)).join("\n"));
  await invoke(lambda, event(buckets, "news.jsonl"));
  const corrected = { ...FERRY, text: "The ferry stayed in port." };
  await buckets.put("news.jsonl", JSON.stringify(corrected));
  expect(await invoke(lambda, event(buckets, "news.jsonl"))).toEqual(DONE);
  expect(await answers(buckets, "ferry wheat")).toEqual([corrected.text]);
  // A message of the time before comes late: it brings what the object holds now.
  expect(await invoke(lambda, event(buckets, "news.jsonl"))).toEqual(DONE);
  expect(await answers(buckets, "ferry wheat")).toEqual([corrected.text]);
  await buckets.remove("news.jsonl");
  expect(await invoke(lambda, event(buckets, "news.jsonl", "ObjectRemoved:Delete"))).toEqual(DONE);
  expect(await answers(buckets, "ferry wheat")).toEqual([]);
});

test("the articles of simultaneous ingest functions all end up in the index", async () => {
  const { buckets, lambda } = await start();
  const lambdas = [lambda, await startBeside(buckets)];
  const keys = Array.from({ length: 6 }, (_, index) => `story-${index}.json`);
  for (const [index, key] of keys.entries()) {
    await buckets.put(
      key,
      JSON.stringify({ id: key, title: `Storm ${index}`, text: `Storm ${index} came.` }),
    );
  }
  const work = lambdas.map(async (one, offset) => {
    for (const key of keys.filter((_, index) => index % 2 === offset)) {
      expect(await invoke(one, event(buckets, key))).toEqual(DONE);
    }
  });
  await Promise.all(work);
  expect((await answers(buckets, "storm")).sort()).toEqual(keys.map((_, index) => `Storm ${index} came.`));
});

test("while the index cannot be written, every message is retried, and nothing is lost", async () => {
  const buckets = await setup.newBuckets();
  await buckets.put("ferry.json", JSON.stringify(FERRY));
  const lambda = await setup.start(buckets, { DATELINE_STORE: "s3://no-such-bucket/news" });
  onTestFinished(() => lambda.stop());
  expect(await invoke(lambda, event(buckets, "ferry.json"))).toEqual({
    batchItemFailures: [{ itemIdentifier: "message-1" }],
  });
  const working = await startBeside(buckets);
  expect(await invoke(working, event(buckets, "ferry.json"))).toEqual(DONE);
  expect(await answers(buckets, "ferry")).toEqual([FERRY.text]);
});

test("an article under embargo is found once that is over, without another message", async () => {
  const { buckets, lambda } = await start();
  const item = (embargoed: string) =>
    JSON.stringify({ uri: "urn:x:ferry", type: "text", headline: "Ferry", body_text: FERRY.text, embargoed });
  await buckets.put("ferry.json", item("2099-01-01T08:00:00Z"));
  expect(await invoke(lambda, event(buckets, "ferry.json"))).toEqual(DONE);
  expect(await invoke(lambda, { action: "embargoes" })).toEqual({ ingested: 0, failed: 0, waiting: 1 });
  const list = await buckets.store.get("embargoes.json");
  const content = Buffer.from(list?.bytes ?? []).toString("utf8");
  expect(content).toContain("2099-01-01T08:00:00Z");
  // Time passes.
  await buckets.put("ferry.json", item("2026-01-01T08:00:00Z"));
  const later = Buffer.from(content.replace("2099", "2026"));
  await buckets.store.putIfMatch("embargoes.json", later, list?.etag ?? null);
  expect(await invoke(lambda, { action: "embargoes" })).toEqual({ ingested: 1, failed: 0, waiting: 0 });
  expect(await answers(buckets, "ferry")).toEqual([FERRY.text]);
  expect(await invoke(lambda, { action: "embargoes" })).toEqual({ ingested: 0, failed: 0, waiting: 0 });
});

test("a schedule collects garbage, but not objects younger than fifteen minutes", async () => {
  const { buckets, lambda } = await start();
  await buckets.put("ferry.json", JSON.stringify(FERRY));
  await invoke(lambda, event(buckets, "ferry.json"));
  await buckets.put("ferry.json", JSON.stringify({ ...FERRY, text: "The ferry stayed in the harbour." }));
  await invoke(lambda, event(buckets, "ferry.json"));
  const report = await invoke(lambda, { action: "gc", keep: 1 });
  expect(report).toMatchObject({ deleted: 0, deletedObjects: 0 });
  expect(await answers(buckets, "Which boat sails?")).toEqual(["The ferry stayed in the harbour."]);
});

test("without a schedule, the next article also adds those whose embargoes are over", async () => {
  const { buckets, lambda } = await start();
  const item = { uri: "urn:x:ferry", type: "text", headline: "Ferry", body_text: FERRY.text };
  await buckets.put("ferry.json", JSON.stringify(item));
  const waiting = [{ bucket: buckets.articles, key: "ferry.json", until: "2026-01-01T08:00:00Z" }];
  await buckets.store.putIfMatch("embargoes.json", Buffer.from(JSON.stringify({ waiting })), null);
  await buckets.put("wheat.json", JSON.stringify(WHEAT));
  expect(await invoke(lambda, event(buckets, "wheat.json"))).toEqual(DONE);
  expect((await answers(buckets, "ferry wheat")).sort()).toEqual([WHEAT.text, FERRY.text].sort());
});

function feedOf(
  items: readonly { readonly id: string; readonly title: string; readonly text: string }[],
): string {
  const entries = items.map(
    ({ id, title, text }) =>
      `<item><guid isPermaLink="false">${id}</guid><title>${title}</title><description>${text}</description></item>`,
  );
  return `<rss version="2.0"><channel><title>Harbour Gazette</title>${entries.join("")}</channel></rss>`;
}

test("feeds are read by schedule: new entries are added, dropped ones stay, and unchanged feeds cost nothing", async () => {
  let items = [FERRY];
  const server = await startNewsServer({
    "/rss": () => ({ headers: { "content-type": "application/rss+xml" }, body: feedOf(items) }),
  });
  onTestFinished(() => server.close());
  const buckets = await setup.newBuckets();
  const lambda = await setup.start(buckets, {
    DATELINE_FEEDS: `${server.origin}/rss ${server.origin}/gone`,
    DATELINE_PRIVATE_ADDRESSES: "on",
  });
  onTestFinished(() => lambda.stop());
  expect(await invoke(lambda, { action: "feeds" })).toMatchObject({ added: 1, problems: 1 });
  expect(await invoke(lambda, { action: "feeds" })).toMatchObject({ added: 0, unchanged: 1 });
  items = [WHEAT];
  expect(await invoke(lambda, { action: "feeds" })).toMatchObject({ added: 1, removed: 0 });
  expect((await answers(buckets, "ferry wheat")).sort()).toEqual([WHEAT.text, FERRY.text].sort());
});

test("a feed on the function's own machine is not requested", async () => {
  const server = await startNewsServer({ "/rss": feedOf([FERRY]) });
  onTestFinished(() => server.close());
  const buckets = await setup.newBuckets();
  const lambda = await setup.start(buckets, { DATELINE_FEEDS: `${server.origin}/rss` });
  onTestFinished(() => lambda.stop());
  expect(await invoke(lambda, { action: "feeds" })).toMatchObject({ errorType: expect.any(String) });
  expect(server.requests).toEqual([]);
});
