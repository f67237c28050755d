import type { ObjectStore, RequestOptions } from "../ports/object-store.ts";
import type { AlertMessage } from "./alert-message.ts";
import { AlertStateStore } from "./alert-state.ts";
import { Outbox, type OutboxEntry } from "./outbox.ts";
import { isConflict } from "./stored-objects.ts";

/** Seconds before each retry: a day and a half in total, as Standard Webhooks recommends. */
const WAITS_S = [5, 30, 300, 1_800, 7_200, 18_000, 36_000, 50_400];
/** Longer than any attempt takes. After that another sender repeats the message of one that was stopped. */
const CLAIM_MS = 60_000;
const DAY_MS = 86_400_000;

/** Sends a message, and throws if it was not accepted. */
export type SendMessage = (message: AlertMessage, options: RequestOptions) => Promise<void>;

export interface DeliverContext {
  readonly store: ObjectStore;
  readonly send: SendMessage;
  /** Called for every failed attempt; the reason contains no secrets. */
  readonly onFailure?: (failure: DeliveryFailure) => void;
  readonly now?: () => Date;
}

/** A failed attempt. */
export interface DeliveryFailure {
  readonly message: string;
  readonly alert: string;
  readonly attempts: number;
  readonly reason: string;
  /** True when it was the last. */
  readonly isGivenUp: boolean;
}

/** Result of a round of deliveries. */
export interface DeliveryReport {
  readonly sent: number;
  readonly failed: number;
  readonly givenUp: number;
  /** Not sent because the article has been removed from the index. */
  readonly cancelled: number;
  readonly waiting: number;
}

/**
 * Sends due messages at least once. A message is claimed before sending and removed afterwards, so if the
 * sender is stopped in between, it is sent again with the same id. Removed articles are no longer reported.
 *
 * @throws DatelineError as the store
 */
export async function deliverMessages(
  context: DeliverContext,
  options: RequestOptions = {},
): Promise<DeliveryReport> {
  await fillOutbox(context.store, options);
  await tidyDaily(context, options);
  const outbox = new Outbox(context.store);
  const entries = await outbox.entries(options);
  const retracted = new Set(entries.map(({ message }) => message.retracts));
  const counts = { sent: 0, failed: 0, givenUp: 0, cancelled: 0, waiting: 0 };
  const cancelled = new Set<string>();
  for (const entry of entries) {
    if (options.signal?.aborted) break;
    const { message, attempts } = entry;
    if (retracted.has(message.id)) {
      await outbox.remove(entry, options);
      if (attempts === 0) cancelled.add(message.id);
      counts.cancelled += 1;
    } else if (message.retracts !== null && cancelled.has(message.retracts)) {
      // It was never sent, so there is nothing to retract.
      await outbox.remove(entry, options);
    } else if (Date.parse(entry.nextAt) > nowOf(context)) {
      counts.waiting += 1;
    } else {
      counts[await attempt(entry, { ...context, outbox }, options)] += 1;
    }
  }
  return counts;
}

/** Moves messages from the batches of index changes into the outbox, each once. */
async function fillOutbox(store: ObjectStore, options: RequestOptions): Promise<void> {
  const states = new AlertStateStore(store);
  const outbox = new Outbox(store);
  const stored = await states.read(options);
  const { batches } = stored.state;
  if (batches.length === 0) return;
  for (const batch of batches) {
    for (const message of await states.readBatch(batch, options)) await outbox.add(message, options);
  }
  // After a conflict, the next round finds the messages in the outbox.
  await states.forgetBatches(stored, batches, options).catch((error: unknown) => {
    if (!isConflict(error)) throw error;
  });
}

/** Listing needs a request per thousand messages, so this runs once a day. */
async function tidyDaily({ store, ...context }: DeliverContext, options: RequestOptions): Promise<void> {
  const states = new AlertStateStore(store);
  const stored = await states.read(options);
  const { tidiedAt = stored.state.generation === null ? undefined : new Date(0).toISOString() } =
    stored.state;
  if (tidiedAt === undefined || nowOf(context) - Date.parse(tidiedAt) < DAY_MS) return;
  const now = new Date(nowOf(context));
  await new Outbox(store).tidy(now, options);
  // After a conflict, the next round repeats it.
  await states
    .replace(stored, { ...stored.state, tidiedAt: now.toISOString() }, options)
    .catch((error: unknown) => {
      if (!isConflict(error)) throw error;
    });
}

async function attempt(
  entry: OutboxEntry,
  { outbox, ...context }: DeliverContext & { readonly outbox: Outbox },
  options: RequestOptions,
): Promise<"sent" | "failed" | "givenUp" | "waiting"> {
  let claimed: OutboxEntry;
  try {
    claimed = await outbox.claim(entry, after(nowOf(context), CLAIM_MS), options);
  } catch (error) {
    if (isConflict(error)) return "waiting";
    throw error;
  }
  try {
    await context.send(claimed.message, options);
  } catch (error) {
    return await fail(claimed, error, { outbox, ...context }, options);
  }
  await outbox.remove(claimed, options);
  return "sent";
}

async function fail(
  entry: OutboxEntry,
  error: unknown,
  { outbox, onFailure, ...context }: DeliverContext & { readonly outbox: Outbox },
  options: RequestOptions,
): Promise<"failed" | "givenUp"> {
  const { message, attempts } = entry;
  const reason = error instanceof Error ? error.message : String(error);
  const wait = WAITS_S[attempts - 1];
  const isGivenUp = wait === undefined;
  onFailure?.({ message: message.id, alert: message.alert.id, attempts, reason, isGivenUp });
  try {
    if (isGivenUp) await outbox.bury(entry, reason, options);
    else await outbox.postpone(entry, after(nowOf(context), wait * 1_000), options);
  } catch (conflict) {
    // The article has been removed from the index, or the attempt took so long that another sender took over.
    if (!isConflict(conflict)) throw conflict;
  }
  return isGivenUp ? "givenUp" : "failed";
}

function nowOf({ now }: Pick<DeliverContext, "now">): number {
  return (now?.() ?? new Date()).getTime();
}

function after(time: number, ms: number): string {
  return new Date(time + ms).toISOString();
}
