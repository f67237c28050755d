import * as z from "zod";
import { mapConcurrently } from "../files/map-concurrently.ts";
import { hashOfId } from "../generation/article-identity.ts";
import type { ObjectStore, RequestOptions } from "../ports/object-store.ts";
import { type AlertMessage, alertMessageSchema } from "./alert-message.ts";
import { parseObject } from "./alert-state.ts";
import { jsonBytes, putObject } from "./stored-objects.ts";

const OUTBOX_PREFIX = "alerts/outbox/";
const DEAD_PREFIX = "alerts/dead/";
/** Sent messages by article, kept as long as they may be retracted. */
export const TOLD_PREFIX = "alerts/told/";

const DAY_MS = 86_400_000;
const READS_AT_ONCE = 16;
/** How long sent messages are kept, so that a take-down can retract them. */
export const TOLD_DAYS = 365;
/** How long undeliverable messages are kept for inspection. */
const DEAD_DAYS = 90;

const entrySchema = z.object({
  message: alertMessageSchema,
  /** Attempts so far, including one in progress. */
  attempts: z.number().int().min(0),
  /** UTC instant of the earliest next attempt. */
  nextAt: z.string(),
});

/** A pending message. */
export interface OutboxEntry extends z.infer<typeof entrySchema> {
  readonly etag: string;
}

/** An undeliverable message. */
export interface DeadLetter {
  readonly message: AlertMessage;
  readonly reason: string;
}

/** Pending, sent and undeliverable messages, stored next to the index as one object each. */
export class Outbox {
  readonly #store: ObjectStore;

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  /** Adds a message unless it is pending or was sent before. */
  async add(message: AlertMessage, options: RequestOptions = {}): Promise<void> {
    if ((await this.#store.head(this.#toldKey(message), options)) !== undefined) return;
    const bytes = jsonBytes({ message, attempts: 0, nextAt: message.occurredAt });
    await putObject(this.#store, { keyOf: () => outboxKey(message.id), bytes }, options);
  }

  /** All pending messages, the oldest first, and retractions after the messages that they retract. */
  async entries(options: RequestOptions = {}): Promise<readonly OutboxEntry[]> {
    const keys: string[] = [];
    for await (const { key } of this.#store.list(OUTBOX_PREFIX, options)) keys.push(key);
    const read = await mapConcurrently(keys, READS_AT_ONCE, async (key): Promise<readonly OutboxEntry[]> => {
      const found = await this.#store.get(key, options);
      return found === undefined ? [] : [{ ...parseObject(key, found.bytes, entrySchema), etag: found.etag }];
    });
    return read.flat().sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
  }

  /**
   * Claims a message before it is sent, so that no other sender takes it, and records that it may have been sent.
   *
   * @throws DatelineError `write-conflict` if another sender has claimed it
   */
  async claim(entry: OutboxEntry, nextAt: string, options: RequestOptions = {}): Promise<OutboxEntry> {
    const { message, attempts, etag } = entry;
    const claimed = { message, attempts: attempts + 1, nextAt };
    const next = await this.#store.putIfMatch(outboxKey(message.id), jsonBytes(claimed), etag, options);
    const told = { keyOf: () => this.#toldKey(message), bytes: jsonBytes({ message }) };
    await putObject(this.#store, told, options);
    return { ...claimed, etag: next };
  }

  /** @throws DatelineError `write-conflict` if another sender has claimed it */
  async postpone(
    { message, attempts, etag }: OutboxEntry,
    nextAt: string,
    options: RequestOptions = {},
  ): Promise<void> {
    await this.#store.putIfMatch(
      outboxKey(message.id),
      jsonBytes({ message, attempts, nextAt }),
      etag,
      options,
    );
  }

  /** Deletes a message that was sent or is obsolete. */
  async remove({ message }: Pick<OutboxEntry, "message">, options: RequestOptions = {}): Promise<void> {
    await this.#store.delete([outboxKey(message.id)], options);
  }

  /** Moves a message from the outbox to the undeliverable ones. */
  async bury(entry: OutboxEntry, reason: string, options: RequestOptions = {}): Promise<void> {
    const { message } = entry;
    const keyOf = () => `${DEAD_PREFIX}${message.id}.json`;
    await putObject(this.#store, { keyOf, bytes: jsonBytes({ message, reason }) }, options);
    await this.remove(entry, options);
  }

  async deadLetters(options: RequestOptions = {}): Promise<readonly DeadLetter[]> {
    const letters: DeadLetter[] = [];
    for await (const { key } of this.#store.list(DEAD_PREFIX, options)) {
      const found = await this.#store.get(key, options);
      if (found !== undefined) letters.push(parseObject(key, found.bytes, deadSchema));
    }
    return letters;
  }

  /**
   * Deletes sent and undeliverable messages after their retention time.
   *
   * @returns the number of deleted objects
   */
  async tidy(now: Date, options: RequestOptions = {}): Promise<number> {
    let deleted = 0;
    for (const [prefix, days] of [
      [TOLD_PREFIX, TOLD_DAYS],
      [DEAD_PREFIX, DEAD_DAYS],
    ] as const) {
      const before = now.getTime() - days * DAY_MS;
      const old: string[] = [];
      for await (const { key, modifiedAt } of this.#store.list(prefix, options)) {
        if (modifiedAt.getTime() < before) old.push(key);
      }
      if (old.length > 0) await this.#store.delete(old, options);
      deleted += old.length;
    }
    return deleted;
  }

  /** Sent and pending messages about an article. @param article `hashOfId` of its id */
  async messagesOf(article: string, options: RequestOptions = {}): Promise<readonly AlertMessage[]> {
    const messages: AlertMessage[] = [];
    for await (const { key } of this.#store.list(`${TOLD_PREFIX}${article}/`, options)) {
      const found = await this.#store.get(key, options);
      if (found !== undefined) messages.push(parseObject(key, found.bytes, toldSchema).message);
    }
    const waiting = (await this.entries(options)).map(({ message }) => message);
    return [...messages, ...waiting.filter((message) => this.articleOf(message) === article)];
  }

  /** `hashOfId` of the article that a message is about. */
  articleOf({ article }: AlertMessage): string {
    return hashOfId(article.id);
  }

  #toldKey(message: AlertMessage): string {
    return `${TOLD_PREFIX}${this.articleOf(message)}/${message.id}.json`;
  }
}

const toldSchema = z.object({ message: alertMessageSchema });
const deadSchema = z.object({ message: alertMessageSchema, reason: z.string() });

function outboxKey(id: string): string {
  return `${OUTBOX_PREFIX}${id}.json`;
}

function orderOf({ message }: OutboxEntry): string {
  return `${message.occurredAt} ${message.type}`;
}
