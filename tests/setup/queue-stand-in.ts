/** A message on its way. */
interface QueuedMessage {
  readonly id: string;
  readonly body: string;
  receives: number;
}

export interface QueueStandInOptions {
  /** After so many deliveries a message goes to the dead letters. */
  readonly maxReceives: number;
  readonly batchSize: number;
  /** Every so many messages are delivered once more although they were acknowledged: at least once, SQS says. */
  readonly duplicateEvery?: number;
}

/** What a function says of a batch. */
export interface BatchAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/**
 * Stands in for a queue of SQS and for Lambda's poller of it, of which there is no local server here: batches, the time
 * for which a delivered message is not seen (`passVisibility` ends it), receive counts, messages that are delivered
 * twice, partial failures of a batch, dead letters.
 */
export class QueueStandIn {
  readonly #options: QueueStandInOptions;
  #visible: QueuedMessage[] = [];
  #hidden: QueuedMessage[] = [];
  #acknowledged = 0;
  readonly deadLetters: string[] = [];

  constructor(options: QueueStandInOptions) {
    this.#options = options;
  }

  send(id: string, body: object): void {
    this.#visible.push({ id, body: JSON.stringify(body), receives: 0 });
  }

  /** Messages that are neither acknowledged nor dead. */
  get pending(): number {
    return this.#visible.length + this.#hidden.length;
  }

  /** Delivers one batch. An invocation that throws acknowledges none of it. @returns false when there is nothing to deliver */
  async deliver(invoke: (event: object) => Promise<BatchAnswer>): Promise<boolean> {
    const batch = this.#visible.splice(0, this.#options.batchSize);
    if (batch.length === 0) return false;
    for (const message of batch) message.receives += 1;
    const failed = await invoke({ Records: batch.map(toRecord) }).then(
      ({ batchItemFailures }) => new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)),
      () => new Set(batch.map(({ id }) => id)),
    );
    for (const message of batch) {
      const isAcknowledged = !failed.has(message.id);
      if (!isAcknowledged || this.#isDuplicate()) this.#hidden.push(message);
    }
    return true;
  }

  /** Messages that came back are seen again, or are dead. */
  passVisibility(): void {
    for (const message of this.#hidden) {
      if (message.receives < this.#options.maxReceives) this.#visible.push(message);
      else this.deadLetters.push(message.id);
    }
    this.#hidden = [];
  }

  #isDuplicate(): boolean {
    const { duplicateEvery = Number.POSITIVE_INFINITY } = this.#options;
    this.#acknowledged += 1;
    return this.#acknowledged % duplicateEvery === 0;
  }
}

function toRecord({ id, body, receives }: QueuedMessage): object {
  const attributes = { ApproximateReceiveCount: String(receives) };
  return { messageId: id, eventSource: "aws:sqs", body, attributes };
}
