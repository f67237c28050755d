import {
  type MessageReceipt,
  MessageVisibility,
  retryDelaySeconds,
} from "@dateline-search/functions/ingest/message-visibility";
import { Logger } from "@dateline-search/functions/logger";
import { expect, onTestFinished, test, vi } from "vitest";
import { QueueStandIn } from "../setup/queue-stand-in.ts";
import { startSqsApi } from "../setup/sqs-api-stand-in.ts";

async function start(messages: number) {
  const queue = new QueueStandIn({ maxReceives: 6, batchSize: 100 });
  const { endpoint, queueUrl, stop } = await startSqsApi(queue);
  onTestFinished(stop);
  const variables = { AWS_ENDPOINT_URL_SQS: endpoint, AWS_REGION: "eu-west-1" };
  for (const [name, value] of Object.entries({
    ...variables,
    AWS_ACCESS_KEY_ID: "k",
    AWS_SECRET_ACCESS_KEY: "s",
  })) {
    vi.stubEnv(name, value);
  }
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const lines: string[] = [];
  const logger = new Logger({ write: (line) => lines.push(line) });
  const receipts: MessageReceipt[] = [];
  for (let index = 0; index < messages; index++) queue.send(`message-${index}`, {});
  await queue.deliver(async (event) => {
    const { Records } = event as { Records: { messageId: string; receiptHandle: string }[] };
    for (const { messageId: id, receiptHandle: handle } of Records)
      receipts.push({ id, handle, receives: 1 });
    return { batchItemFailures: Records.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  });
  return { queue, receipts, lines, visibility: new MessageVisibility({ queueUrl, logger }) };
}

test("a failed message returns after 30 seconds, and each time after twice as long", () => {
  expect([0, 1, 2, 3, 4, 5, 6].map(retryDelaySeconds)).toEqual([30, 30, 60, 120, 240, 480, 960]);
  expect(retryDelaySeconds(50)).toBe(12 * 3600);
});

test("more messages than fit one request are held and returned", async () => {
  const { queue, receipts, visibility, lines } = await start(25);
  await visibility.hold(receipts, 840_500);
  expect(new Set(Object.values(queue.hidden))).toEqual(new Set([841 + 60]));
  await visibility.retryLater(receipts.map((receipt, index) => ({ ...receipt, receives: 1 + (index % 2) })));
  expect(queue.hidden).toMatchObject({ "message-0": 30, "message-1": 60, "message-24": 30 });
  expect(lines).toEqual([]);
});

test("messages that the queue rejects are reported and delay nothing", async () => {
  const { receipts, visibility, lines, queue } = await start(2);
  await visibility.retryLater([{ id: "gone", handle: "of another delivery", receives: 1 }, ...receipts]);
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { level: "warn", message: "visibility not changed", messageId: "gone", code: "ReceiptHandleIsInvalid" },
  ]);
  expect(Object.values(queue.hidden)).toEqual([30, 30]);
});

test("without messages, no request is sent", async () => {
  const { visibility, lines } = await start(0);
  await visibility.hold([], 1_000);
  expect(lines).toEqual([]);
});
