import { parseQueueEvent } from "@dateline/functions/ingest/ingest-event";
import { expect, test } from "vitest";
import { queueEvent, s3Notification, s3TestEvent } from "../fixtures/queue-events.ts";

test("keys are decoded, several objects of a message kept, other events passed over", () => {
  const bucket = "articles";
  const created = { bucket, key: "2025/Café & co+1 (new).json" };
  const removed = { bucket, key: "old.md", eventName: "ObjectRemoved:DeleteMarkerCreated" };
  const tagged = { bucket, key: "tagged.md", eventName: "ObjectTagging:Put" };
  expect(parseQueueEvent(queueEvent({ one: s3Notification(created, removed, tagged) }))).toEqual([
    {
      id: "one",
      problem: null,
      objects: [
        { bucket, key: created.key },
        { bucket, key: removed.key },
      ],
    },
  ]);
});

test("S3's test event asks for nothing", () => {
  const [message] = parseQueueEvent(queueEvent({ test: s3TestEvent("articles") }));
  expect(message).toEqual({ id: "test", objects: [], problem: null });
});

test.each(["", "[]", "null", "{}", '{"Records":[{"eventSource":"aws:sns"}]}'])(
  "the body %j is a problem of its message alone",
  (body) => {
    const [message] = parseQueueEvent(queueEvent({ strange: body }));
    expect(message).toEqual({ id: "strange", objects: [], problem: expect.stringContaining("its body is") });
  },
);

test.each([{}, null, "text", { Records: [{ eventSource: "aws:s3" }] }, { action: "search" }])(
  "the event %j is refused",
  (event) => {
    expect(() => parseQueueEvent(event)).toThrow(expect.objectContaining({ code: "invalid-input" }));
  },
);
