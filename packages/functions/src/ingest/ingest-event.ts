import { DatelineError } from "@dateline-search/core/errors";
import * as z from "zod";
import type { MessageReceipt } from "./message-visibility.ts";

/** An object that was put into or removed from a bucket. */
export interface ChangedObject {
  readonly bucket: string;
  readonly key: string;
  /** Orders the notifications of one object; `null` if there is none. */
  readonly sequencer?: string | null;
  /** Object version, in a bucket with versioning. */
  readonly versionId?: string | null;
}

/** A message of the queue: changed objects, or why it is unintelligible. */
export type IngestMessage =
  | { readonly id: string; readonly objects: readonly ChangedObject[]; readonly problem: null }
  | { readonly id: string; readonly objects: readonly []; readonly problem: string };

/** Why the function was invoked. */
export type IngestEvent =
  | {
      readonly kind: "messages";
      readonly messages: readonly IngestMessage[];
      /** Receipts of the messages that carry one. */
      readonly receipts: readonly MessageReceipt[];
    }
  | { readonly kind: "feeds" }
  | { readonly kind: "embargoes" }
  | { readonly kind: "alerts" }
  | { readonly kind: "load" }
  | { readonly kind: "gc"; readonly keep: number };

/** https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
const queueEvent = z.object({
  Records: z.array(
    z.object({
      messageId: z.string(),
      body: z.string(),
      eventSource: z.literal("aws:sqs"),
      receiptHandle: z.string().optional(),
      attributes: z.object({ ApproximateReceiveCount: z.coerce.number() }).optional(),
    }),
  ),
});

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html */
const notification = z.object({
  Records: z.array(
    z.object({
      eventSource: z.literal("aws:s3"),
      eventName: z.string(),
      s3: z.object({
        bucket: z.object({ name: z.string() }),
        object: z.object({
          key: z.string(),
          sequencer: z.string().optional(),
          versionId: z.string().optional(),
        }),
      }),
    }),
  ),
});

/** S3 sends this when notifications are set up. */
const testEvent = z.object({ Service: z.literal("Amazon S3"), Event: z.literal("s3:TestEvent") });

/** Events of our schedule, and of other EventBridge rules and schedules. */
const feedsEvent = z.union([
  z.object({ action: z.literal("feeds") }),
  z.object({ source: z.enum(["aws.events", "aws.scheduler"]), "detail-type": z.string() }),
]);

const embargoesEvent = z.object({ action: z.literal("embargoes") });
const alertsEvent = z.object({ action: z.literal("alerts") });
const loadEvent = z.object({ action: z.literal("load") });

/** The default of `dateline gc`. */
const DEFAULT_KEEP = 5;
const gcEvent = z.object({
  action: z.literal("gc"),
  keep: z.int().min(0).max(10_000).default(DEFAULT_KEEP),
});

/**
 * Parses the event of an invocation.
 *
 * @throws DatelineError `invalid-input` if it comes neither from the queue nor from a schedule
 */
export function parseIngestEvent(event: unknown): IngestEvent {
  const batch = queueEvent.safeParse(event);
  if (batch.success) {
    const messages = batch.data.Records.map(({ messageId, body }) => parseMessage(messageId, body));
    return { kind: "messages", messages, receipts: batch.data.Records.flatMap(receiptOf) };
  }
  if (embargoesEvent.safeParse(event).success) return { kind: "embargoes" };
  if (alertsEvent.safeParse(event).success) return { kind: "alerts" };
  if (loadEvent.safeParse(event).success) return { kind: "load" };
  const gc = gcEvent.safeParse(event);
  if (gc.success) return { kind: "gc", keep: gc.data.keep };
  if (feedsEvent.safeParse(event).success) return { kind: "feeds" };
  throw new DatelineError(
    "invalid-input",
    'Cannot ingest: the event is neither a batch of S3 notifications from a queue nor { "action": "feeds" }, { "action": "embargoes" }, { "action": "alerts" }, { "action": "load" } or { "action": "gc", "keep": 5 }',
  );
}

function receiptOf({
  messageId: id,
  receiptHandle: handle,
  attributes,
}: z.infer<typeof queueEvent>["Records"][number]): readonly MessageReceipt[] {
  if (handle === undefined || attributes === undefined) return [];
  return [{ id, handle, receives: attributes.ApproximateReceiveCount }];
}

function parseMessage(id: string, body: string): IngestMessage {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return { id, objects: [], problem: "its body is not JSON" };
  }
  if (testEvent.safeParse(value).success) return { id, objects: [], problem: null };
  const parsed = notification.safeParse(value);
  if (!parsed.success) return { id, objects: [], problem: "its body is not an S3 notification" };
  const objects = parsed.data.Records.filter(({ eventName }) => /^Object(Created|Removed):/.test(eventName));
  try {
    return { id, objects: objects.map(({ s3 }) => toObject(s3)), problem: null };
  } catch {
    return { id, objects: [], problem: "its body names a key that is not URL-encoded" };
  }
}

/** Keys are URL-encoded, with + for a space. @throws URIError for an invalid one */
function toObject(s3: z.infer<typeof notification>["Records"][number]["s3"]): ChangedObject {
  const { key, sequencer = null, versionId = null } = s3.object;
  return { bucket: s3.bucket.name, key: decodeURIComponent(key.replaceAll("+", " ")), sequencer, versionId };
}
