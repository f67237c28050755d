import { DatelineError, hasCode } from "../errors.ts";
import { mapConcurrently } from "../files/map-concurrently.ts";
import type { ObjectStore, RequestOptions } from "../ports/object-store.ts";
import type { AlertMessage } from "./alert-message.ts";
import { AlertStateStore } from "./alert-state.ts";
import { Outbox, type OutboxEntry } from "./outbox.ts";

/** When a message is sent again after each attempt, in seconds: a day and a half in all, as Standard Webhooks advises. */
const WAITS_S = [5, 30, 300, 1_800, 7_200, 18_000, 36_000, 50_400];
/** Longer than any attempt takes: a message whose sender was stopped is sent again by another. */
const CLAIM_MS = 60_000;
const DAY_MS = 86_400_000;

/** An answer may ask for more patience than this, and does not get it. */
const LONGEST_WAIT_MS = DAY_MS;
/** A receiver that is slow holds up those behind it, so several alerts are sent at once. */
const ALERTS_AT_ONCE = 16;
/** A new message takes two requests, and a look may bring hundreds. */
const WRITES_AT_ONCE = 16;

/** Sends a message. What it throws means that nobody took it; a `DeliveryRefusal` says more. */
export type SendMessage = (message: AlertMessage, options: RequestOptions) => Promise<void>;

export interface RefusalDetails extends ErrorOptions {
  /** The receiver asks for so much time. */
  readonly retryAfterMs?: number | null;
  /** The receiver will never be there again. */
  readonly isGone?: boolean;
  /** Only this message is refused. Otherwise others for the same receiver wait for the next round. */
  readonly isOfMessage?: boolean;
}

/** A receiver answered, and did not take the message. */
export class DeliveryRefusal extends DatelineError {
  readonly details: RefusalDetails;

  constructor(message: string, details: RefusalDetails = {}) {
    super("store-unreachable", message, details);
    this.details = details;
  }
}

export interface DeliverContext {
  readonly store: ObjectStore;
  readonly send: SendMessage;
  /** Told of every attempt that failed; the reason names no secret. */
  readonly onFailure?: (failure: DeliveryFailure) => void;
  readonly now?: () => Date;
}

/** An attempt that failed. */
export interface DeliveryFailure {
  readonly message: string;
  readonly alert: string;
  readonly attempts: number;
  readonly reason: string;
  /** True when it was the last. */
  readonly isGivenUp: boolean;
}

/** What a round of deliveries did. */
export interface DeliveryReport {
  readonly sent: number;
  readonly failed: number;
  readonly givenUp: number;
  /** Not sent, since the article was taken out of the index meanwhile. */
  readonly cancelled: number;
  readonly waiting: number;
}

/**
 * Sends what is due, at least once: a message is claimed before it is sent and forgotten afterwards, so one that was sent
 * when the sender was stopped is sent again, with the same id. An article that is gone is not told of any more. Messages of one
 * alert are sent in their order. A receiver that does not answer gets one message of each alert in a round, and delays nobody else.
 *
 * @throws DatelineError as the store
 */
export async function deliverMessages(
  context: DeliverContext,
  options: RequestOptions = {},
): Promise<DeliveryReport> {
  await fillOutbox(context.store, options);
  const outbox = new Outbox(context.store);
  const counts = { sent: 0, failed: 0, givenUp: 0, cancelled: 0, waiting: 0 };
  const due: OutboxEntry[] = [];
  for (const entry of await withoutCancelled(outbox, counts, options)) {
    if (Date.parse(entry.nextAt) > nowOf(context)) counts.waiting += 1;
    else due.push(entry);
  }
  const round = { ...context, outbox, unwell: new Map<string, Rest>() };
  await mapConcurrently(ofEachAlert(due), ALERTS_AT_ONCE, async (entries) => {
    for (const entry of entries) {
      if (options.signal?.aborted) return;
      counts[await attempt(entry, round, options)] += 1;
    }
  });
  // Last: nobody waits for it.
  if (!options.signal?.aborted) await tidyDaily(context, options);
  return counts;
}

/** Takes out what is not to be sent any more, since its article is gone. */
async function withoutCancelled(
  outbox: Outbox,
  counts: { cancelled: number },
  options: RequestOptions,
): Promise<readonly OutboxEntry[]> {
  const entries = await outbox.entries(options);
  const retracted = new Set(entries.map(({ message }) => message.retracts));
  const unheard = new Set<string>();
  const left: OutboxEntry[] = [];
  for (const entry of entries) {
    const { message, attempts } = entry;
    if (retracted.has(message.id)) {
      await outbox.remove(entry, options);
      if (attempts === 0) unheard.add(message.id);
      counts.cancelled += 1;
    } else if (message.retracts !== null && unheard.has(message.retracts)) {
      // Nobody heard of it, so there is nothing to take back.
      await outbox.remove(entry, options);
    } else left.push(entry);
  }
  return left;
}

