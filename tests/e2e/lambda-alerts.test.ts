import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { isSignedWebhook } from "@dateline-search/core/adapters/alerts/sign-webhook";
import { SavedSearchList } from "@dateline-search/core/alerts/saved-search-list";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { queueEvent, s3Notification } from "../fixtures/queue-events.ts";
import { savedSearch } from "../fixtures/saved-search.ts";
import { startReceiver } from "../fixtures/webhook-receiver.ts";
import { type IngestLambdaSetup, invoke, setUpIngestLambda } from "../setup/ingest-lambda.ts";

const SECRET_NAME = "DATELINE_ALERT_SECRET_DESK";
const SECRET = `whsec_${randomBytes(32).toString("base64")}`;
const DONE = { batchItemFailures: [] };

let setup: IngestLambdaSetup;
beforeAll(async () => {
  setup = await setUpIngestLambda();
});
afterAll(async () => {
  await setup?.stop();
});

test("the ingest function tells of an article by a signed webhook, again when it was not taken, and takes it back", async () => {
  const buckets = await setup.newBuckets();
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  const lambda = await setup.start(buckets, {
    DATELINE_ALERTS: "1",
    DATELINE_ALERT_PRIVATE_ADDRESSES: "1",
    [SECRET_NAME]: SECRET,
  });
  onTestFinished(() => lambda.stop());
  const change = async (key: string, eventName?: string) => {
    const notification = { bucket: buckets.articles, key, ...(eventName !== undefined && { eventName }) };
    return await invoke(lambda, queueEvent({ message: s3Notification(notification) }));
  };
  const put = async (id: string, title: string, text: string) => {
    await buckets.put(`${id}.json`, JSON.stringify({ id, title, text, publishedAt: "2025-03-01" }));
    return await change(`${id}.json`);
  };
  const channel = { type: "webhook" as const, url: receiver.url, secret: SECRET_NAME };
  await new SavedSearchList(buckets.store).add(savedSearch("ferry strike", { channel }));

  expect(await put("theatre", "A new play", "The theatre showed a play about roses.")).toEqual(DONE);
  expect(receiver.received).toEqual([]);
  receiver.behave("fail", "accept");
  expect(
    await put("ferry", "Ferry crews walk out", "Crews of the island ferry went on strike on Monday."),
  ).toEqual(DONE);
  expect(receiver.received).toHaveLength(1);
  expect(await put("harvest", "A good harvest", "Farmers brought in more wheat than last year.")).toEqual(
    DONE,
  );
  // Not before the wait after a failure is over, whichever event comes then.
  while (receiver.received.length < 2) {
    await invoke(lambda, { action: "alerts" });
    await sleep(200);
  }
  const [first, second] = receiver.received;
  expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
  expect(isSignedWebhook(second ?? { headers: {}, body: "" }, SECRET, Date.now() / 1_000)).toBe(true);

  await buckets.remove("ferry.json");
  expect(await change("ferry.json", "ObjectRemoved:Delete")).toEqual(DONE);
  expect(JSON.parse(receiver.received.at(-1)?.body ?? "")).toMatchObject({
    type: "alert.retracted",
    data: { article: { id: "ferry" }, retracts: first?.headers["webhook-id"] },
  });
  expect(receiver.received).toHaveLength(3);
});
