/** A message on its way. */
interface QueuedMessage {
  readonly id: string;
  readonly body: string;
  receives: number;
  /** Of its last delivery. */
  handle: string;
  /** When it can be delivered, in seconds of the queue's own time. */
  visibleAt: number;
}

export interface QueueStandInOptions {
  /** After so many deliveries a message goes to the dead letters. */
  readonly maxReceives: number;
  readonly batchSize: number;
  /** For how long a delivered message is not seen, when nobody says anything else; 90 minutes. */
  readonly visibilitySeconds?: number;
  /** Every so many messages are delivered once more although they were acknowledged: at least once, SQS says. */
  readonly duplicateEvery?: number;
}

/** What a function says of a batch. */
export interface BatchAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

const VISIBILITY_SECONDS = 90 * 60;

/**
 * Stands in for a queue of SQS and for Lambda's poller of it, of which there is no local server here: batches, the time
 * for which a delivered message is not seen, receive counts, messages that are delivered twice, partial failures of a
 * batch, dead letters. It has a time of its own, which only goes on when it is told to.
 */
export class QueueStandIn {
  readonly #options: QueueStandInOptions;
  readonly #messages = new Set<QueuedMessage>();
  #acknowledged = 0;
  #deliveries = 0;
  /** Seconds since it was made. */
  now = 0;
  readonly #dead: QueuedMessage[] = [];

  constructor(options: QueueStandInOptions) {
    this.#options = options;
  }

  send(id: string, body: object): void {
    const message = { id, body: JSON.stringify(body), receives: 0, handle: "", visibleAt: this.now };
    this.#messages.add(message);
  }

  /** Messages that are neither acknowledged nor dead. */
  get pending(): number {
    return this.#messages.size;
  }

  /** Ids of the messages that were received too often. */
  get deadLetters(): string[] {
    return this.#dead.map(({ id }) => id);
  }

  /** Moves the dead letters back, as `StartMessageMoveTask` does. Their receives are counted from none again. */
  redrive(): void {
    for (const { id, body } of this.#dead.splice(0)) {
      this.#messages.add({ id, body, receives: 0, handle: "", visibleAt: this.now });
    }
  }

  /** Seconds until each message that is not seen can be delivered again, by its id. */
  get hidden(): Readonly<Record<string, number>> {
    const hidden = [...this.#messages].filter(({ visibleAt }) => visibleAt > this.now);
    return Object.fromEntries(hidden.map(({ id, visibleAt }) => [id, visibleAt - this.now]));
  }

  /** As `ChangeMessageVisibility`. @returns false for a handle of no delivery, or of one that is not the last */
  changeVisibility(handle: string, seconds: number): boolean {
    const message = [...this.#messages].find((one) => one.handle === handle);
    if (message !== undefined) message.visibleAt = this.now + seconds;
    return message !== undefined;
  }

  /** Delivers one batch. An invocation that throws acknowledges none of it. @returns false when there is nothing to deliver */
  async deliver(invoke: (event: object) => Promise<BatchAnswer>): Promise<boolean> {
    const batch = this.#receive();
    if (batch.length === 0) return false;
    const failed = await invoke({ Records: batch.map(toRecord) }).then(
      ({ batchItemFailures }) => new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)),
      () => new Set(batch.map(({ id }) => id)),
    );
    for (const message of batch) {
      if (!failed.has(message.id) && !this.#isDuplicate()) this.#messages.delete(message);
    }
    return true;
  }

  passTime(seconds: number): void {
    this.now += seconds;
    for (const message of this.#messages) {
      const isDead = message.visibleAt <= this.now && message.receives >= this.#options.maxReceives;
      if (!isDead) continue;
      this.#messages.delete(message);
      this.#dead.push(message);
    }
  }

  /** Lets so much time pass that every message is seen again, or is dead. */
  passVisibility(): void {
    this.passTime(Math.max(0, ...Object.values(this.hidden)));
  }

  #receive(): readonly QueuedMessage[] {
    const visible = [...this.#messages].filter(({ visibleAt }) => visibleAt <= this.now);
    const batch = visible.slice(0, this.#options.batchSize);
    for (const message of batch) {
      this.#deliveries += 1;
      message.receives += 1;
      message.handle = `delivery-${this.#deliveries}`;
      message.visibleAt = this.now + (this.#options.visibilitySeconds ?? VISIBILITY_SECONDS);
    }
    return batch;
  }

  #isDuplicate(): boolean {
    const { duplicateEvery = Number.POSITIVE_INFINITY } = this.#options;
    this.#acknowledged += 1;
    return this.#acknowledged % duplicateEvery === 0;
  }
}

function toRecord({ id, body, receives, handle }: QueuedMessage): object {
  const attributes = { ApproximateReceiveCount: String(receives) };
  return { messageId: id, receiptHandle: handle, eventSource: "aws:sqs", body, attributes };
}