function ofEachAlert(entries: readonly OutboxEntry[]): readonly (readonly OutboxEntry[])[] {
  const alerts = new Map<string, OutboxEntry[]>();
  for (const entry of entries) {
    const key = `${entry.message.alert.id} ${receiverOf(entry.message)}`;
    const ofAlert = alerts.get(key) ?? [];
    if (ofAlert.length === 0) alerts.set(key, ofAlert);
    ofAlert.push(entry);
  }
  return [...alerts.values()];
}

function receiverOf({ channel }: AlertMessage): string {
  if (channel.type === "webhook") return channel.url;
  return channel.type === "sns" ? channel.topic : "";
}

/** Until when a receiver is left alone; `null` for the rest of the round. */
type Rest = string | null;

/** From the batches that changes of the index left, each message once. */
async function fillOutbox(store: ObjectStore, options: RequestOptions): Promise<void> {
  const states = new AlertStateStore(store);
  const outbox = new Outbox(store);
  const stored = await states.read(options);
  const { batches } = stored.state;
  if (batches.length === 0) return;
  const read = await mapConcurrently(batches, WRITES_AT_ONCE, (batch) => states.readBatch(batch, options));
  await mapConcurrently(read.flat(), WRITES_AT_ONCE, (message) => outbox.add(message, options));
  // When another was faster, the next round finds the messages in the outbox.
  await states.forgetBatches(stored, batches, options).catch((error: unknown) => {
    if (!hasCode(error, "write-conflict")) throw error;
  });
}

/** Listing takes a request for each thousand messages, so it is done once a day. */
async function tidyDaily({ store, ...context }: DeliverContext, options: RequestOptions): Promise<void> {
  const states = new AlertStateStore(store);
  const stored = await states.read(options);
  const { tidiedAt = stored.state.generation === null ? undefined : new Date(0).toISOString() } =
    stored.state;
  if (tidiedAt === undefined || nowOf(context) - Date.parse(tidiedAt) < DAY_MS) return;
  const now = new Date(nowOf(context));
  await new Outbox(store).tidy(now, options);
  // When another was faster, the next round does it again.
  await states
    .replace(stored, { ...stored.state, tidiedAt: now.toISOString() }, options)
    .catch((error: unknown) => {
      if (!hasCode(error, "write-conflict")) throw error;
    });
}

interface Round extends DeliverContext {
  readonly outbox: Outbox;
  /** Receivers that did not answer, or asked for time. */
  readonly unwell: Map<string, Rest>;
}

type Outcome = "sent" | "failed" | "givenUp" | "waiting";

async function attempt(entry: OutboxEntry, round: Round, options: RequestOptions): Promise<Outcome> {
  const { outbox, unwell } = round;
  const rest = unwell.get(receiverOf(entry.message));
  if (rest !== undefined) return await leaveAlone(entry, rest, { outbox }, options);
  const claimed = await unlessTaken(outbox.claim(entry, after(nowOf(round), CLAIM_MS), options));
  if (claimed === undefined) return "waiting";
  try {
    await round.send(claimed.message, options);
  } catch (error) {
    return await fail(claimed, error, round, options);
  }
  await outbox.remove(claimed, options);
  return "sent";
}

/** It was not sent, so it does not count as an attempt. */
async function leaveAlone(
  entry: OutboxEntry,
  until: Rest,
  { outbox }: Pick<Round, "outbox">,
  options: RequestOptions,
): Promise<"waiting"> {
  if (until !== null) await unlessTaken(outbox.postpone(entry, until, options));
  return "waiting";
}

async function fail(
  entry: OutboxEntry,
  error: unknown,
  round: Round,
  options: RequestOptions,
): Promise<"failed" | "givenUp"> {
  const { outbox, onFailure } = round;
  const { message, attempts } = entry;
  const {
    retryAfterMs = null,
    isGone = false,
    isOfMessage = false,
  } = error instanceof DeliveryRefusal ? error.details : {};
  const asked = retryAfterMs === null ? null : Math.min(retryAfterMs, LONGEST_WAIT_MS);
  if (!isOfMessage) {
    round.unwell.set(receiverOf(message), asked === null ? null : after(nowOf(round), asked));
  }
  const reason = error instanceof Error ? error.message : String(error);
  const wait = isGone ? undefined : WAITS_S[attempts - 1];
  const isGivenUp = wait === undefined;
  onFailure?.({ message: message.id, alert: message.alert.id, attempts, reason, isGivenUp });
  if (isGivenUp) await unlessTaken(outbox.bury(entry, reason, options));
  else {
    const next = after(nowOf(round), Math.max(wait * 1_000, asked ?? 0));
    await unlessTaken(outbox.postpone(entry, next, options));
  }
  return isGivenUp ? "givenUp" : "failed";
}

/**
 * @returns `undefined` when the article was taken out of the index meanwhile, or the attempt took so long that another sender has
 *   the message
 */
async function unlessTaken<T>(change: Promise<T>): Promise<T | undefined> {
  try {
    return await change;
  } catch (error) {
    if (hasCode(error, "write-conflict")) return undefined;
    throw error;
  }
}

function nowOf({ now }: Pick<DeliverContext, "now">): number {
  return (now?.() ?? new Date()).getTime();
}

function after(time: number, ms: number): string {
  return new Date(time + ms).toISOString();
}
