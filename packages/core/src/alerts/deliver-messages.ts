import { DatelineError, hasCode } from "../errors.ts";
import { mapConcurrently } from "../files/map-concurrently.ts";
import type { ObjectStore, RequestOptions } from "../ports/object-store.ts";
import type { AlertMessage } from "./alert-message.ts";
import { AlertStateStore } from "./alert-state.ts";
import { Outbox, type OutboxEntry } from "./outbox.ts";

/** Seconds to wait after each attempt: a day and a half in all, as Standard Webhooks advises. */
const WAITS_S = [5, 30, 300, 1_800, 7_200, 18_000, 36_000, 50_400];
/** Longer than any attempt takes. Afterwards, another sender may take over from one that was stopped. */
const CLAIM_MS = 60_000;
const DAY_MS = 86_400_000;

/** The longest `Retry-After` that is respected. */
const LONGEST_WAIT_MS = DAY_MS;
/** Several alerts are sent concurrently, so that a slow receiver does not delay the others. */
const ALERTS_AT_ONCE = 16;
/** A new message takes two requests, and a round may have hundreds. */
const WRITES_AT_ONCE = 16;

/** Sends a message. Throws if it was not accepted. A `DeliveryRefusal` contains the details. */
export type SendMessage = (message: AlertMessage, options: RequestOptions) => Promise<void>;

export interface RefusalDetails extends ErrorOptions {
  /** The delay that the receiver requests. */
  readonly retryAfterMs?: number | null;
  /** The receiver is gone for good. */
  readonly isGone?: boolean;
  /** Only this message is refused. Otherwise, others for the same receiver wait for the next round. */
  readonly isOfMessage?: boolean;
}

/** A receiver answered without accepting the message. */
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
  /** Called for every failed attempt. The reason contains no secret. */
  readonly onFailure?: (failure: DeliveryFailure) => void;
  readonly now?: () => Date;
}

/** A failed attempt. */
export interface DeliveryFailure {
  readonly message: string;
  readonly alert: string;
  readonly attempts: number;
  readonly reason: string;
  /** True if no other attempt follows. */
  readonly isGivenUp: boolean;
}

/** Result of a round of deliveries. */
export interface DeliveryReport {
  readonly sent: number;
  readonly failed: number;
  readonly givenUp: number;
  /** Not sent, because the article has left the index. */
  readonly cancelled: number;
  readonly waiting: number;
}

/**
 * Sends due messages at least once. A message is claimed before it is sent and deleted afterwards. If the sender stops in
 * between, it is sent again with the same id. Articles that have left the index are not reported. Messages of one alert are
 * sent in order. A receiver that does not answer gets one message of each alert per round, and does not delay others.
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
  // Last, because nothing depends on it.
  if (!options.signal?.aborted) await tidyDaily(context, options);
  return counts;
}

/** Drops the messages whose articles have left the index. */
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
      // It was never sent, so there is nothing to retract.
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

/** The time until which a receiver gets nothing; `null` for the rest of the round. */
type Rest = string | null;

/** Moves the messages of pending batches to the outbox, each once. */
async function fillOutbox(store: ObjectStore, options: RequestOptions): Promise<void> {
  const states = new AlertStateStore(store);
  const outbox = new Outbox(store);
  const stored = await states.read(options);
  const { batches } = stored.state;
  if (batches.length === 0) return;
  const read = await mapConcurrently(batches, WRITES_AT_ONCE, (batch) => states.readBatch(batch, options));
  await mapConcurrently(read.flat(), WRITES_AT_ONCE, (message) => outbox.add(message, options));
  // If another sender was faster, the next round finds the messages in the outbox.
  await states.forgetBatches(stored, batches, options).catch((error: unknown) => {
    if (!hasCode(error, "write-conflict")) throw error;
  });
}

/** Tidies once a day, because listing takes a request for every thousand messages. */
async function tidyDaily({ store, ...context }: DeliverContext, options: RequestOptions): Promise<void> {
  const states = new AlertStateStore(store);
  const stored = await states.read(options);
  const { tidiedAt = stored.state.generation === null ? undefined : new Date(0).toISOString() } =
    stored.state;
  if (tidiedAt === undefined || nowOf(context) - Date.parse(tidiedAt) < DAY_MS) return;
  const now = new Date(nowOf(context));
  await new Outbox(store).tidy(now, options);
  // If another sender was faster, the next round repeats it.
  await states
    .replace(stored, { ...stored.state, tidiedAt: now.toISOString() }, options)
    .catch((error: unknown) => {
      if (!hasCode(error, "write-conflict")) throw error;
    });
}

interface Round extends DeliverContext {
  readonly outbox: Outbox;
  /** Receivers that did not answer, or requested a delay. */
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

/** Does not count as an attempt, because nothing was sent. */
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
 * @returns `undefined` if the article has left the index meanwhile, or if the attempt took so long that another sender
 *   has claimed the message
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
