import * as z from "zod";
import { DatelineError, hasCode } from "../errors.ts";
import type { ObjectStore, RequestOptions } from "../ports/object-store.ts";
import { type AlertMessage, alertMessageSchema } from "./alert-message.ts";
import { jsonBytes, putObject } from "./stored-objects.ts";

/**
 * Replaced by compare-and-swap. Records the last generation that was searched for new articles, and what was
 * reported.
 */
const STATE_KEY = "alerts/state.json";

const stateSchema = z.object({
  version: z.literal(1),
  generation: z.string().nullable(),
  /** Per alert and reported item, the UTC instant. */
  told: z.record(z.string(), z.record(z.string(), z.string())),
  /** Message batches to put into the outbox: sha256 of objects below `alerts/batches/`. */
  batches: z.array(z.string()),
  /** UTC instant at which old messages were last deleted. */
  tidiedAt: z.string().optional(),
});

/** The state of an index's alerts. */
export type AlertState = z.infer<typeof stateSchema>;

export interface StoredAlertState {
  readonly state: AlertState;
  readonly etag: string | null;
}

const NOTHING: AlertState = { version: 1, generation: null, told: {}, batches: [] };

/** Reads and replaces the state of alerts, which is stored next to the index. */
export class AlertStateStore {
  readonly #store: ObjectStore;

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  /** @throws DatelineError `object-corrupt` if it is damaged; as the store's `get` */
  async read(options: RequestOptions = {}): Promise<StoredAlertState> {
    const found = await this.#store.get(STATE_KEY, options);
    if (found === undefined) return { state: NOTHING, etag: null };
    return { state: parseObject(STATE_KEY, found.bytes, stateSchema), etag: found.etag };
  }

  /**
   * Replaces the state and adds new messages atomically.
   *
   * @throws DatelineError `write-conflict` if another writer was faster
   */
  async replace(
    { etag }: StoredAlertState,
    next: AlertState,
    { messages = [], ...options }: RequestOptions & { readonly messages?: readonly AlertMessage[] } = {},
  ): Promise<void> {
    const batch = messages.length === 0 ? undefined : await this.#putBatch(messages, options);
    const batches = batch === undefined ? next.batches : [...next.batches, batch];
    try {
      await this.#store.putIfMatch(STATE_KEY, jsonBytes({ ...next, batches }), etag, options);
    } catch (error) {
      // The next attempt writes its own messages. A batch that another writer has named too is kept.
      if (batch !== undefined && hasCode(error, "write-conflict"))
        await this.#deleteUnlessNamed(batch, options);
      throw error;
    }
  }

  /** @returns an empty list if the batch is already in the outbox */
  async readBatch(batch: string, options: RequestOptions = {}): Promise<readonly AlertMessage[]> {
    const key = batchKey(batch);
    const found = await this.#store.get(key, options);
    return found === undefined ? [] : parseObject(key, found.bytes, batchSchema).messages;
  }

  /** Removes batches whose messages are in the outbox. @throws DatelineError `write-conflict` */
  async forgetBatches(
    stored: StoredAlertState,
    done: readonly string[],
    options: RequestOptions = {},
  ): Promise<void> {
    const batches = stored.state.batches.filter((batch) => !done.includes(batch));
    await this.replace(stored, { ...stored.state, batches }, options);
    await this.#store.delete(done.map(batchKey), options);
  }

  async #putBatch(messages: readonly AlertMessage[], options: RequestOptions): Promise<string> {
    return await putObject(this.#store, { keyOf: batchKey, bytes: jsonBytes({ messages }) }, options);
  }

  async #deleteUnlessNamed(batch: string, options: RequestOptions): Promise<void> {
    const { state } = await this.read(options);
    if (!state.batches.includes(batch)) await this.#store.delete([batchKey(batch)], options);
  }
}

const batchSchema = z.object({ messages: z.array(alertMessageSchema) });

function batchKey(batch: string): string {
  return `alerts/batches/${batch}.json`;
}

/** @throws DatelineError `object-corrupt` that names the object */
export function parseObject<T>(key: string, bytes: Uint8Array, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(Buffer.from(bytes).toString("utf8")));
  } catch (cause) {
    throw new DatelineError("object-corrupt", `Cannot read the stored alerts: ${key} is damaged`, {
      cause,
    });
  }
}
