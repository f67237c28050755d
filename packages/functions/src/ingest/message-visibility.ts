import { ChangeMessageVisibilityBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import { mapConcurrently } from "@dateline-search/core/files/map-concurrently";
import { describeError, type Logger } from "../logger.ts";

/** A delivery of a message, which is needed to change its visibility. */
export interface MessageReceipt {
  /** Id of the message. */
  readonly id: string;
  readonly handle: string;
  /** Number of deliveries, including this one. */
  readonly receives: number;
}

export interface MessageVisibilityOptions {
  readonly queueUrl: string;
  readonly logger: Logger;
}

const FIRST_DELAY_SECONDS = 30;
/**
 * SQS's maximum:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html
 */
const MAX_DELAY_SECONDS = 12 * 3600;
const BATCH_SIZE = 10;
const MAX_REQUESTS = 4;
/** In milliseconds; short, because articles should not wait for this. */
const TIMES = { connectionTimeout: 1_000, requestTimeout: 3_000 };
/** Time for Lambda to notice that a function has stopped. */
const MARGIN_SECONDS = 60;

/** @returns seconds until a message returns after this many deliveries: 30, 60, 120 … */
export function retryDelaySeconds(receives: number): number {
  return Math.min(MAX_DELAY_SECONDS, FIRST_DELAY_SECONDS * 2 ** Math.max(0, receives - 1));
}

/**
 * Sets when messages return. The queue itself has a single timeout, which must be long, because a message must not be
 * delivered again while it is being processed. After a failure, which is logged, the message returns after that
 * timeout.
 */
export class MessageVisibility {
  readonly #client: SQSClient;
  readonly #options: MessageVisibilityOptions;

  constructor(options: MessageVisibilityOptions) {
    this.#options = options;
    this.#client = new SQSClient({ maxAttempts: 2, requestHandler: TIMES });
  }

  /** Call before the work: if the process dies, the messages return once it could no longer be running. */
  async hold(receipts: readonly MessageReceipt[], timeLeftMs: number): Promise<void> {
    const seconds = Math.min(MAX_DELAY_SECONDS, Math.ceil(timeLeftMs / 1000) + MARGIN_SECONDS);
    await this.#change(receipts, () => seconds);
  }

  /** Call after the work, for the messages that failed. */
  async retryLater(receipts: readonly MessageReceipt[]): Promise<void> {
    await this.#change(receipts, ({ receives }) => retryDelaySeconds(receives));
  }

  async #change(
    receipts: readonly MessageReceipt[],
    secondsOf: (receipt: MessageReceipt) => number,
  ): Promise<void> {
    const starts = Array.from(
      { length: Math.ceil(receipts.length / BATCH_SIZE) },
      (_, index) => index * BATCH_SIZE,
    );
    await mapConcurrently(starts, MAX_REQUESTS, async (start) => {
      const batch = receipts.slice(start, start + BATCH_SIZE);
      const Entries = batch.map((receipt, index) => ({
        Id: String(index),
        ReceiptHandle: receipt.handle,
        VisibilityTimeout: secondsOf(receipt),
      }));
      try {
        const command = new ChangeMessageVisibilityBatchCommand({
          QueueUrl: this.#options.queueUrl,
          Entries,
        });
        const { Failed = [] } = await this.#client.send(command);
        for (const { Id, Code, Message } of Failed) {
          this.#warn({ messageId: batch[Number(Id)]?.id, code: Code, reason: Message });
        }
      } catch (error) {
        this.#warn({ messages: batch.length, error: describeError(error) });
      }
    });
  }

  #warn(fields: Readonly<Record<string, unknown>>): void {
    this.#options.logger.log("warn", "visibility not changed", fields);
  }
}
