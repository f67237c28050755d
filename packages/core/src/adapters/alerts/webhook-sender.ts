import { type AlertMessage, payloadOf } from "../../alerts/alert-message.ts";
import { DeliveryRefusal, type SendMessage } from "../../alerts/deliver-messages.ts";
import { DatelineError } from "../../errors.ts";
import { retryAfterMs } from "../source/http-reader.ts";
import { exchangeOnce, type TransportResponse } from "../source/http-transport.ts";
import { deriveSecret, signWebhook } from "./sign-webhook.ts";

/** Time limit of one attempt. A receiver with more work should respond first. */
const TIMEOUT_MS = 15_000;
/** Limits the body of a response, of which only the status is used. */
const MAX_ANSWER_BYTES = 65_536;
/** The receiver wants no more messages, by Standard Webhooks. */
const GONE = 410;
/** Statuses that refuse this message, not the sender: malformed, conflict, too long, wrong type. */
const OF_MESSAGE = new Set([400, 409, 413, 415, 422]);

export interface WebhookSenderOptions {
  /** Looks up a secret by name. */
  readonly secretOf: (name: string) => string | undefined;
  readonly userAgent: string;
  /** Also connects to addresses of this machine and its own network. */
  readonly allowPrivateAddresses: boolean;
  readonly timeoutMs?: number;
  readonly now?: () => Date;
}

/**
 * Sends messages to webhooks, signed as Standard Webhooks specifies. A status from 200 to 299 accepts the
 * message. Does not follow redirects. Resolves names once, so that it connects to the address that it has
 * checked. Passes `Retry-After` on.
 *
 * @returns a function that throws DatelineError `invalid-input` or `store-unreachable`. Messages contain no
 *   secret
 */
export function webhookSender(options: WebhookSenderOptions): SendMessage {
  return async (message, { signal }) => {
    const { channel } = message;
    if (channel.type !== "webhook") return;
    const named = options.secretOf(channel.secret);
    if (named === undefined) {
      throw new DatelineError("invalid-input", `Cannot send the alert: ${channel.secret} is not set`);
    }
    const secret = channel.salt === undefined ? named : deriveSecret(named, channel.salt);
    const url = new URL(channel.url);
    const { status, headers } = await post(url, { message, secret, signal }, options);
    if (status >= 200 && status < 300) return;
    throw new DeliveryRefusal(`Cannot send the alert to ${url.host}: it returned status ${status}`, {
      retryAfterMs: retryAfterMs(headers["retry-after"], nowOf(options)),
      isGone: status === GONE,
      isOfMessage: OF_MESSAGE.has(status),
    });
  };
}

interface Post {
  readonly message: AlertMessage;
  readonly secret: string;
  readonly signal: AbortSignal | undefined;
}

async function post(
  url: URL,
  { message, secret, signal }: Post,
  options: WebhookSenderOptions,
): Promise<Pick<TransportResponse, "status" | "headers">> {
  const body = JSON.stringify(payloadOf(message));
  const timestamp = Math.floor(nowOf(options) / 1_000);
  const headers = {
    "content-type": "application/json",
    "user-agent": options.userAgent,
    "webhook-id": message.id,
    "webhook-timestamp": String(timestamp),
    "webhook-signature": signWebhook({ id: message.id, timestamp, body }, secret),
  };
  try {
    return await exchangeOnce(url, {
      headers,
      body: Buffer.from(body),
      timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
      maxBytes: MAX_ANSWER_BYTES,
      refusePrivateAddresses: !options.allowPrivateAddresses,
      signal,
    });
  } catch (cause) {
    throw unreachable(url, (cause as Error).message, cause);
  }
}

function nowOf({ now }: Pick<WebhookSenderOptions, "now">): number {
  return (now?.() ?? new Date()).getTime();
}

/** Names only the host, because paths and queries of webhooks often contain secrets. */
function unreachable({ host }: URL, reason: string, cause?: unknown): DatelineError {
  return new DatelineError("store-unreachable", `Cannot send the alert to ${host}: ${reason}`, { cause });
}
