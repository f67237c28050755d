import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { isSignedWebhook } from "@dateline-search/core/adapters/alerts/sign-webhook";
import { Outbox } from "@dateline-search/core/alerts/outbox";
import { SavedSearchList } from "@dateline-search/core/alerts/saved-search-list";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { queueEvent, s3Notification } from "../fixtures/queue-events.ts";
import { savedSearch } from "../fixtures/saved-search.ts";
import { startReceiver } from "../fixtures/webhook-receiver.ts";
import { type IngestLambdaSetup, invoke, setUpIngestLambda } from "../setup/ingest-lambda.ts";
import { startSnsApi } from "../setup/sns-api-stand-in.ts";

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

test("the ingest function sends a signed webhook, retries it after a failure, and withdraws it", async () => {
  const buckets = await setup.newBuckets();
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  const lambda = await setup.start(buckets, {
    DATELINE_ALERTS: "on",
    DATELINE_ALERT_PRIVATE_ADDRESSES: "on",
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

test("receivers that fail, redirect, drip or hang up get a retry with the same id, and private addresses get nothing", async () => {
  const buckets = await setup.newBuckets();
  const behaviours = ["fail", "redirect", "drip", "hang up"] as const;
  const receivers = await Promise.all(behaviours.map(() => startReceiver()));
  const refused = await startReceiver();
  onTestFinished(async () => {
    for (const receiver of [...receivers, refused]) await receiver.close();
  });
  const secrets = { [SECRET_NAME]: SECRET };
  const lambda = await setup.start(buckets, {
    DATELINE_ALERTS: "on",
    DATELINE_ALERT_PRIVATE_ADDRESSES: "on",
    ...secrets,
  });
  const put = async (id: string, text: string) => {
    await buckets.put(`${id}.json`, JSON.stringify({ id, title: id, text, publishedAt: "2025-03-01" }));
    return queueEvent({ message: s3Notification({ bucket: buckets.articles, key: `${id}.json` }) });
  };
  const list = new SavedSearchList(buckets.store);
  for (const [index, receiver] of receivers.entries()) {
    receiver.behave(behaviours[index] as (typeof behaviours)[number], "accept");
    const channel = { type: "webhook" as const, url: receiver.url, secret: SECRET_NAME };
    await list.add(savedSearch("ferry strike", { id: `desk-${index}`, channel }));
  }
  await invoke(lambda, await put("theatre", "The theatre showed a play about roses."));
  expect(await invoke(lambda, await put("ferry", "Crews of the island ferry went on strike."))).toEqual(DONE);
  expect(receivers.map(({ received }) => received.length)).toEqual([1, 1, 1, 1]);
  while (receivers.some(({ received }) => received.length < 2)) {
    await invoke(lambda, { action: "alerts" });
    await sleep(200);
  }
  for (const { received } of receivers) {
    const [first, second] = received;
    expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
    expect(isSignedWebhook(second ?? { headers: {}, body: "" }, SECRET, Date.now() / 1_000)).toBe(true);
  }
  expect(await invoke(lambda, { action: "alerts" })).toMatchObject({ sent: 0, failed: 0, waiting: 0 });
  await lambda.stop();

  const careful = await setup.start(buckets, { DATELINE_ALERTS: "on", ...secrets });
  onTestFinished(() => careful.stop());
  const { port } = new URL(refused.url);
  for (const host of ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]"]) {
    const channel = { type: "webhook" as const, url: `http://${host}:${port}/`, secret: SECRET_NAME };
    await list.add(savedSearch("harbour fire", { id: `own-${host.replaceAll(/\W/g, "")}`, channel }));
  }
  await invoke(careful, await put("fire", "A fire broke out in the harbour on Monday."));
  expect(refused.received).toEqual([]);
  expect(await invoke(careful, { action: "alerts" })).toMatchObject({ sent: 0, waiting: 3 });
});

test("a duplicate event causes one alert, also to a topic, and a redirect to a private address is not followed", async () => {
  const buckets = await setup.newBuckets();
  const [receiver, redirecting, own] = await Promise.all([startReceiver(), startReceiver(), startReceiver()]);
  const sns = await startSnsApi(setup.s3Environment["AWS_SECRET_ACCESS_KEY"]);
  onTestFinished(async () => {
    for (const one of [receiver, redirecting, own]) await one.close();
    await sns.stop();
  });
  redirecting.behave({ status: 307, headers: { location: own.url } });
  const lambda = await setup.start(buckets, {
    DATELINE_ALERTS: "on",
    DATELINE_ALERT_PRIVATE_ADDRESSES: "on",
    AWS_ENDPOINT_URL_SNS: sns.endpoint,
    [SECRET_NAME]: SECRET,
  });
  onTestFinished(() => lambda.stop());
  const put = async (id: string, text: string) => {
    await buckets.put(`${id}.json`, JSON.stringify({ id, title: id, text, publishedAt: "2025-03-01" }));
    return queueEvent({ message: s3Notification({ bucket: buckets.articles, key: `${id}.json` }) });
  };
  const webhook = (url: string) => ({ type: "webhook" as const, url, secret: SECRET_NAME });
  const list = new SavedSearchList(buckets.store);
  await list.add(savedSearch("ferry strike", { id: "desk", channel: webhook(receiver.url) }));
  await list.add(savedSearch("ferry strike", { id: "elsewhere", channel: webhook(redirecting.url) }));
  const topic = "arn:aws:sns:eu-west-1:123456789012:desk";
  await list.add(savedSearch("ferry strike", { id: "topic", channel: { type: "sns", topic } }));
  await invoke(lambda, await put("theatre", "The theatre showed a play about roses."));
  const event = await put("ferry", "Crews of the island ferry went on strike.");
  for (let time = 0; time < 3; time++) expect(await invoke(lambda, event)).toEqual(DONE);
  expect(receiver.received).toHaveLength(1);
  expect(sns.published).toMatchObject([{ topic, attributes: { alert: "topic", type: "alert.matched" } }]);
  expect(redirecting.received.length).toBeGreaterThan(0);
  expect(own.received).toEqual([]);
});

test("a receiver can ask for a later retry, and alerts to a permanently missing one become dead letters", async () => {
  const buckets = await setup.newBuckets();
  const [busy, gone] = await Promise.all([startReceiver(), startReceiver()]);
  onTestFinished(async () => {
    for (const one of [busy, gone]) await one.close();
  });
  busy.behave({ status: 429, headers: { "retry-after": "8" } }, "accept");
  gone.behave({ status: 410 });
  const lambda = await setup.start(buckets, {
    DATELINE_ALERTS: "on",
    DATELINE_ALERT_PRIVATE_ADDRESSES: "on",
    [SECRET_NAME]: SECRET,
  });
  onTestFinished(() => lambda.stop());
  const list = new SavedSearchList(buckets.store);
  for (const [id, { url }] of Object.entries({ busy, gone })) {
    await list.add(
      savedSearch("ferry strike", { id, channel: { type: "webhook", url, secret: SECRET_NAME } }),
    );
  }
  const put = async (id: string, text: string) => {
    await buckets.put(`${id}.json`, JSON.stringify({ id, title: id, text, publishedAt: "2025-03-01" }));
    await invoke(
      lambda,
      queueEvent({ message: s3Notification({ bucket: buckets.articles, key: `${id}.json` }) }),
    );
  };
  await put("theatre", "The theatre showed a play about roses.");
  const startedAt = Date.now();
  await put("ferry", "Crews of the island ferry went on strike.");
  const letters = await new Outbox(buckets.store).deadLetters();
  expect(letters).toMatchObject([
    { message: { alert: { id: "gone" } }, reason: expect.stringContaining("410") },
  ]);
  while (busy.received.length < 2) {
    await invoke(lambda, { action: "alerts" });
    await sleep(200);
  }
  // The usual wait is five seconds.
  expect(Date.now() - startedAt).toBeGreaterThanOrEqual(8_000);
  expect(busy.received[1]?.headers["webhook-id"]).toBe(busy.received[0]?.headers["webhook-id"]);
  expect(gone.received).toHaveLength(1);
});
