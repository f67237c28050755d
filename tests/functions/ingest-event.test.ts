import { type IngestMessage, parseIngestEvent } from "@dateline-search/functions/ingest/ingest-event";
import { expect, test } from "vitest";
import { queueEvent, s3Notification, s3TestEvent } from "../fixtures/queue-events.ts";

function messagesOf(event: object): readonly IngestMessage[] {
  const parsed = parseIngestEvent(event);
  return parsed.kind === "messages" ? parsed.messages : [];
}

test("keys are decoded, all objects of a message are kept, and other events ignored", () => {
  const bucket = "articles";
  const created = { bucket, key: "2025/Café & co+1 (new).json" };
  const removed = {
    bucket,
    key: "old.md",
    eventName: "ObjectRemoved:DeleteMarkerCreated",
    sequencer: "0A1B2C3D4E5F678902",
    versionId: "3/L4kqtJlcpXroDTDmJ",
  };
  const tagged = { bucket, key: "tagged.md", eventName: "ObjectTagging:Put" };
  expect(messagesOf(queueEvent({ one: s3Notification(created, removed, tagged) }))).toEqual([
    {
      id: "one",
      problem: null,
      objects: [
        { bucket, key: created.key, sequencer: "0A1B2C3D4E5F678901", versionId: null },
        { bucket, key: removed.key, sequencer: "0A1B2C3D4E5F678902", versionId: "3/L4kqtJlcpXroDTDmJ" },
      ],
    },
  ]);
});

test("S3's test event does nothing", () => {
  const [message] = messagesOf(queueEvent({ test: s3TestEvent("articles") }));
  expect(message).toEqual({ id: "test", objects: [], problem: null });
});

test.each(["", "[]", "null", "{}", '{"Records":[{"eventSource":"aws:sns"}]}'])(
  "the body %j fails only its message",
  (body) => {
    const [message] = messagesOf(queueEvent({ strange: body }));
    expect(message).toEqual({ id: "strange", objects: [], problem: expect.stringContaining("its body is") });
  },
);

test("an undecodable key fails only its message", () => {
  const strange = JSON.stringify(s3Notification({ bucket: "articles", key: "KEY" })).replace(
    "KEY",
    "100%.md",
  );
  const good = s3Notification({ bucket: "articles", key: "good.md" });
  expect(messagesOf(queueEvent({ strange, good }))).toEqual([
    { id: "strange", objects: [], problem: expect.stringContaining("its body names a key") },
    { id: "good", objects: [expect.objectContaining({ bucket: "articles", key: "good.md" })], problem: null },
  ]);
});

test.each([
  [{ action: "gc" }, 5],
  [{ action: "gc", keep: 20 }, 20],
])("the schedule %j requests a garbage collection that keeps %d", (event, keep) => {
  expect(parseIngestEvent(event)).toEqual({ kind: "gc", keep });
});

test.each([
  { action: "gc", keep: -1 },
  { action: "gc", keep: "5" },
  {},
  null,
  "text",
  { Records: [{ eventSource: "aws:s3" }] },
  { action: "search" },
])("the event %j is rejected", (event) => {
  expect(() => parseIngestEvent(event)).toThrow(expect.objectContaining({ code: "invalid-input" }));
});

test.each([
  { action: "feeds" },
  {
    version: "0",
    id: "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa",
    "detail-type": "Scheduled Event",
    source: "aws.events",
    account: "123456789012",
    time: "2025-03-03T06:00:00Z",
    region: "us-east-1",
    resources: ["arn:aws:events:us-east-1:123456789012:rule/feeds"],
    detail: {},
  },
])("the schedule %j requests the feeds", (event) => {
  expect(parseIngestEvent(event)).toEqual({ kind: "feeds" });
});

test("another schedule requests articles whose embargoes are over", () => {
  expect(parseIngestEvent({ action: "embargoes" })).toEqual({ kind: "embargoes" });
});

test("another one requests that the cluster follows the store", () => {
  expect(parseIngestEvent({ action: "load" })).toEqual({ kind: "load" });
});
