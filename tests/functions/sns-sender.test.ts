import { matchedMessage } from "@dateline-search/core/alerts/alert-message";
import { snsSender } from "@dateline-search/functions/alerts/sns-sender";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { savedSearch } from "../fixtures/saved-search.ts";
import { type SnsApi, startSnsApi } from "../setup/sns-api-stand-in.ts";

const TOPIC = "arn:aws:sns:eu-west-1:123456789012:desk";

let sns: SnsApi;
beforeEach(async () => {
  sns = await startSnsApi();
  vi.stubEnv("AWS_ENDPOINT_URL_SNS", sns.endpoint);
  vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await sns.stop();
});

function message(topic: string, name = "Fähren") {
  const channel = { type: "sns" as const, topic };
  return matchedMessage({
    search: savedSearch("ferry strike", { id: "ferries", name, channel }),
    hit: {
      article: { id: "a", title: "Crews walk out", url: null, source: null, publishedAt: "2025-03-01" },
      highlight: { text: "Crews of the island ferry went on strike.", link: null },
      storyId: null,
      story: null,
    } as unknown as Parameters<typeof matchedMessage>[0]["hit"],
    generation: "g",
    occurredAt: "2025-03-01T08:00:00.000Z",
  });
}

test("a topic gets the same messages as a webhook, with attributes for filters", async () => {
  const sent = message(TOPIC);
  await snsSender()(sent, {});
  const [published] = sns.published;
  expect(published?.topic).toBe(TOPIC);
  expect(JSON.parse(published?.body ?? "")).toMatchObject({
    type: "alert.matched",
    data: { alert: { id: "ferries" }, article: { id: "a" } },
  });
  expect(published?.body).not.toContain(TOPIC);
  expect(published?.attributes).toEqual({ id: sent.id, type: "alert.matched", alert: "ferries" });
  expect(published?.parameters.get("Subject")).toBe("New: Fahren");
  expect(published?.parameters.has("MessageGroupId")).toBe(false);
});

test("a FIFO topic gets each message once, and those of an alert in order", async () => {
  const sent = message(`${TOPIC}.fifo`);
  await snsSender()(sent, {});
  const { parameters } = sns.published[0] ?? { parameters: new URLSearchParams() };
  expect(parameters.get("MessageGroupId")).toBe("ferries");
  expect(parameters.get("MessageDeduplicationId")).toBe(sent.id);
});

test("a message that SNS rejects is an error, and is tried once", async () => {
  sns.fail(1);
  await expect(snsSender()(message(TOPIC), {})).rejects.toThrow(`Cannot send the alert to ${TOPIC}: `);
  expect(sns.published).toEqual([]);
  await snsSender()(message(TOPIC), {});
  expect(sns.published).toHaveLength(1);
});

test("a message signed with another key is rejected", async () => {
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "another");
  await expect(snsSender()(message(TOPIC), {})).rejects.toThrow(`Cannot send the alert to ${TOPIC}: `);
  expect(sns.published).toEqual([]);
});
